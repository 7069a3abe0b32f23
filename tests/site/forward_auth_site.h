#pragma once
// A site with the decision point on: its rules, and what proxies ask it.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "systems/forward_auth/rules.h"
#include "token_site.h"

namespace narvi::tests {

using Texts = std::vector<std::string>;
using Row = std::map<std::string, SettingValue>;
using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr const char* kAuthRequest = "/authz/auth-request";
inline constexpr const char* kForwardAuth = "/authz/forward-auth";
inline const std::string kToken = std::string("Token ") + kAliceToken;

inline SettingRows rows(const std::vector<Row>& given) {
  SettingRows made;
  const std::string_view table = systems::forward_auth::rule_table().name;
  for (const Row& row : given) {
    auto settings = std::make_shared<Settings>();
    settings->put(table, "", {SettingValue(), "test"});
    for (const auto& [key, value] : row) {
      settings->put(table, key, {value, "test"});
    }
    settings->put_defaults({&systems::forward_auth::rule_table(), 1});
    made.push_back(std::move(settings));
  }
  return made;
}

inline Row require(Row more = {}) {
  Row row{{"name", std::string("app")},
          {"hosts", Texts{"app.example.com"}},
          {"authentication_classes", Texts{"SessionAuthentication", "TokenAuthentication"}}};
  for (auto& [key, value] : more) {
    row[key] = value;
  }
  return row;
}

inline SettingChanges settings(const std::vector<Row>& rules, SettingChanges changes = {}) {
  changes["systems.forward_auth.enabled"] = true;
  changes["systems.forward_auth.rules"] = rows(rules);
  changes.try_emplace("server.trusted_proxies", Texts{"127.0.0.1"});
  return changes;
}

class ForwardAuth : public BothEngines {
 protected:
  static std::unique_ptr<TestHouse> open(const std::vector<Row>& rules, SettingChanges changes = {}) {
    auto house = token_site(GetParam(), settings(rules, std::move(changes)));
    house->query("INSERT INTO auth_group (id, name) VALUES (1, 'admins'), (2, 'staff')");
    house->query("INSERT INTO auth_user_groups (id, user_id, group_id) VALUES (1, 1, 1), (2, 1, 2)");
    return house;
  }
};

/// What nginx asks for a visitor's request with these fields.
inline TestRequest question(Fields headers = {}, const std::string& path = "/admin?a=1",
                            std::string method = "GET") {
  TestRequest request;
  request.target = kAuthRequest;
  request.host = "narvi";
  request.headers = {{"X-Original-Method", std::move(method)},
                     {"X-Original-URL", "https://app.example.com" + path},
                     {"X-Forwarded-For", "203.0.113.9"}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  return request;
}

/// What Caddy asks.
inline TestRequest passed_on(Fields headers = {}, const std::string& path = "/admin?a=1",
                             std::string method = "GET") {
  TestRequest request;
  request.target = kForwardAuth;
  request.host = "app.example.com";
  request.headers = {{"X-Forwarded-Method", std::move(method)},
                     {"X-Forwarded-Proto", "https"},
                     {"X-Forwarded-Host", "app.example.com"},
                     {"X-Forwarded-Uri", path},
                     {"X-Forwarded-For", "203.0.113.9"}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  return request;
}

inline Fields identity(const http::Response& answer) {
  Fields found;
  for (const auto& field : answer.headers) {
    if (field.first.starts_with("Remote-")) {
      found.push_back(field);
    }
  }
  return found;
}

inline const Fields kNobody = {
    {"Remote-User", ""}, {"Remote-Groups", ""}, {"Remote-Name", ""}, {"Remote-Email", ""}};

}  // namespace narvi::tests
