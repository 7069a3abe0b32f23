#include "app/new_user.h"

#include <utility>

#include "accounts/password_hash.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

using accounts::User;

/// The keys of the groups, or which of them there is not.
io::Task<Result<std::vector<std::int64_t>>> group_keys(accounts::Groups& groups,
                                                       std::vector<std::string> names) {
  std::vector<std::int64_t> keys;
  for (const std::string& name : names) {
    Result<std::optional<accounts::Group>> group = co_await groups.find(name);
    if (!group) {
      co_return tl::unexpected<Error>(std::move(group.error()));
    }
    if (!*group) {
      co_return fail(ErrorKind::kNotFound, "there is no group '" + name + "'");
    }
    keys.push_back((*group)->key);
  }
  co_return keys;
}

/// Empty: the name is taken.
io::Task<database::Result<std::optional<User>>> store(database::Transaction& transaction,
                                                      accounts::Accounts& accounts, accounts::NewUser row,
                                                      std::vector<std::int64_t> groups) {
  database::Result<std::optional<User>> user =
      co_await accounts.users.create_in(transaction, std::move(row), accounts.clock.now());
  if (!user || !*user) {
    co_return user;
  }
  for (const std::int64_t group : groups) {
    database::Result<bool> added = co_await accounts.groups.add_user_in(transaction, group, (*user)->key);
    if (!added) {
      co_return tl::unexpected<database::Error>(std::move(added.error()));
    }
  }
  co_return user;
}

accounts::NewUser row_of(NewAccount account, SecretText encoded) {
  accounts::NewUser row;
  row.username = std::move(account.username);
  row.email = std::move(account.email);
  row.password = std::move(encoded);
  row.is_staff = account.is_staff;
  row.is_superuser = account.is_superuser;
  row.first_name = std::move(account.first_name);
  row.last_name = std::move(account.last_name);
  row.is_active = account.is_active;
  return row;
}

}  // namespace

Result<void> create_account(House& house, NewAccount account) {
  accounts::Accounts& accounts = house.accounts();
  if (!account.groups.empty() && !accounts.groups.have_members()) {
    return fail(ErrorKind::kConfiguration,
                "users of this site have no groups: [users] groups_table names no table");
  }
  auto groups = io::run_blocking(group_keys(accounts.groups, account.groups));
  if (!groups) {
    return tl::unexpected<Error>(std::move(groups.error()));
  }
  const std::optional<SecretText> password = account.password;
  const accounts::PasswordOwner owner{account.username, account.first_name, account.last_name, account.email};
  Result<SecretText> encoded = password ? io::run_blocking(accounts.passwords.make(*password))
                                        : SecretText(accounts::make_unusable_password(accounts.random));
  if (!encoded) {
    return tl::unexpected<Error>(std::move(encoded.error()));
  }
  const accounts::NewUser row = row_of(std::move(account), std::move(*encoded));
  const auto user = io::run_blocking(house.database().transact<std::optional<User>>(
      [&accounts, &row, &groups](database::Transaction& transaction) {
        return store(transaction, accounts, row, *groups);
      }));
  if (!user) {
    return tl::unexpected<Error>(database::to_error(user.error()));
  }
  if (!*user) {
    return fail(ErrorKind::kConflict, "somebody else took the name at the same moment");
  }
  accounts.events.fire_created(**user);
  if (password) {
    house.accounts().validators.password_changed(*password, owner);
  }
  return {};
}

}  // namespace narvi::app
