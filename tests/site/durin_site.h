#pragma once
// A site with Durin on, and what its tests share.

#include <memory>
#include <string>

#include "browser.h"

namespace narvi::tests {

/// A house with the users of drf_fixtures.json, the clients web (1; a day), cli (2; 30 days, 3/m) and api (3;
/// a year), and the views of durin_views.h behind Durin's scheme. "durin.X" in `changes` is
/// "systems.durin.X".
std::unique_ptr<TestHouse> durin_site(Engine engine, SettingChanges changes = {});
/// The same on a database that is there already; rows are left alone.
std::unique_ptr<TestHouse> durin_site_at(const std::string& url, SettingChanges changes = {});
/// What the tests above set, with `changes`.
SettingChanges durin_changes(SettingChanges changes = {});

void add_client(TestHouse& house, std::int64_t id, const std::string& name, Microseconds lifetime,
                const std::string& rate = {});

http::Response durin_login(TestHouse& house, std::string_view client = "web", std::string_view user = "alice",
                           std::string_view password = "wonderland");
/// The token of a login that must succeed.
std::string durin_token(TestHouse& house, std::string_view client = "web", std::string_view user = "alice",
                        std::string_view password = "wonderland");
/// A request with "Authorization: Token TOKEN"; without a header if the token is empty.
http::Response ask(TestHouse& house, const std::string& method, const std::string& path,
                   const std::string& token);
/// The status of GET /api/, and of /api/cached.
int status_of(TestHouse& house, const std::string& token);
int cached_status_of(TestHouse& house, const std::string& token);

accounts::User user_named(TestHouse& house, const std::string& name);

}  // namespace narvi::tests
