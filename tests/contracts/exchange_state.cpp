#include "exchange_state.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "accounts/session_data.h"
#include "database/time_text.h"
#include "io/suspend.h"

namespace narvi::tests {

using http::json::Array;
using http::json::Null;
using http::json::Object;
using http::json::Value;

namespace {

constexpr Seconds kSessionAge{14 * 24 * 3600};

std::string instant_text(Instant instant) {
  return database::format_instant(instant).value_or("out of range");
}

database::Value column_value(const TokenColumn& column, const Value& value) {
  if (value.is_null()) {
    return database::Null();
  }
  switch (column.form) {
    case ColumnForm::kText:
      return *value.text();
    case ColumnForm::kInteger:
      return *value.integer();
    case ColumnForm::kInstant:
      return instant_of(*value.text());
  }
  return database::Null();
}

Value cell_value(const TokenColumn& column, const database::Row& row, std::size_t at) {
  if (row.is_null(at)) {
    return Value(Null());
  }
  switch (column.form) {
    case ColumnForm::kText:
      return Value(row.text(at));
    case ColumnForm::kInteger:
      return Value(row.integer(at).value());
    case ColumnForm::kInstant:
      return Value(instant_text(row.instant(at).value()));
  }
  return Value(Null());
}

/// Rows have no order that a client sees.
Value in_one_order(Array rows) {
  std::ranges::sort(rows, {},
                    [](const Value& row) { return http::json::write(row, http::json::Style::kCompactUtf8); });
  return Value(std::move(rows));
}

/// One hash for each password, made once: it costs a while even when it is cheap.
SecretText encoded_password(TestHouse& house, const std::string& password) {
  static std::map<std::string, SecretText> made;
  const auto found = made.find(password);
  if (found != made.end()) {
    return found->second;
  }
  SecretText encoded =
      io::run_blocking(house.house().accounts().passwords.make(SecretText(password))).value();
  made.emplace(password, encoded);
  return encoded;
}

bool flag(const Value& object, std::string_view key, bool otherwise) {
  const Value* value = object.object()->find(key);
  return value == nullptr ? otherwise : *value->boolean();
}

void insert_users(TestHouse& house, const Value& users) {
  for (const Value& user : *users.array()) {
    house.query(
        "INSERT INTO auth_user (id, username, password, email, is_active, first_name, last_name, is_staff, "
        "is_superuser, date_joined) VALUES ($1, $2, $3, $4, $5, '', '', $6, $7, $8)",
        {*member(user, "id").integer(), text_of(user, "username"),
         encoded_password(house, text_of(user, "password")).reveal(), text_of(user, "email"),
         flag(user, "is_active", true), flag(user, "is_staff", false), flag(user, "is_superuser", false),
         house.clock().now()});
  }
  renumber(house, "auth_user");
}

void insert_tokens(TestHouse& house, const ExchangeSystem& system, const Value& tokens) {
  bool numbered = false;
  for (const Value& token : *tokens.array()) {
    std::string names;
    std::string places;
    database::Params params;
    for (const TokenColumn& column : system.token_columns) {
      params.push_back(column_value(column, member(token, column.name)));
      names += (names.empty() ? "" : ", ") + std::string(column.name);
      places += (places.empty() ? "$" : ", $") + std::to_string(params.size());
      numbered = numbered || column.name == "id";
    }
    house.query("INSERT INTO " + std::string(system.token_table) + " (" + names + ") VALUES (" + places + ")",
                std::move(params));
  }
  if (numbered) {
    renumber(house, std::string(system.token_table));
  }
}

void insert_session(TestHouse& house, const Value& session) {
  const std::int64_t id = *member(session, "user_id").integer();
  const database::Rows rows = house.query("SELECT password FROM auth_user WHERE id = $1", {id});
  const accounts::SigningKeys& keys = house.house().accounts().keys;
  Object data;
  data.set("_auth_user_id", Value(std::to_string(id)));
  data.set("_auth_user_backend", Value("django.contrib.auth.backends.ModelBackend"));
  data.set("_auth_user_hash", Value(accounts::session_auth_hash(SecretText(rows.front().text(0)), keys.key)));
  const Instant now = house.clock().now();
  house.query(
      "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)",
      {text_of(session, "session_key"), accounts::encode_session(data, keys, now), now + kSessionAge});
}

Object signal(std::string_view name, std::string_view key, std::string value) {
  Object object;
  object.set("signal", Value(name));
  object.set(key, Value(std::move(value)));
  return object;
}

Value failed_login(const accounts::LoginFailed& failed) {
  Object credentials;
  for (const auto& [name, shown] : failed.credentials) {
    credentials.set(name, Value(shown));
  }
  Object object;
  object.set("signal", Value("user_login_failed"));
  object.set("credentials", Value(std::move(credentials)));
  return Value(std::move(object));
}

}  // namespace

Instant instant_of(std::string_view iso) {
  std::string text(iso);
  if (const std::size_t at = text.find('T'); at != std::string::npos) {
    text[at] = ' ';
  }
  if (text.ends_with('Z')) {
    text.replace(text.size() - 1, 1, "+00:00");
  }
  return database::parse_instant(text).value();
}

void renumber(TestHouse& house, const std::string& table) {
  if (house.house().database().engine() == database::Engine::kPostgres) {
    house.query("SELECT setval(pg_get_serial_sequence('" + table + "', 'id'), (SELECT max(id) FROM " + table +
                "))");
  }
}

void insert_state(TestHouse& house, const ExchangeSystem& system, const Value& setup) {
  std::vector<std::string> tables = {std::string(system.token_table)};
  tables.insert(tables.end(), system.more_tables.begin(), system.more_tables.end());
  tables.insert(tables.end(), {"django_session", "auth_user"});
  for (const std::string& table : tables) {
    house.query("DELETE FROM " + table);
  }
  insert_users(house, member(setup, "users"));
  if (system.insert_more) {
    system.insert_more(house, setup);
  }
  insert_tokens(house, system, member(setup, "tokens"));
  if (const Value* sessions = setup.object()->find("sessions")) {
    for (const Value& session : *sessions->array()) {
      insert_session(house, session);
    }
  }
}

Value state_of(TestHouse& house, const ExchangeSystem& system) {
  std::string names;
  for (const TokenColumn& column : system.token_columns) {
    names += (names.empty() ? "" : ", ") + std::string(column.name);
  }
  const database::Rows rows = house.query("SELECT " + names + " FROM " + std::string(system.token_table));
  Array tokens;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    Object token;
    for (std::size_t column = 0; column < system.token_columns.size(); ++column) {
      token.set(system.token_columns[column].name,
                cell_value(system.token_columns[column], rows[at], column));
    }
    tokens.emplace_back(std::move(token));
  }
  Object logins;
  const database::Rows users = house.query("SELECT id, last_login FROM auth_user ORDER BY id");
  for (std::size_t at = 0; at < users.size(); ++at) {
    logins.set(users[at].text(0),
               users[at].is_null(1) ? Value(Null()) : Value(instant_text(users[at].instant(1).value())));
  }
  Object state;
  state.set("tokens", in_one_order(std::move(tokens)));
  state.set("last_login", Value(std::move(logins)));
  return Value(std::move(state));
}

