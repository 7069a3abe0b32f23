// Users: found by name, compared, made or brought up to date.

#include <chrono>
#include <utility>

#include "accounts/intake/writer.h"
#include "accounts/password_hash.h"

namespace narvi::accounts::intake {

using database::Value;

namespace {

/// Dumps cut microseconds to milliseconds.
bool same_moment(Instant file, Instant stored) {
  return file == stored || file == std::chrono::floor<std::chrono::milliseconds>(stored);
}

void compare(std::string& names, bool different, std::string_view name) {
  if (different) {
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
}

UserChange change_of(const UserRecord& user) {
  UserChange change;
  change.email = user.email;
  change.first_name = user.first_name;
  change.last_name = user.last_name;
  change.is_active = user.is_active;
  change.is_staff = user.is_staff;
  change.is_superuser = user.is_superuser;
  change.last_login = user.last_login;
  change.date_joined = user.date_joined;
  change.password = user.password;
  return change;
}

template <class T>
bool other(const std::optional<T>& file, const T& stored) {
  return file && *file != stored;
}

}  // namespace

Writer::Task<Writer::Links> Writer::links_of(const UserRecord& user) {
  Links links;
  if (user.groups) {
    auto& keys = links.groups.emplace();
    for (const std::string& name : *user.groups) {
      auto key = co_await group_key(name);
      if (!key) {
        co_return tl::unexpected<database::Error>(std::move(key.error()));
      }
      if (!*key) {
        links.missing = "there is no group '" + name + "'";
        co_return links;
      }
      keys.push_back(**key);
    }
  }
  if (user.permissions) {
    auto missing = co_await permission_keys(*user.permissions, links.permissions.emplace());
    if (!missing) {
      co_return tl::unexpected<database::Error>(std::move(missing.error()));
    }
    links.missing = std::move(*missing);
  }
  co_return links;
}

/// What is missing is what Django would give.
NewUser Writer::new_row(const UserRecord& user, std::optional<UserKey> key) const {
  NewUser row;
  row.username = user.username;
  row.email = user.email.value_or("");
  row.password = user.password ? *user.password : SecretText(make_unusable_password(context_.random));
  row.is_staff = user.is_staff.value_or(false);
  row.is_superuser = user.is_superuser.value_or(false);
  row.first_name = user.first_name.value_or("");
  row.last_name = user.last_name.value_or("");
  row.is_active = user.is_active.value_or(true);
  row.last_login = user.last_login;
  row.date_joined = user.date_joined;
  row.key = key;
  return row;
}

Writer::Task<Verdict> Writer::write_known_user(const UserRecord& user, const User& there,
                                               const Links& links) {
  const UserTable& table = context_.users.table();
  std::string names;
  compare(names, user.password && user.password->reveal() != there.password.reveal(), "password");
  compare(names, !table.email.empty() && other(user.email, there.email), "email");
  compare(names, !table.first_name.empty() && other(user.first_name, there.first_name), "first_name");
  compare(names, !table.last_name.empty() && other(user.last_name, there.last_name), "last_name");
  compare(names, !table.is_active.empty() && other(user.is_active, there.is_active), "is_active");
  compare(names, !table.is_staff.empty() && other(user.is_staff, there.is_staff), "is_staff");
  compare(names, !table.is_superuser.empty() && other(user.is_superuser, there.is_superuser), "is_superuser");
  // Somebody who logged in since the file was written is not another user.
  compare(names,
          user.last_login && !table.last_login.empty() &&
              (!there.last_login || (*user.last_login > *there.last_login)),
          "last_login");
  compare(names, user.date_joined && there.date_joined && !same_moment(*user.date_joined, *there.date_joined),
          "date_joined");
  auto other_groups = co_await differs(context_.statements.user_groups, there.key.value(), links.groups);
  if (!other_groups) {
    co_return tl::unexpected<database::Error>(std::move(other_groups.error()));
  }
  auto other_permissions =
      co_await differs(context_.statements.user_permissions, there.key.value(), links.permissions);
  if (!other_permissions) {
    co_return tl::unexpected<database::Error>(std::move(other_permissions.error()));
  }
  compare(names, *other_groups, "groups");
  compare(names, *other_permissions, "user_permissions");
  if (names.empty()) {
    co_return Verdict{Verdict::Kind::kUnchanged, {}};
  }
  if (!context_.options.update) {
    co_return Verdict{Verdict::Kind::kRefused, "it is there already, with other " + names};
  }
  if (context_.options.dry_run) {
    co_return Verdict{Verdict::Kind::kUpdated, {}};
  }
  auto updated = co_await context_.users.change_in(transaction_, there.key, change_of(user));
  if (!updated) {
    co_return tl::unexpected<database::Error>(std::move(updated.error()));
  }
  auto groups = co_await set_links(context_.statements.user_groups, there.key.value(), links.groups, false);
  if (!groups) {
    co_return tl::unexpected<database::Error>(std::move(groups.error()));
  }
  auto permissions =
      co_await set_links(context_.statements.user_permissions, there.key.value(), links.permissions, false);
  if (!permissions) {
    co_return tl::unexpected<database::Error>(std::move(permissions.error()));
  }
  co_return Verdict{Verdict::Kind::kUpdated, {}};
}

Writer::Task<Verdict> Writer::write_new_user(const UserRecord& user, std::optional<UserKey> key,
                                             const Links& links) {
  if (key) {
    auto taken = co_await transaction_.run(context_.statements.user_by_key, {key->value()});
    if (!taken) {
      co_return tl::unexpected<database::Error>(std::move(taken.error()));
    }
    if (!taken->rows.empty()) {
      co_return Verdict{Verdict::Kind::kRefused,
                        "its key " + key->text() + " belongs to '" + taken->rows.front().text(0) + "'"};
    }
  }
  if (context_.options.dry_run) {
    const bool twice = context_.dry_run.users.contains(std::hash<std::string>()(user.username));
    co_return twice ? Verdict{Verdict::Kind::kRefused, "the file has the name twice"}
                    : Verdict{Verdict::Kind::kCreated, {}};
  }
  wrote_user_key_ = wrote_user_key_ || key.has_value();
  auto made = co_await context_.users.create_in(transaction_, new_row(user, key), context_.clock.now());
  if (!made) {
    co_return tl::unexpected<database::Error>(std::move(made.error()));
  }
  if (!*made) {
    co_return Verdict{Verdict::Kind::kRefused, "another user has the same name, key or other unique column"};
  }
  const Statements& sql = context_.statements;
  const Value owner = (*made)->key.value();
  auto groups = co_await set_links(sql.user_groups, owner, links.groups, true);
  if (!groups) {
    co_return tl::unexpected<database::Error>(std::move(groups.error()));
  }
  auto permissions = co_await set_links(sql.user_permissions, owner, links.permissions, true);
  if (!permissions) {
    co_return tl::unexpected<database::Error>(std::move(permissions.error()));
  }
  co_return Verdict{Verdict::Kind::kCreated, {}};
}

Writer::Task<Verdict> Writer::write_user(const UserRecord& user) {
  std::optional<UserKey> key;
  if (user.key && context_.options.keep_keys) {
    key = parse_user_key(*user.key, context_.users.key_type());
    if (!key) {
      co_return Verdict{Verdict::Kind::kRefused, "its key is not one of this user table"};
    }
  }
  auto links = co_await links_of(user);
  if (!links) {
    co_return tl::unexpected<database::Error>(std::move(links.error()));
  }
  if (!links->missing.empty()) {
    co_return Verdict{Verdict::Kind::kRefused, links->missing};
  }
  auto stored = co_await context_.users.find_by_name_in(transaction_, user.username);
  if (!stored) {
    co_return tl::unexpected<database::Error>(std::move(stored.error()));
  }
  if (!*stored) {
    co_return co_await write_new_user(user, key, *links);
  }
  if (key && (*stored)->key != *key) {
    co_return Verdict{Verdict::Kind::kRefused, "its name belongs to the user with key " +
                                                   (*stored)->key.text() + " here, in the file it has key " +
                                                   key->text() + " (--keep-keys no takes it by name)"};
  }
  co_return co_await write_known_user(user, **stored, *links);
}

}  // namespace narvi::accounts::intake
