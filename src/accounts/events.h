#pragma once
// Events of accounts: what Django sends as signals, and what happens to users besides. Listeners are added at
// start and called in order on the thread where it happened, after the commit of what they tell of; they must
// be quick and must not throw.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/user.h"

namespace narvi::http {
struct Request;
}

namespace narvi::accounts {

/// Credentials of a failed login: names are visible, secrets are masked already (contract django-auth §3.1).
struct LoginFailed {
  std::string username;  ///< or the remote user; empty if the credentials have neither
  std::vector<std::pair<std::string, std::string>> credentials{};  ///< name and shown value, in their order
};

/// A change of a user's row.
struct UserChanged {
  const User& before;
  const User& after;
  const std::vector<std::string_view>& fields;  ///< Django's names of what became different, never empty
};

/// A browser session that a login has made or taken over.
struct SessionStarted {
  const User& user;
  std::string_view key;  ///< a secret: never into a log
  const http::Request& request;
};

class Events {
 public:
  template <class... Arguments>
  using Listeners = std::vector<std::function<void(Arguments...)>>;

  Listeners<const User&> user_logged_in;
  Listeners<const SessionStarted&> session_started;       ///< after user_logged_in, of logins with a session
  Listeners<const std::optional<User>&> user_logged_out;  ///< empty: was anonymous
  Listeners<const LoginFailed&> user_login_failed;
  /// Steps of the transaction that makes a user, after its row: what must be there with it, or not at all. An
  /// error undoes both. A user that is made in a Batch (Users::add_create) gets none of them.
  std::vector<std::function<io::Task<database::Result<void>>(database::Transaction&, User)>> user_creating;
  Listeners<const User&> user_created;
  Listeners<const UserChanged&> user_changed;
  /// A new password was stored: the user with its new hash. A hash renewed at login is not one.
  Listeners<const User&> user_password_changed;
  Listeners<const User&> user_removed;  ///< as it was

  void fire_logged_in(const User& user) const { fire(user_logged_in, user); }
  void fire_session_started(const SessionStarted& started) const { fire(session_started, started); }
  void fire_logged_out(const std::optional<User>& user) const { fire(user_logged_out, user); }
  void fire_login_failed(const LoginFailed& failed) const { fire(user_login_failed, failed); }
  void fire_created(const User& user) const { fire(user_created, user); }
  void fire_changed(const UserChanged& changed) const { fire(user_changed, changed); }
  void fire_password_changed(const User& user) const { fire(user_password_changed, user); }
  void fire_removed(const User& user) const { fire(user_removed, user); }

 private:
  template <class List, class Argument>
  static void fire(const List& listeners, const Argument& argument) {
    for (const auto& listener : listeners) {
      listener(argument);
    }
  }
};

}  // namespace narvi::accounts
