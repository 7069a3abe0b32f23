#pragma once
// Authentication backends: who turns credentials into a user, and what a user may do (Django's
// AUTHENTICATION_BACKENDS; contract django-auth §3.1, §3.2, §3.5). An ordered list; the first that gives a
// user wins, and a permission that any of them grants is granted.
//
// A site adds its own by deriving from Backend and calling accounts.backends.add() before serving:
//
//   class OfficeHours final : public Backend {
//     std::string_view path() const override { return "site.backends.OfficeHours"; }
//     io::Task<Result<Grant>> has_perm(Subject& subject, std::string permission, ...) override {
//       co_return permission == "shop.sell_item" && is_open() ? Grant::kYes : Grant::kNo;
//     }
//   };

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/credentials.h"
#include "accounts/events.h"
#include "accounts/passwords.h"
#include "accounts/permissions.h"
#include "accounts/user.h"
#include "accounts/users.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::accounts {

/// What one backend says about credentials.
enum class BackendAnswer {
  kUser,  ///< this is the user
  kNone,  ///< not known here: the next backend is asked
  kDeny,  ///< stop: no later backend is asked (Django's PermissionDenied)
};

struct BackendResult {
  BackendAnswer answer = BackendAnswer::kNone;
  std::optional<User> user{};
  std::optional<User>
      inactive{};  ///< the password was right, but the account may not log in: only for informative answers
};

/// What one backend says about a permission.
enum class Grant {
  kYes,
  kNo,    ///< not by this one: the next backend is asked
  kDeny,  ///< stop: nobody else is asked (Django's PermissionDenied)
};

/// Whose permissions are asked for: a user at one moment, or anonymous. Keeps what backends found out, as
/// Django's user object does (_perm_cache), so it should live as long as one request and no longer.
struct Subject {
  Subject() = default;
  explicit Subject(User its_user) : user(std::move(its_user)) {}
  explicit Subject(std::optional<User> its_user) : user(std::move(its_user)) {}

  bool is_active() const { return user && user->is_active; }
  bool is_superuser() const { return user && user->is_superuser; }

  std::optional<User> user{};                    ///< empty: anonymous
  std::map<std::string, PermissionSet> found{};  ///< by a name of the backend's choice
};

/// One object of a model, for permissions on single objects.
struct ObjectName {
  std::string model;  ///< "auth.group": app label and model
  std::string key;    ///< str(pk)
};
using MaybeObject = std::optional<ObjectName>;

/// Django's BaseBackend: every answer is "not by me" until a derived class says otherwise. An error of any
/// function is the error of the whole question. References outlive the task.
class Backend {
 public:
  virtual ~Backend() = default;
  /// The dotted path that sessions store; Django must find it in its own list (contract django-auth §3.2).
  virtual std::string_view path() const = 0;

  /// Whether authenticate() takes these; others skip this backend.
  virtual bool accepts(const AnyCredentials& credentials) const;
  virtual io::Task<Result<BackendResult>> authenticate(const AnyCredentials& credentials);
  /// Whether a session may go on for this user (get_user). Nobody's, unless overridden.
  virtual bool may_authenticate(const User& user) const;

  /// Permissions in person, and through groups. Empty unless overridden.
  virtual io::Task<Result<PermissionSet>> user_permissions(Subject& subject, MaybeObject object);
  virtual io::Task<Result<PermissionSet>> group_permissions(Subject& subject, MaybeObject object);
  /// Both together.
  virtual io::Task<Result<PermissionSet>> all_permissions(Subject& subject, MaybeObject object);
  /// Whether all_permissions() has it.
  virtual io::Task<Result<Grant>> has_perm(Subject& subject, std::string permission, MaybeObject object);
  /// Whether there is any permission in an app. kNo unless overridden.
  virtual io::Task<Result<Grant>> has_module_perms(Subject& subject, std::string app_label);
  /// The users who have a permission; nobody unless overridden.
  virtual io::Task<Result<std::vector<User>>> with_perm(WithPermission asked, MaybeObject object,
                                                        UserPage page);
};

/// What authentication came to.
struct Authenticated {
  std::optional<User> user{};      ///< empty: refused
  std::string backend{};           ///< path of the backend that accepted
  std::optional<User> inactive{};  ///< see BackendResult::inactive
};

/// The ordered list.
class Backends {
 public:
  explicit Backends(const Events& events) : events_(events) {}
  void add(std::unique_ptr<Backend> backend) { backends_.push_back(std::move(backend)); }
  std::size_t size() const { return backends_.size(); }

  /// Asks the backends in order; fires user_login_failed if none accepts. kConfiguration if there is none.
  io::Task<Result<Authenticated>> authenticate(Credentials credentials);
  io::Task<Result<Authenticated>> authenticate(AnyCredentials credentials);
  /// The backend with that path, or null: a session of a backend that is not configured is anonymous.
  const Backend* find(std::string_view path) const;
  /// The path to store for a user who did not come from authenticate(): `given` if it is one, else that of
  /// the only backend. kInvalid with Django's words if there are several and none is given.
  Result<std::string> choose(std::string_view given) const;

  // Permissions. `subject` outlives the task; see Subject for what it keeps.

  io::Task<Result<PermissionSet>> user_permissions(Subject& subject, MaybeObject object = {});
  io::Task<Result<PermissionSet>> group_permissions(Subject& subject, MaybeObject object = {});
  io::Task<Result<PermissionSet>> all_permissions(Subject& subject, MaybeObject object = {});
  /// True for an active superuser before anybody is asked, even for permissions that do not exist. Anonymous
  /// and inactive subjects are asked about like any other: a backend may grant them something.
  io::Task<Result<bool>> has_perm(Subject& subject, std::string permission, MaybeObject object = {});
  /// Whether it has all of them; true for none.
  io::Task<Result<bool>> has_perms(Subject& subject, std::vector<std::string> permissions,
                                   MaybeObject object = {});
  io::Task<Result<bool>> has_module_perms(Subject& subject, std::string app_label);
  /// The users who have a permission, as the backend at `path` sees it; without a path, the only backend.
  /// kInvalid with Django's words if there are several, if none has that path, or if the label is none.
  io::Task<Result<std::vector<User>>> with_perm(WithPermission asked, UserPage page, std::string path = {},
                                                MaybeObject object = {});

 private:
  const Events& events_;
  std::vector<std::unique_ptr<Backend>> backends_;
};

/// Django's BaseBackend itself: authenticates nobody, grants nothing, and no session of its goes on.
std::unique_ptr<Backend> make_base_backend();

/// Django's ModelBackend (`allow_inactive` false) and AllowAllUsersModelBackend (true).
std::unique_ptr<Backend> make_model_backend(Users& users, Passwords& passwords, Permissions& permissions,
                                            bool allow_inactive);

}  // namespace narvi::accounts
