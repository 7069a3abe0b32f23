#pragma once
// RemoteUserBackend: users whom a server in front of us vouches for (contract django-auth §3.2). It proves no
// password; what may speak for that server is decided where REMOTE_USER is read.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/backend.h"
#include "accounts/passwords.h"
#include "base/clock.h"
#include "base/random.h"

namespace narvi::accounts {

/// What a server in front of us says about a user besides his name; what is empty it did not say.
struct RemoteUserAttributes {
  std::optional<std::string> email{};
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  std::optional<std::vector<std::string>> groups{};

  bool empty() const { return !email && !first_name && !last_name && !groups; }
};

/// Credentials that RemoteUserBackend takes: RemoteUserCredentials if there are no attributes, else
/// NamedCredentials that begin with "remote_user".
AnyCredentials remote_user_credentials(std::string name, const RemoteUserAttributes& said = {});

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
  /// The same with what else was said about him; called after configure(), at every authentication that
  /// succeeds, whatever configure_known_users is. Both references outlive the task. Creating the account,
  /// this and configure() are each for themselves: who fails in between finds his account at the next try.
  std::function<io::Task<Result<void>>(User& user, bool created, const RemoteUserAttributes& said)>
      provision{};
};

/// Whether this is a RemoteUserBackend, or a site's own backend that takes the same credentials. `backend`
/// may be null, which is none.
bool takes_remote_users(const Backend* backend);

/// What the backend of a session makes of a name (its clean_username); as given if it has no such rule.
std::string clean_remote_user(const Backend* backend, std::string name);

/// Calls the rule `provision` of a RemoteUserBackend for somebody whom it has authenticated before; nothing
/// with any other. `backend` may be null; both references outlive the task. True: `user` has changed.
io::Task<Result<bool>> provision_remote_user(const Backend* backend, User& user,
                                             const RemoteUserAttributes& said);

/// All references outlive the backend.
std::unique_ptr<Backend> make_remote_user_backend(Users& users, Permissions& permissions, const Clock& clock,
                                                  Random& random, RemoteUserRules rules = {});

}  // namespace narvi::accounts
