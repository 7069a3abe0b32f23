#pragma once
// A site with knox on, and what its tests share.

#include <memory>
#include <string>
#include <vector>

#include "browser.h"

namespace narvi::tests {

/// make_site with knox on at /knox/, Basic and knox as the site's schemes, and GET /api/ behind knox and
/// IsAuthenticated, which tells the user's name. `changes` of [systems.knox] are spelled "knox.KEY".
std::unique_ptr<TestHouse> knox_site(Engine engine, SettingChanges changes = {});
/// The same on a database that is there already; rows are left alone.
std::unique_ptr<TestHouse> knox_site_at(const std::string& url, SettingChanges changes = {});

/// POST PATH with that Authorization header.
http::Response post(TestHouse& house, const std::string& path, const std::string& authorization);
/// POST /knox/login/ with Basic credentials.
http::Response knox_login(TestHouse& house, std::string_view username = "alice",
                          std::string_view password = "wonderland");
/// The token of a login that must work.
std::string knox_token(TestHouse& house, std::string_view username = "alice",
                       std::string_view password = "wonderland");
/// Who "Token TOKEN" proves at /api/; "" for nobody.
std::string user_of_knox(TestHouse& house, const std::string& token);

/// "SOURCE USERNAME" of each token_expired from now on, in order.
std::shared_ptr<std::vector<std::string>> expired_signals(TestHouse& house);

}  // namespace narvi::tests
