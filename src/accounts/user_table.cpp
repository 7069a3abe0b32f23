// UserTable::expand: the names of a site's user table in the SQL of whoever asks for users.

#include <array>
#include <cstdlib>
#include <utility>

#include "accounts/user.h"

namespace narvi::accounts {

namespace {

/// Django quotes every name, so a table may be called "user" or have capitals.
std::string quoted(const std::string& name) {
  return name.empty() ? std::string() : "\"" + name + "\"";
}

/// A column, or what stands for it when the table has none.
std::string column_or(std::string_view alias, const std::string& column, std::string_view otherwise) {
  return column.empty() ? std::string(otherwise) : std::string(alias) + quoted(column);
}

/// The columns in the order that decode() reads.
std::string columns_of(const UserTable& table, std::string_view alias) {
  const std::array<std::string, UserTable::kColumns> columns = {
      column_or(alias, table.key, "NULL"),           column_or(alias, table.username, "''"),
      column_or(alias, table.password, "''"),        column_or(alias, table.email, "''"),
      column_or(alias, table.first_name, "''"),      column_or(alias, table.last_name, "''"),
      column_or(alias, table.is_active, "TRUE"),     column_or(alias, table.is_staff, "FALSE"),
      column_or(alias, table.is_superuser, "FALSE"), column_or(alias, table.last_login, "NULL"),
      column_or(alias, table.date_joined, "NULL")};
  std::string text;
  for (const std::string& column : columns) {
    text += (text.empty() ? "" : ", ") + column;
  }
  return text;
}

std::string replacement(const UserTable& table, std::string_view name) {
  const std::array<std::pair<std::string_view, const std::string*>, 15> names = {{
      {"table", &table.table},
      {"key", &table.key},
      {"username", &table.username},
      {"password", &table.password},
      {"email", &table.email},
      {"first_name", &table.first_name},
      {"last_name", &table.last_name},
      {"is_active", &table.is_active},
      {"is_staff", &table.is_staff},
      {"is_superuser", &table.is_superuser},
      {"last_login", &table.last_login},
      {"date_joined", &table.date_joined},
      {"groups", &table.groups},
      {"permissions", &table.permissions},
      {"link", &table.link},
  }};
  for (const auto& [known, value] : names) {
    if (name == known) {
      return quoted(*value);
    }
  }
  if (name == "columns") {
    return columns_of(table, "u.");
  }
  if (name == "returning") {
    return columns_of(table, "");
  }
  if (name.starts_with("join ")) {
    return "JOIN " + quoted(table.table) + " u ON u." + quoted(table.key) + " = " +
           std::string(name.substr(5));
  }
  std::abort();
}

}  // namespace

std::string UserTable::expand(std::string_view sql) const {
  std::string out;
  while (true) {
    const std::size_t open = sql.find("{user.");
    if (open == std::string_view::npos) {
      return out.append(sql);
    }
    const std::size_t close = sql.find('}', open);
    out.append(sql.substr(0, open));
    out.append(replacement(*this, sql.substr(open + 6, close - open - 6)));
    sql.remove_prefix(close + 1);
  }
}

}  // namespace narvi::accounts
