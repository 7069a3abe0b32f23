#include "accounts/remote_user_backend.h"

#include <utility>

#include "accounts/password_hash.h"
#include "accounts/rows_backend.h"
#include "base/utf8.h"

namespace narvi::accounts {

namespace {

constexpr std::size_t kLongestName = 150;  // of Django's column; SQLite would take more

class RemoteUserBackend final : public RowsBackend {
 public:
  RemoteUserBackend(Users& users, Permissions& permissions, const Clock& clock, Random& random,
                    RemoteUserRules rules)
      : RowsBackend(permissions, rules.allow_inactive),
        users_(users),
        clock_(clock),
        random_(random),
        rules_(std::move(rules)) {}

  std::string_view path() const override {
    return allow_inactive() ? "django.contrib.auth.backends.AllowAllUsersRemoteUserBackend"
                            : "django.contrib.auth.backends.RemoteUserBackend";
  }

  bool accepts(const AnyCredentials& credentials) const override {
    return std::holds_alternative<RemoteUserCredentials>(credentials);
  }

  io::Task<Result<BackendResult>> authenticate(const AnyCredentials& offered) override {
    const std::string& given = std::get<RemoteUserCredentials>(offered).remote_user;
    if (given.empty()) {
      co_return BackendResult{};
    }
    const std::string name = rules_.clean_username ? rules_.clean_username(given) : given;
    Result<Found> found = co_await find_or_create(name);
    if (!found) {
      co_return tl::unexpected<Error>(std::move(found.error()));
    }
    if (!found->user) {
      co_return BackendResult{};
    }
    if (rules_.configure && (found->created || rules_.configure_known_users)) {
      const Result<void> configured = co_await rules_.configure(*found->user, found->created);
      if (!configured) {
        co_return tl::unexpected<Error>(configured.error());
      }
    }
    BackendResult result;
    if (may_authenticate(*found->user)) {
      result.answer = BackendAnswer::kUser;
      result.user = std::move(found->user);
    } else {
      result.inactive = std::move(found->user);
    }
    co_return std::move(result);
  }

 private:
  struct Found {
    std::optional<User> user{};
    bool created = false;
  };

  /// Of two requests of a new user one creates the row and both get it.
  io::Task<Result<Found>> find_or_create(std::string name) {
    Result<std::optional<User>> known = co_await users_.find_by_name(name);
    if (!known) {
      co_return tl::unexpected<Error>(std::move(known.error()));
    }
    if (*known || !rules_.create_unknown_user || !may_be_created(name)) {
      co_return Found{std::move(*known), false};
    }
    NewUser user;
    user.username = name;
    user.password = SecretText(rules_.empty_password ? std::string() : make_unusable_password(random_));
    Result<User> created = co_await users_.create_row(std::move(user), clock_.now());
    if (created) {
      co_return Found{std::move(*created), true};
    }
    if (created.error().kind == ErrorKind::kInvalid) {
      co_return Found{};  // a name that no column holds names nobody
    }
    if (created.error().kind != ErrorKind::kConflict) {
      co_return tl::unexpected<Error>(std::move(created.error()));
    }
    Result<std::optional<User>> theirs = co_await users_.find_by_name(name);
    if (!theirs) {
      co_return tl::unexpected<Error>(std::move(theirs.error()));
    }
    co_return Found{std::move(*theirs), false};
  }

  static bool may_be_created(const std::string& name) {
    return !name.empty() && !find_utf8_fault(name) && count_code_points(name) <= kLongestName;
  }

  Users& users_;
  const Clock& clock_;
  Random& random_;
  RemoteUserRules rules_;
};

}  // namespace

std::unique_ptr<Backend> make_remote_user_backend(Users& users, Permissions& permissions, const Clock& clock,
                                                  Random& random, RemoteUserRules rules) {
  return std::make_unique<RemoteUserBackend>(users, permissions, clock, random, std::move(rules));
}

}  // namespace narvi::accounts
