#include "accounts/user_statements.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace narvi::accounts {

namespace {

using database::Statement;

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

/// What people are looked up by as text, and filtered by.
std::string or_value(const std::string& column, std::string_view otherwise) {
  return column.empty() ? std::string(otherwise) : "u." + quoted(column);
}

struct Column {
  const std::string* name;
  UserPart part;
};

/// The columns that are there. One column may play two parts (a name that is the mail address): the first
/// counts.
std::vector<Column> present_columns(const UserTable& table) {
  const std::array<Column, 10> all = {{{&table.username, UserPart::kUsername},
                                       {&table.password, UserPart::kPassword},
                                       {&table.email, UserPart::kEmail},
                                       {&table.first_name, UserPart::kFirstName},
                                       {&table.last_name, UserPart::kLastName},
                                       {&table.is_active, UserPart::kIsActive},
                                       {&table.is_staff, UserPart::kIsStaff},
                                       {&table.is_superuser, UserPart::kIsSuperuser},
                                       {&table.last_login, UserPart::kLastLogin},
                                       {&table.date_joined, UserPart::kDateJoined}}};
  std::vector<Column> present;
  for (const Column& column : all) {
    bool again = false;
    for (const Column& before : present) {
      again = again || *before.name == *column.name;
    }
    if (!column.name->empty() && !again) {
      present.push_back(column);
    }
  }
  return present;
}

std::string literal(std::string_view text) {
  std::string out = "'";
  for (const char character : text) {
    out.append(character == '\'' ? 2 : 1, character);
  }
  return out + "'";
}

/// Django's columns have no defaults, so every one that exists is named.
UserWrite insert(const UserTable& table, bool with_key) {
  std::vector<UserPart> parts;
  std::string names;
  std::string values;
  const auto add = [&](const std::string& column, const std::string& value) {
    names += (names.empty() ? "" : ", ") + quoted(column);
    values += (values.empty() ? "" : ", ") + value;
  };
  const auto place = [&](UserPart part) {
    parts.push_back(part);
    return "$" + std::to_string(parts.size());
  };
  for (const Column& column : present_columns(table)) {
    add(*column.name, place(column.part));
  }
  for (const auto& [column, value] : table.insert_defaults) {
    add(column, value == "{now}" ? place(UserPart::kNow) : literal(value));
  }
  if (with_key) {
    add(table.key, place(UserPart::kKey));
  }
  return {std::move(parts),
          Statement(with_key ? "accounts.user_insert_with_key" : "accounts.user_insert",
                    "INSERT INTO " + quoted(table.table) + " (" + names + ") VALUES (" + values +
                        ") ON CONFLICT DO NOTHING RETURNING " + table.expand("{user.returning}"))};
}

UserWrite change(const UserTable& table) {
  std::vector<UserPart> parts{UserPart::kKey};
  std::string sets;
  for (const Column& column : present_columns(table)) {
    parts.push_back(column.part);
    const std::string name = quoted(*column.name);
    sets += (sets.empty() ? "" : ", ") + name + " = COALESCE($" + std::to_string(parts.size()) + ", " + name +
            ")";
  }
  return {std::move(parts),
          Statement("accounts.user_change", "UPDATE " + quoted(table.table) + " SET " + sets +
                                                table.expand(" WHERE {user.key} = $1"
                                                             " RETURNING {user.returning}"))};
}

/// $1 to $4 of list and count.
std::string filter(const UserTable& table) {
  // The comparison stands first: from it PostgreSQL learns the type of the parameter.
  std::string sql = "(" + or_value(table.is_active, "TRUE") + " = $1 OR $1 IS NULL) AND (" +
                    or_value(table.is_staff, "FALSE") + " = $2 OR $2 IS NULL) AND (" +
                    or_value(table.is_superuser, "FALSE") + " = $3 OR $3 IS NULL) AND ($4 = ''";
  for (const std::string* column : {&table.username, &table.email, &table.first_name, &table.last_name}) {
    if (!column->empty()) {
      sql += " OR LOWER(u." + quoted(*column) + ") LIKE LOWER($4) ESCAPE '\\'";
    }
  }
  return sql + ")";
}

std::string by_email_sql(const UserTable& table) {
  if (table.email.empty()) {
    return table.expand("SELECT {user.columns} FROM {user.table} u WHERE $1 = '' AND FALSE");
  }
  return table.expand(
      "SELECT {user.columns} FROM {user.table} u WHERE LOWER(u.{user.email}) = LOWER($1)"
      " ORDER BY u.{user.key}");
}

}  // namespace

UserStatements::UserStatements(UserTable described)
    : table(std::move(described)),
      by_name("accounts.user_by_name",
              table.expand("SELECT {user.columns} FROM {user.table} u WHERE u.{user.username} = $1")),
      by_key("accounts.user_by_key",
             table.expand("SELECT {user.columns} FROM {user.table} u WHERE u.{user.key} = $1")),
      by_email("accounts.users_by_email", by_email_sql(table)),
      list("accounts.user_list",
           table.expand("SELECT {user.columns} FROM {user.table} u WHERE ") + filter(table) +
               table.expand(" AND (u.{user.key} > $5 OR $5 IS NULL) ORDER BY u.{user.key} LIMIT $6")),
      count("accounts.user_count",
            table.expand("SELECT COUNT(*) FROM {user.table} u WHERE ") + filter(table)),
      insert(accounts::insert(table, false)),
      insert_with_key(accounts::insert(table, true)),
      change(accounts::change(table)),
      replace_password("accounts.user_replace_password",
                       table.expand("UPDATE {user.table} SET {user.password} = $3 "
                                    "WHERE {user.key} = $1 AND {user.password} = $2")),
      set_password("accounts.user_set_password",
                   table.expand("UPDATE {user.table} SET {user.password} = $2 WHERE {user.key} = $1"
                                " RETURNING {user.returning}")),
      last_login("accounts.user_last_login",
                 table.last_login.empty()
                     ? std::string("SELECT 1")
                     : table.expand("UPDATE {user.table} SET {user.last_login} = $2 WHERE {user.key} = $1")) {
}

}  // namespace narvi::accounts
