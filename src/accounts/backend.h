#pragma once
// Authentication backends: who turns credentials into a user (Django's AUTHENTICATION_BACKENDS; contract
// django-auth §3.1, §3.2). An ordered list; the first that gives a user wins.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/events.h"
#include "accounts/passwords.h"
#include "accounts/users.h"

namespace narvi::accounts {

/// User name and password as a client gave them.
struct Credentials {
  std::string username;
  SecretText password;
};

/// What one backend says.
enum class BackendAnswer {
  kUser,  ///< this is the user
  kNone,  ///< not known here: the next backend is asked
  kDeny,  ///< stop: no later backend is asked (Django's PermissionDenied)
};

struct BackendResult {
  BackendAnswer answer = BackendAnswer::kNone;
  std::optional<User> user;
  std::optional<User>
      inactive;  ///< the password was right, but the account may not log in: only for informative answers
};

class Backend {
 public:
  virtual ~Backend() = default;
  /// The dotted path that sessions store; Django must find it in its own list (contract django-auth §3.2).
  virtual std::string_view path() const = 0;
  virtual io::Task<Result<BackendResult>> authenticate(const Credentials& credentials) = 0;
  /// Whether a session may go on for this user (get_user): inactive users may not, by default.
  virtual bool may_authenticate(const User& user) const = 0;
  /// False for backends that do not take user name and password (RemoteUserBackend): they are skipped.
  virtual bool takes_password() const { return true; }
};

/// What authentication came to.
struct Authenticated {
  std::optional<User> user;      ///< empty: refused
  std::string backend;           ///< path of the backend that accepted
  std::optional<User> inactive;  ///< see BackendResult::inactive
};

/// The ordered list.
class Backends {
 public:
  explicit Backends(Events& events) : events_(events) {}
  void add(std::unique_ptr<Backend> backend) { backends_.push_back(std::move(backend)); }

  /// Asks the backends in order; fires user_login_failed if none accepts.
  io::Task<Result<Authenticated>> authenticate(Credentials credentials);
  /// The backend with that path, or null: a session of a backend that is not configured is anonymous.
  const Backend* find(std::string_view path) const;

 private:
  Events& events_;
  std::vector<std::unique_ptr<Backend>> backends_;
};

/// Django's ModelBackend (`allow_inactive` false) and AllowAllUsersModelBackend (true).
std::unique_ptr<Backend> make_model_backend(Users& users, Passwords& passwords, bool allow_inactive);

/// RemoteUserBackend and AllowAllUsersRemoteUserBackend: no password, but sessions of theirs go on.
std::unique_ptr<Backend> make_remote_user_backend(bool allow_inactive);

}  // namespace narvi::accounts
