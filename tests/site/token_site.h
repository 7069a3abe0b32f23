#pragma once
// A site with authtoken on, and what its tests share.

#include <memory>
#include <string>

#include "browser.h"
#include "systems/authtoken/token_store.h"

namespace narvi::tests {

inline constexpr const char* kObtainPath = "/api-token-auth/";
/// Of alice (user 1) in drf_fixtures.json.
inline constexpr const char* kAliceToken = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b";

/// make_site with authtoken on, the tokens of drf_fixtures.json, and /api/: GET and POST behind
/// TokenAuthentication and IsAuthenticated, which echo user and credential.
std::unique_ptr<TestHouse> token_site(Engine engine, SettingChanges changes = {});
/// The same on a database that is there already; rows are left alone.
std::unique_ptr<TestHouse> token_site_at(const std::string& url, SettingChanges changes = {});

/// {"token_storage", "digest"} and so on for [systems.authtoken].
SettingChanges token_settings(std::map<std::string, SettingValue> changes);
SettingChanges digests();

/// GET /api/ with that Authorization header.
http::Response call_api(TestHouse& house, const std::string& authorization);
/// The user whom "Token TOKEN" proves; "" for nobody.
std::string user_of_token(TestHouse& house, const std::string& token);

http::Response ask_for_token(TestHouse& house, std::string_view username, std::string_view password,
                             const std::string& address = "127.0.0.1");
/// The token of a successful answer; fails the test for another.
std::string obtain(TestHouse& house, std::string_view username = "alice",
                   std::string_view password = "wonderland");

/// authtoken_token.key of that user; "" without a row.
std::string stored_key(TestHouse& house, std::int64_t user = 1);

}  // namespace narvi::tests
