#pragma once
// RemoteUserBackend: users whom a server in front of us vouches for (contract django-auth §3.2). It proves no
// password; what may speak for that server is decided where REMOTE_USER is read.

#include <functional>
#include <memory>
#include <string>

#include "accounts/backend.h"
#include "accounts/passwords.h"
#include "base/clock.h"
#include "base/random.h"

namespace narvi::accounts {

struct RemoteUserRules {
  bool allow_inactive = false;      ///< AllowAllUsersRemoteUserBackend
  bool create_unknown_user = true;  ///< false: a name without an account is nobody
  /// The stored password of a new account: '' as upstream, which counts as usable (so reset links are sent),
  /// or an unusable one (contracts README C20).
  bool empty_password = false;
  /// configure() is called at every authentication; false: only for a new account (Django 3.2).
  bool configure_known_users = true;

  /// The name to look up for what was given (Django's clean_username); empty: as given.
  std::function<std::string(std::string)> clean_username{};
  /// May change the user, in memory and in the database (Django's configure_user); an error fails the login.
  /// `user` outlives the task.
  std::function<io::Task<Result<void>>(User& user, bool created)> configure{};
};

/// All references outlive the backend.
std::unique_ptr<Backend> make_remote_user_backend(Users& users, Permissions& permissions, const Clock& clock,
                                                  Random& random, RemoteUserRules rules = {});

}  // namespace narvi::accounts
