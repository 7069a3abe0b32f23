#include "accounts/users.h"

#include <memory>
#include <utility>

#include "accounts/user_values.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

using database::Params;
using database::Value;

tl::unexpected<database::Error> damaged(const UserTable& table) {
  return database::fail(database::ErrorCode::kCorrupt,
                        "a row of " + table.table + " has a column of an unexpected type");
}

/// The user that a RETURNING gave back; empty: no row was written.
database::Result<std::optional<User>> returned(const UserTable& table,
                                               const database::Result<database::Outcome>& outcome) {
  if (!outcome) {
    return tl::unexpected<database::Error>(outcome.error());
  }
  if (outcome->rows.empty()) {
    return std::optional<User>();
  }
  std::optional<User> user = table.decode(outcome->rows.front());
  if (!user) {
    return damaged(table);
  }
  return user;
}

/// A column that plays two parts is written as the first: a table whose name is the address has no other one.
UserChange settle(UserChange change, const UserTable& table) {
  if (table.email == table.username && !change.username) {
    change.username = change.email;
  }
  return change;
}

Value flag(const std::optional<bool>& given) {
  return given ? Value(*given) : Value(database::Null());
}

/// The text as a pattern of LIKE that finds it anywhere; nothing for nothing.
std::string pattern(const std::string& text) {
  if (text.empty()) {
    return {};
  }
  std::string out = "%";
  for (const char character : text) {
    if (character == '%' || character == '_' || character == '\\') {
      out.push_back('\\');
    }
    out.push_back(character);
  }
  return out + "%";
}

Params filter_params(const UserFilter& filter) {
  return {flag(filter.active), flag(filter.staff), flag(filter.superuser), pattern(filter.text)};
}

/// PostgreSQL refuses NUL in text; SQLite would store it, and Django could not tell such names apart.
database::Result<void> refuse_nul(const Params& params) {
  for (const Value& value : params) {
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && text->find('\0') != std::string::npos) {
      return database::fail(database::ErrorCode::kRejectedValue, "text contains a NUL");
    }
  }
  return {};
}

/// What a client or a person gave that no column can hold.
tl::unexpected<Error> write_failed(const database::Error& error) {
  if (error.code == database::ErrorCode::kRejectedValue) {
    return fail(ErrorKind::kInvalid, error.message);
  }
  return tl::unexpected<Error>(database::to_error(error));
}

}  // namespace

Users::Users(database::Database& database, UserTable table, const Events& events, Random& random)
    : database_(database), events_(events), random_(random), sql_(std::move(table)) {}

