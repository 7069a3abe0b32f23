#pragma once
// A site whose users are named by a front server at 127.0.0.1.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "browser.h"

namespace narvi::tests {

using Fields = std::vector<std::pair<std::string, std::string>>;
using Texts = std::vector<std::string>;

/// [systems.remote_user] on, mode "session", RemoteUserBackend before ModelBackend, users of make_site.
inline SettingChanges remote_user_settings(SettingChanges changes = {}) {
  SettingChanges all{
      {"systems.remote_user.enabled", true},
      {"systems.remote_user.mode", std::string("session")},
      {"systems.credentials.enabled", true},
      {"server.trusted_proxies", Texts{"127.0.0.1"}},
      {"auth.authentication_backends", Texts{"RemoteUserBackend", "ModelBackend"}},
      {"rest_framework.default_authentication_classes", Texts{"RemoteUserAuthentication"}},
  };
  for (auto& [name, value] : changes) {
    all[name] = std::move(value);
  }
  return all;
}

inline std::unique_ptr<TestHouse> remote_user_site(Engine engine, SettingChanges changes = {}) {
  return make_site(engine, remote_user_settings(std::move(changes)));
}

/// A request for `target` with that name.
inline TestRequest as_user(std::string name, std::string target = "/whoami/", Fields more = {}) {
  TestRequest request{.target = std::move(target)};
  request.headers = std::move(more);
  request.headers.emplace_back("Remote-User", std::move(name));
  return request;
}

inline std::string text_of_row(TestHouse& house, const std::string& column, const std::string& name) {
  const database::Rows rows = house.query("SELECT " + column + " FROM auth_user WHERE username = $1", {name});
  return rows.empty() ? "(none)" : rows.front().text(0);
}

inline std::string last_login(TestHouse& house, const std::string& name) {
  return text_of_row(house, "coalesce(CAST(last_login AS TEXT), 'never')", name);
}

}  // namespace narvi::tests
