#include "accounts/remote_user_backend.h"

#include <utility>

#include "accounts/password_hash.h"
#include "accounts/rows_backend.h"
#include "base/utf8.h"

namespace narvi::accounts {

namespace {

constexpr std::size_t kLongestName = 150;  // of Django's column; SQLite would take more

// The names of NamedCredentials.
constexpr std::string_view kName = "remote_user";
constexpr std::string_view kEmail = "email";
constexpr std::string_view kFirstName = "first_name";
constexpr std::string_view kLastName = "last_name";
constexpr std::string_view kGroups = "groups";  // empty: the groups that follow are all
constexpr std::string_view kGroup = "group";

const std::string* remote_user_of(const AnyCredentials& credentials) {
  if (const auto* plain = std::get_if<RemoteUserCredentials>(&credentials)) {
    return &plain->remote_user;
  }
  const auto* named = std::get_if<NamedCredentials>(&credentials);
  const bool ours = named != nullptr && !named->values.empty() && named->values.front().first == kName;
  return ours ? &named->values.front().second.reveal() : nullptr;
}

RemoteUserAttributes attributes_of(const AnyCredentials& credentials) {
  RemoteUserAttributes said;
  const auto* named = std::get_if<NamedCredentials>(&credentials);
  if (named == nullptr) {
    return said;
  }
  for (const auto& [name, value] : named->values) {
    if (name == kEmail) {
      said.email = value.reveal();
    } else if (name == kFirstName) {
      said.first_name = value.reveal();
    } else if (name == kLastName) {
      said.last_name = value.reveal();
    } else if (name == kGroups) {
      said.groups.emplace();
    } else if (name == kGroup && said.groups) {
      said.groups->push_back(value.reveal());
    }
  }
  return said;
}

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
    return remote_user_of(credentials) != nullptr;
  }

  std::string clean(std::string name) const {
    return rules_.clean_username ? rules_.clean_username(std::move(name)) : name;
  }

  io::Task<Result<BackendResult>> authenticate(const AnyCredentials& offered) override {
    const std::string* const given = remote_user_of(offered);
    if (given == nullptr || given->empty()) {
      co_return BackendResult{};
    }
    const RemoteUserAttributes said = attributes_of(offered);
    std::string name = clean(*given);
    if (name.empty()) {
      co_return BackendResult{};  // also where a row without a name exists
    }
    Result<Found> found = co_await find_or_create(std::move(name));
    if (!found) {
      co_return tl::unexpected<Error>(std::move(found.error()));
    }
    if (!found->user) {
      co_return BackendResult{};
    }
    if (const Result<void> configured = co_await configure(*found); !configured) {
      co_return tl::unexpected<Error>(configured.error());
    }
    BackendResult result;
    if (!may_authenticate(*found->user)) {
      result.inactive = std::move(found->user);
      co_return std::move(result);
    }
    if (const Result<void> done = co_await provision(*found->user, found->created, said); !done) {
      co_return tl::unexpected<Error>(done.error());
    }
    result.answer = BackendAnswer::kUser;
    result.user = std::move(found->user);
    co_return std::move(result);
  }

  io::Task<Result<void>> provision(User& user, bool created, const RemoteUserAttributes& said) const {
    if (!rules_.provision) {
      co_return Result<void>();
    }
    co_return co_await rules_.provision(user, created, said);
  }

 private:
  struct Found {
    std::optional<User> user{};
    bool created = false;
  };

  io::Task<Result<void>> configure(Found& found) {
    if (rules_.configure && (found.created || rules_.configure_known_users)) {
      co_return co_await rules_.configure(*found.user, found.created);
    }
    co_return Result<void>();
  }

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

AnyCredentials remote_user_credentials(std::string name, const RemoteUserAttributes& said) {
  if (said.empty()) {
    return RemoteUserCredentials{std::move(name)};
  }
  NamedCredentials named;
  const auto add = [&named](std::string_view what, const std::string& value) {
    named.values.emplace_back(std::string(what), SecretText(value));
  };
  add(kName, name);
  const std::pair<std::string_view, const std::optional<std::string>&> texts[] = {
      {kEmail, said.email}, {kFirstName, said.first_name}, {kLastName, said.last_name}};
  for (const auto& [what, value] : texts) {
    if (value) {
      add(what, *value);
    }
  }
  if (said.groups) {
    add(kGroups, "");
    for (const std::string& group : *said.groups) {
      add(kGroup, group);
    }
  }
  return named;
}

bool takes_remote_users(const Backend* backend) {
  return backend != nullptr && backend->accepts(RemoteUserCredentials{});
}

std::string clean_remote_user(const Backend* backend, std::string name) {
  const auto* ours = dynamic_cast<const RemoteUserBackend*>(backend);
  return ours == nullptr ? name : ours->clean(std::move(name));
}

io::Task<Result<bool>> provision_remote_user(const Backend* backend, User& user,
                                             const RemoteUserAttributes& said) {
  const auto* ours = dynamic_cast<const RemoteUserBackend*>(backend);
  if (ours == nullptr) {
    co_return false;
  }
  const User before = user;
  const Result<void> done = co_await ours->provision(user, false, said);
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  co_return !changed_fields(before, user).empty();
}

std::unique_ptr<Backend> make_remote_user_backend(Users& users, Permissions& permissions, const Clock& clock,
                                                  Random& random, RemoteUserRules rules) {
  return std::make_unique<RemoteUserBackend>(users, permissions, clock, random, std::move(rules));
}

}  // namespace narvi::accounts