Value comparable_state(const ExchangeSystem& system, const Value& db) {
  Array tokens;
  for (const Value& row : *member(db, "tokens").array()) {
    Object token;
    for (const TokenColumn& column : system.token_columns) {
      const Value& value = member(row, column.name);
      const bool is_instant = column.form == ColumnForm::kInstant && !value.is_null();
      token.set(column.name, is_instant ? Value(instant_text(instant_of(*value.text()))) : value);
    }
    tokens.emplace_back(std::move(token));
  }
  Object logins;
  for (const auto& [id, login] : member(db, "last_login").object()->members()) {
    logins.set(id, login.is_null() ? login : Value(instant_text(instant_of(*login.text()))));
  }
  Object state;
  state.set("tokens", in_one_order(std::move(tokens)));
  state.set("last_login", Value(std::move(logins)));
  return Value(std::move(state));
}

SignalLog::SignalLog(TestHouse& house) {
  const auto log = signals_;
  accounts::Events& users = house.house().accounts().events;
  users.user_logged_in.emplace_back([log](const accounts::User& user) {
    log->emplace_back(signal("user_logged_in", "user", user.username));
  });
  users.user_logged_out.emplace_back([log](const std::optional<accounts::User>& user) {
    log->emplace_back(signal("user_logged_out", "user", user ? user->username : "AnonymousUser"));
  });
  users.user_login_failed.emplace_back(
      [log](const accounts::LoginFailed& failed) { log->push_back(failed_login(failed)); });
  rest::Events& tokens = house.house().services().events;
  tokens.token_expired.emplace_back([log](const rest::TokenExpired& expired) {
    Object object = signal("token_expired", "username", expired.username);
    object.set("source", Value(expired.source));
    log->emplace_back(std::move(object));
  });
  tokens.token_renewed.emplace_back([log](const rest::TokenRenewed& renewed) {
    log->emplace_back(signal("token_renewed", "new_expiry", instant_text(renewed.new_expiry)));
  });
}

Value comparable_signals(const Value& signals) {
  Array all;
  for (const Value& given : *signals.array()) {
    Object object = *given.object();
    object.erase("sender");
    if (Value* expiry = object.find("new_expiry")) {
      *expiry = Value(instant_text(instant_of(*expiry->text())));
    }
    all.emplace_back(std::move(object));
  }
  return Value(std::move(all));
}

}  // namespace narvi::tests
