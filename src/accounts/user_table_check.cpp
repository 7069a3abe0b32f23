#include "accounts/user_table_check.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "accounts/table_columns.h"

namespace narvi::accounts {

namespace {

using Columns = std::vector<TableColumn>;
using Faults = std::vector<TableFault>;

const TableColumn* find(const Columns& columns, const std::string& name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&name](const TableColumn& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

std::string listed(const Columns& columns) {
  std::string names;
  for (const TableColumn& column : columns) {
    names += (names.empty() ? "" : ", ") + column.name;
  }
  return names;
}

/// A part of the user that lives in a column.
struct Part {
  std::string_view setting;
  const std::string* column;
  ColumnKind kind;
  bool needed;
};

std::array<Part, 10> parts_of(const UserTable& table) {
  return {{{"username_field", &table.username, ColumnKind::kText, true},
           {"password_field", &table.password, ColumnKind::kText, true},
           {"email_field", &table.email, ColumnKind::kText, false},
           {"first_name_field", &table.first_name, ColumnKind::kText, false},
           {"last_name_field", &table.last_name, ColumnKind::kText, false},
           {"is_active_field", &table.is_active, ColumnKind::kBoolean, false},
           {"is_staff_field", &table.is_staff, ColumnKind::kBoolean, false},
           {"is_superuser_field", &table.is_superuser, ColumnKind::kBoolean, false},
           {"last_login_field", &table.last_login, ColumnKind::kInstant, false},
           {"date_joined_field", &table.date_joined, ColumnKind::kInstant, false}}};
}

std::string_view name_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kInteger:
    case ColumnKind::kBigInteger:
      return "an integer";
    case ColumnKind::kUuid:
      return "a UUID";
    case ColumnKind::kText:
      return "text";
    case ColumnKind::kBoolean:
      return "a boolean";
    case ColumnKind::kInstant:
      return "a moment with its time zone";
    case ColumnKind::kOther:
      break;
  }
  return "something else";
}

/// SQLite has no types of its own: a site may have written anything that holds the same values.
bool fits(const TableColumn& column, ColumnKind wanted, database::Engine engine) {
  if (column.kind == wanted) {
    return true;
  }
  if (wanted == ColumnKind::kText) {
    return column.kind == ColumnKind::kUuid && engine == database::Engine::kSqlite;  // char(32)
  }
  return engine == database::Engine::kSqlite && wanted == ColumnKind::kBoolean &&
         column.kind == ColumnKind::kInteger;
}

void check_parts(const UserTable& table, const Columns& columns, database::Engine engine, Faults& faults) {
  for (const Part& part : parts_of(table)) {
    if (part.column->empty()) {
      continue;
    }
    const TableColumn* column = find(columns, *part.column);
    if (column == nullptr) {
      faults.push_back({std::string(part.setting),
                        "the table " + table.table + " has no column " + *part.column,
                        std::string(part.needed ? "" : "write \"\" if there is none, or ") + "name one of " +
                            listed(columns)});
    } else if (!fits(*column, part.kind, engine)) {
      faults.push_back({std::string(part.setting),
                        "the column " + *part.column + " of " + table.table + " is " + column->type +
                            ", not " + std::string(name_of(part.kind)),
                        "name one of " + listed(columns)});
    }
  }
}

/// The [users] id_type that a column asks for; empty: it cannot be a key.
std::string_view id_type_of(const TableColumn& column, database::Engine engine) {
  switch (column.kind) {
    case ColumnKind::kInteger:
      return "integer";
    case ColumnKind::kBigInteger:
      return "bigint";
    case ColumnKind::kUuid:
      return column.type == "uuid" || engine == database::Engine::kSqlite ? "uuid" : "";
    default:
      return "";
  }
}

std::string_view id_type_of(UserKeyType type) {
  switch (type) {
    case UserKeyType::kInteger:
      return "integer";
    case UserKeyType::kBigInteger:
      return "bigint";
    case UserKeyType::kUuid:
      break;
  }
  return "uuid";
}

void check_key(const UserTable& table, const Columns& columns, database::Engine engine, Faults& faults) {
  const TableColumn* key = find(columns, table.key);
  if (key == nullptr) {
    faults.push_back({"id_field", "the table " + table.table + " has no column " + table.key,
                      "name one of " + listed(columns)});
    return;
  }
  const std::string_view asked = id_type_of(*key, engine);
  const std::string_view told = id_type_of(table.key_type);
  // A key of SQLite is an integer of 64 bits, however Django calls its field.
  const bool both_numbers =
      engine == database::Engine::kSqlite && (asked == "integer" || asked == "bigint") && told != "uuid";
  if (asked == told || both_numbers) {
    return;
  }
  const std::string mend = asked.empty() ? "only integer, bigint and uuid keys can be used"
                                         : "write id_type = \"" + std::string(asked) + "\"";
  faults.push_back(
      {"id_type",
       "the column " + table.key + " of " + table.table + " is " + key->type + ", not " + std::string(told),
       mend});
}

/// NOT NULL columns that no INSERT of ours fills.
void check_creation(const UserTable& table, const Columns& columns, Faults& faults) {
  for (const auto& [name, value] : table.insert_defaults) {
    if (find(columns, name) == nullptr) {
      faults.push_back({"insert_defaults", "the table " + table.table + " has no column " + name,
                        "name one of " + listed(columns)});
    }
  }
  for (const TableColumn& column : columns) {
    bool filled = column.name == table.key || table.insert_defaults.contains(column.name);
    for (const Part& part : parts_of(table)) {
      filled = filled || *part.column == column.name;
    }
    if (column.needs_value && !filled) {
      faults.push_back({"insert_defaults",
                        "new users cannot be stored: the column " + column.name + " of " + table.table +
                            " is NOT NULL and has no default",
                        "tell its text: insert_defaults = { " + column.name + " = \"...\" }", true});
    }
  }
}

void check_link(const UserTable& table, std::string_view setting, const std::string& name,
                const std::string& target, const Columns& columns, Faults& faults) {
  if (columns.empty()) {
    faults.push_back({std::string(setting), "there is no table " + name,
                      "name the table that the site's migrations made, or write \"\" if there is none"});
    return;
  }
  if (find(columns, table.link) == nullptr) {
    faults.push_back({"link_field", "the table " + name + " has no column " + table.link,
                      "name the one of " + listed(columns) + " that holds the user's key"});
  }
  if (find(columns, target) == nullptr) {
    faults.push_back({std::string(setting), "the table " + name + " has no column " + target,
                      "name the table that Django's ManyToManyField made"});
  }
}

}  // namespace

io::Task<Result<std::vector<TableFault>>> check_user_table(database::Database& database, UserTable table) {
  Faults faults;
  const Result<Columns> columns = co_await read_columns(database, table.table);
  if (!columns) {
    co_return tl::unexpected<Error>(columns.error());
  }
  if (columns->empty()) {
    faults.push_back({"table", "there is no table " + table.table,
                      "name the site's user table, as its migrations made it"});
    co_return faults;
  }
  check_key(table, *columns, database.engine(), faults);
  check_parts(table, *columns, database.engine(), faults);
  check_creation(table, *columns, faults);
  struct Link {
    std::string_view setting;
    std::string name;
    std::string target;
  };
  const std::array<Link, 2> links = {{{"groups_table", table.groups, "group_id"},
                                      {"user_permissions_table", table.permissions, "permission_id"}}};
  for (const Link& link : links) {
    if (link.name.empty()) {
      continue;
    }
    const Result<Columns> linked = co_await read_columns(database, link.name);
    if (!linked) {
      co_return tl::unexpected<Error>(linked.error());
    }
    check_link(table, link.setting, link.name, link.target, *linked, faults);
  }
  co_return faults;
}

}  // namespace narvi::accounts