io::Task<Result<std::vector<User>>> Users::find_all(const database::Statement& statement, Params params) {
  const database::Result<database::Rows> rows = co_await database_.scan(statement, std::move(params));
  std::vector<User> users;
  if (!rows) {
    if (rows.error().code == database::ErrorCode::kRejectedValue) {
      co_return users;
    }
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  for (std::size_t i = 0; i < rows->size(); ++i) {
    std::optional<User> user = sql_.table.decode((*rows)[i]);
    if (!user) {
      co_return tl::unexpected<Error>(database::to_error(damaged(sql_.table).value()));
    }
    users.push_back(std::move(*user));
  }
  co_return users;
}

io::Task<Result<std::optional<User>>> Users::find(const database::Statement& statement, Params params) {
  const database::Result<database::Rows> rows = co_await database_.look_up(statement, std::move(params));
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
  std::optional<User> user = sql_.table.decode(rows->front());
  if (!user) {
    co_return tl::unexpected<Error>(database::to_error(damaged(sql_.table).value()));
  }
  co_return std::move(user);
}

io::Task<Result<std::optional<User>>> Users::find_by_name(std::string username) {
  return find(sql_.by_name, {std::move(username)});
}

io::Task<Result<std::optional<User>>> Users::find_by_key(UserKey key) {
  return find(sql_.by_key, {key.value()});
}

io::Task<Result<std::vector<User>>> Users::find_by_email(std::string email) {
  if (email.empty()) {
    co_return std::vector<User>();
  }
  co_return co_await find_all(sql_.by_email, {std::move(email)});
}

io::Task<Result<std::vector<User>>> Users::list(UserFilter filter, UserPage page) {
  Params params = filter_params(filter);
  params.push_back(page.after ? page.after->value() : Value(database::Null()));
  params.push_back(database::integer(static_cast<std::int64_t>(page.limit)));
  return find_all(sql_.list, std::move(params));
}

io::Task<Result<std::int64_t>> Users::count(UserFilter filter) {
  const database::Result<database::Rows> rows = co_await database_.scan(sql_.count, filter_params(filter));
  if (!rows) {
    if (rows.error().code == database::ErrorCode::kRejectedValue) {
      co_return std::int64_t{0};
    }
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  co_return rows->front().integer(0).value_or(0);
}

const UserWrite& Users::prepare_insert(NewUser& user) {
  if (!user.key && sql_.table.key_type == UserKeyType::kUuid) {
    user.key = new_uuid_key(random_);
  }
  if (sql_.table.email == sql_.table.username && user.username.empty()) {
    user.username = user.email;
  }
  return user.key ? sql_.insert_with_key : sql_.insert;
}

/// One statement, or a transaction if something must be there with the row.
io::Task<database::Result<std::optional<User>>> Users::insert(NewUser user, Instant now) {
  if (!events_.user_creating.empty()) {
    auto body = [this, user, now](database::Transaction& transaction) {
      return create_in(transaction, user, now);
    };
    co_return co_await database_.transact<std::optional<User>>(std::move(body));
  }
  const UserWrite& write = prepare_insert(user);
  Params params = insert_values(write, user, now);
  if (const database::Result<void> good = refuse_nul(params); !good) {
    co_return tl::unexpected<database::Error>(good.error());
  }
  const database::Result<database::Outcome> outcome =
      co_await database_.write(write.statement, std::move(params));
  co_return returned(sql_.table, outcome);
}

io::Task<Result<User>> Users::create_row(NewUser user, Instant now) {
  database::Result<std::optional<User>> created = co_await insert(std::move(user), now);
  if (!created) {
    co_return write_failed(created.error());
  }
  if (!*created) {
    co_return fail(ErrorKind::kConflict, "another user has that name, key or other unique value");
  }
  events_.fire_created(**created);
  co_return std::move(**created);
}

io::Task<Result<UserKey>> Users::create(NewUser user, Instant now, std::optional<UserKey> key) {
  if (key) {
    user.key = key;
  }
  const Result<User> created = co_await create_row(std::move(user), now);
  if (!created) {
    co_return tl::unexpected<Error>(created.error());
  }
  co_return created->key;
}

io::Task<Result<std::optional<User>>> Users::change(UserKey key, UserChange change) {
  auto body = [this, key, change](database::Transaction& transaction) {
    return change_and_compare(transaction, key, change);
  };
  database::Result<Versions> both = co_await database_.transact<Versions>(std::move(body));
  if (!both) {
    co_return write_failed(both.error());
  }
  if (both->before && both->after) {
    const std::vector<std::string_view> fields = changed_fields(*both->before, *both->after);
    if (!fields.empty()) {
      events_.fire_changed({*both->before, *both->after, fields});
    }
    if (!crypto::same(both->before->password.reveal(), both->after->password.reveal())) {
      events_.fire_password_changed(*both->after);
    }
  }
  co_return std::move(both->after);
}

io::Task<database::Result<Users::Versions>> Users::change_and_compare(database::Transaction& transaction,
                                                                      UserKey key, UserChange change) {
  // The second of two at the same time waits here, so that each tells its own change.
  const database::Result<void> locked = co_await transaction.lock("accounts.user", key.text());
  if (!locked) {
    co_return tl::unexpected<database::Error>(locked.error());
  }
  Versions both;
  const database::Result<database::Outcome> found = co_await transaction.run(sql_.by_key, {key.value()});
  database::Result<std::optional<User>> before = returned(sql_.table, found);
  if (!before) {
    co_return tl::unexpected<database::Error>(std::move(before.error()));
  }
  if (!*before) {
    co_return both;
  }
  database::Result<std::optional<User>> after = co_await change_in(transaction, key, std::move(change));
  if (!after) {
    co_return tl::unexpected<database::Error>(std::move(after.error()));
  }
  both.before = std::move(*before);
  both.after = std::move(*after);
  co_return both;
}

io::Task<Result<std::optional<User>>> Users::set_active(UserKey key, bool active) {
  UserChange to;
  to.is_active = active;
  return change(key, std::move(to));
}

io::Task<Result<bool>> Users::replace_password(UserKey key, SecretText old_encoded, SecretText new_encoded) {
  const database::Result<database::Outcome> outcome = co_await database_.write(
      sql_.replace_password, {key.value(), old_encoded.reveal(), new_encoded.reveal()});
  if (!outcome) {
    co_return tl::unexpected<Error>(database::to_error(outcome.error()));
  }
  co_return outcome->affected == 1;
}

io::Task<Result<bool>> Users::set_password(UserKey key, SecretText encoded) {
  const database::Result<database::Outcome> outcome =
      co_await database_.write(sql_.set_password, {key.value(), encoded.reveal()});
  const database::Result<std::optional<User>> user = returned(sql_.table, outcome);
  if (!user) {
    co_return tl::unexpected<Error>(database::to_error(user.error()));
  }
  if (*user) {
    events_.fire_password_changed(**user);
  }
  co_return user->has_value();
}

void Users::add_last_login(database::Batch& batch, const UserKey& key, Instant now) const {
  if (!sql_.table.last_login.empty()) {
    batch.add(sql_.last_login, {key.value(), now});
  }
}

io::Task<database::Result<std::optional<User>>> Users::find_by_name_in(database::Transaction& transaction,
                                                                       std::string username) {
  const database::Result<database::Outcome> found =
      co_await transaction.run(sql_.by_name, {std::move(username)});
  co_return returned(sql_.table, found);
}

io::Task<database::Result<std::optional<User>>> Users::create_in(database::Transaction& transaction,
                                                                 NewUser user, Instant now) {
  const UserWrite& write = prepare_insert(user);
  Params params = insert_values(write, user, now);
  if (const database::Result<void> good = refuse_nul(params); !good) {
    co_return tl::unexpected<database::Error>(good.error());
  }
  const database::Result<database::Outcome> outcome =
      co_await transaction.run(write.statement, std::move(params));
  database::Result<std::optional<User>> created = returned(sql_.table, outcome);
  if (!created || !*created) {
    co_return created;
  }
  for (const auto& step : events_.user_creating) {
    const database::Result<void> done = co_await step(transaction, **created);
    if (!done) {
      co_return tl::unexpected<database::Error>(done.error());
    }
  }
  co_return created;
}

io::Task<database::Result<std::optional<User>>> Users::change_in(database::Transaction& transaction,
                                                                 UserKey key, UserChange change) {
  const UserChange settled = settle(std::move(change), sql_.table);
  Params params = change_values(sql_.change, key, settled);
  if (const database::Result<void> good = refuse_nul(params); !good) {
    co_return tl::unexpected<database::Error>(good.error());
  }
  const database::Result<database::Outcome> outcome =
      co_await transaction.run(sql_.change.statement, std::move(params));
  co_return returned(sql_.table, outcome);
}

void Users::add_create(database::Batch& batch, NewUser user, Instant now) {
  const UserWrite& write = prepare_insert(user);
  batch.add(write.statement, insert_values(write, user, now));
}

std::vector<std::string_view> changed_fields(const User& before, const User& after) {
  std::vector<std::string_view> fields;
  const auto compare = [&fields](bool same, std::string_view name) {
    if (!same) {
      fields.push_back(name);
    }
  };
  compare(before.username == after.username, "username");
  compare(crypto::same(before.password.reveal(), after.password.reveal()), "password");
  compare(before.email == after.email, "email");
  compare(before.first_name == after.first_name, "first_name");
  compare(before.last_name == after.last_name, "last_name");
  compare(before.is_active == after.is_active, "is_active");
  compare(before.is_staff == after.is_staff, "is_staff");
  compare(before.is_superuser == after.is_superuser, "is_superuser");
  compare(before.last_login == after.last_login, "last_login");
  compare(before.date_joined == after.date_joined, "date_joined");
  return fields;
}

}  // namespace narvi::accounts
