#include <utility>

#include "accounts/rows_backend.h"
#include "base/log.h"

namespace narvi::accounts {

namespace {

/// Contract django-auth §3.2: look up by the exact name, hash once for unknown names, check, then is_active.
class ModelBackend final : public RowsBackend {
 public:
  ModelBackend(Users& users, Passwords& passwords, Permissions& permissions, bool allow_inactive)
      : RowsBackend(permissions, allow_inactive), users_(users), passwords_(passwords) {}

  std::string_view path() const override {
    return allow_inactive() ? "django.contrib.auth.backends.AllowAllUsersModelBackend"
                            : "django.contrib.auth.backends.ModelBackend";
  }

  bool accepts(const AnyCredentials& credentials) const override {
    return std::holds_alternative<Credentials>(credentials);
  }

  io::Task<Result<BackendResult>> authenticate(const AnyCredentials& offered) override {
    const auto& credentials = std::get<Credentials>(offered);
    Result<std::optional<User>> found = co_await users_.find_by_name(credentials.username);
    if (!found) {
      co_return tl::unexpected<Error>(std::move(found.error()));
    }
    if (!*found) {
      const Result<void> spent = co_await passwords_.spend_as_for_unknown_user(credentials.password);
      if (!spent) {
        co_return tl::unexpected<Error>(spent.error());
      }
      co_return BackendResult{};
    }
    Result<bool> proven = co_await prove(**found, credentials.password);
    if (!proven) {
      co_return tl::unexpected<Error>(std::move(proven.error()));
    }
    BackendResult result;
    if (*proven && may_authenticate(**found)) {
      result.answer = BackendAnswer::kUser;
      result.user = std::move(*found);
    } else if (*proven) {
      result.inactive = std::move(*found);
    }
    co_return std::move(result);
  }

 private:
  /// Checks the password; renews an outdated hash, so that `user.password` is what is stored afterwards.
  io::Task<Result<bool>> prove(User& user, SecretText password) {
    // A hash that changes under our feet is checked once more: the password may just have been replaced.
    for (int attempt = 0; attempt < 2; ++attempt) {
      const Result<PasswordCheck> check = co_await passwords_.check(password, user.password);
      if (!check) {
        co_return tl::unexpected<Error>(check.error());
      }
      if (check->verification == Verification::kTooCostly) {
        log_warning("a stored password hash asks for more work than the ceiling allows",
                    {{"user", user.key.text()}});
      }
      if (!check->correct() || !check->must_update) {
        co_return check->correct();
      }
      const Result<bool> renewed = co_await renew(user, password);
      if (!renewed) {
        co_return tl::unexpected<Error>(renewed.error());
      }
      if (*renewed) {
        co_return true;
      }
      Result<std::optional<User>> again = co_await users_.find_by_key(user.key);
      if (!again) {
        co_return tl::unexpected<Error>(std::move(again.error()));
      }
      if (!*again) {
        co_return false;
      }
      user = std::move(**again);
    }
    co_return false;
  }

  /// False if somebody changed the password meanwhile.
  io::Task<Result<bool>> renew(User& user, SecretText password) {
    Result<SecretText> encoded = co_await passwords_.renew(std::move(password));
    if (!encoded) {
      if (encoded.error().kind == ErrorKind::kOverloaded) {
        co_return true;  // the login stands; the hash is renewed at a quieter one
      }
      co_return tl::unexpected<Error>(std::move(encoded.error()));
    }
    const Result<bool> replaced = co_await users_.replace_password(user.key, user.password, *encoded);
    if (!replaced) {
      co_return tl::unexpected<Error>(replaced.error());
    }
    if (*replaced) {
      user.password = std::move(*encoded);
    }
    co_return *replaced;
  }

  Users& users_;
  Passwords& passwords_;
};

}  // namespace

std::unique_ptr<Backend> make_model_backend(Users& users, Passwords& passwords, Permissions& permissions,
                                            bool allow_inactive) {
  return std::make_unique<ModelBackend>(users, passwords, permissions, allow_inactive);
}

}  // namespace narvi::accounts
