#include "accounts/users.h"

#include <utility>

namespace narvi::accounts {

namespace {

using database::Params;

/// Collects the columns an INSERT fills: Django's columns have no defaults, so every one that exists is
/// named.
class InsertColumns {
 public:
  void add(const std::string& column, std::string expression) {
    if (!column.empty()) {
      names_ += (names_.empty() ? "" : ", ") + column;
      values_ += (values_.empty() ? "" : ", ") + std::move(expression);
    }
  }
  std::string sql(const UserTable& table) const {
    return "INSERT INTO " + table.table + " (" + names_ + ") VALUES (" + values_ + ") RETURNING " + table.key;
  }

 private:
  std::string names_;
  std::string values_;
};

std::string insert_sql(const UserTable& table) {
  InsertColumns columns;
  columns.add(table.username, "$1");
  columns.add(table.password, "$2");
  columns.add(table.email, "$3");
  columns.add(table.first_name, "''");
  columns.add(table.last_name, "''");
  columns.add(table.is_active, "TRUE");
  columns.add(table.is_staff, "$4");
  columns.add(table.is_superuser, "$5");
  columns.add(table.last_login, "NULL");
  columns.add(table.date_joined, "$6");
  if (table.key_type == UserKeyType::kUuid) {
    columns.add(table.key, "$7");
  }
  return columns.sql(table);
}

}  // namespace

Users::Users(database::Database& database, UserTable table)
    : database_(database),
      table_(std::move(table)),
      by_name_("accounts.user_by_name",
               table_.expand("SELECT {user.columns} FROM {user.table} u WHERE u.{user.username} = $1")),
      by_key_("accounts.user_by_key",
              table_.expand("SELECT {user.columns} FROM {user.table} u WHERE u.{user.key} = $1")),
      insert_("accounts.user_insert", insert_sql(table_)),
      replace_password_("accounts.user_replace_password",
                        table_.expand("UPDATE {user.table} SET {user.password} = $3 "
                                      "WHERE {user.key} = $1 AND {user.password} = $2")),
      set_password_("accounts.user_set_password",
                    table_.expand("UPDATE {user.table} SET {user.password} = $2 WHERE {user.key} = $1")),
      last_login_(
          "accounts.user_last_login",
          table_.last_login.empty()
              ? std::string("SELECT 1")
              : table_.expand("UPDATE {user.table} SET {user.last_login} = $2 WHERE {user.key} = $1")) {}

io::Task<Result<std::optional<User>>> Users::find(const database::Statement& statement, Params params) {
  database::Result<database::Rows> rows = co_await database_.look_up(statement, std::move(params));
  if (!rows) {
    // A value the engine cannot even compare (NUL in text) names no user: upstream crashes here.
    if (rows.error().code == database::ErrorCode::kRejectedValue) {
      co_return std::optional<User>();
    }
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  if (rows->empty()) {
    co_return std::optional<User>();
  }
  std::optional<User> user = table_.decode(rows->front());
  if (!user) {
    co_return fail(ErrorKind::kInternal, "a row of " + table_.table + " has a column of an unexpected type");
  }
  co_return std::move(user);
}

io::Task<Result<std::optional<User>>> Users::find_by_name(std::string username) {
  return find(by_name_, {std::move(username)});
}

io::Task<Result<std::optional<User>>> Users::find_by_key(UserKey key) {
  return find(by_key_, {key.value()});
}

io::Task<Result<UserKey>> Users::create(NewUser user, Instant now, std::optional<UserKey> key) {
  Params params{user.username, user.password.reveal(), user.email, user.is_staff, user.is_superuser, now};
  if (table_.key_type == UserKeyType::kUuid) {
    if (!key) {
      co_return fail(ErrorKind::kInternal, "a user table with UUID keys needs the key of the new user");
    }
    params.push_back(key->value());
  }
  database::Result<database::Outcome> outcome = co_await database_.write(insert_, std::move(params));
  if (!outcome) {
    co_return tl::unexpected<Error>(database::to_error(outcome.error()));
  }
  if (key) {
    co_return *key;
  }
  const std::optional<std::int64_t> id = outcome->rows.front().integer(0);
  if (!id) {
    co_return fail(ErrorKind::kInternal, "the new row of " + table_.table + " has no integer key");
  }
  co_return UserKey(*id);
}

io::Task<Result<bool>> Users::replace_password(UserKey key, SecretText old_encoded, SecretText new_encoded) {
  database::Result<database::Outcome> outcome =
      co_await database_.write(replace_password_, {key.value(), old_encoded.reveal(), new_encoded.reveal()});
  if (!outcome) {
    co_return tl::unexpected<Error>(database::to_error(outcome.error()));
  }
  co_return outcome->affected == 1;
}

io::Task<Result<bool>> Users::set_password(UserKey key, SecretText encoded) {
  database::Result<database::Outcome> outcome =
      co_await database_.write(set_password_, {key.value(), encoded.reveal()});
  if (!outcome) {
    co_return tl::unexpected<Error>(database::to_error(outcome.error()));
  }
  co_return outcome->affected == 1;
}

void Users::add_last_login(database::Batch& batch, const UserKey& key, Instant now) const {
  if (!table_.last_login.empty()) {
    batch.add(last_login_, {key.value(), now});
  }
}

}  // namespace narvi::accounts
