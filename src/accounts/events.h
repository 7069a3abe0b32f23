#pragma once
// Events of accounts: what Django sends as signals. Listeners are added at start and called in order on the
// thread where it happened; they must be quick and must not throw.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accounts/user.h"

namespace narvi::accounts {

/// Credentials of a failed login: names are visible, secrets are masked already (contract django-auth §3.1).
struct LoginFailed {
  std::string username;
};

class Events {
 public:
  std::vector<std::function<void(const User&)>> user_logged_in;
  std::vector<std::function<void(const std::optional<User>&)>> user_logged_out;  ///< empty: was anonymous
  std::vector<std::function<void(const LoginFailed&)>> user_login_failed;

  void fire_logged_in(const User& user) const {
    for (const auto& listener : user_logged_in) {
      listener(user);
    }
  }
  void fire_logged_out(const std::optional<User>& user) const {
    for (const auto& listener : user_logged_out) {
      listener(user);
    }
  }
  void fire_login_failed(const LoginFailed& failed) const {
    for (const auto& listener : user_login_failed) {
      listener(failed);
    }
  }
};

}  // namespace narvi::accounts
