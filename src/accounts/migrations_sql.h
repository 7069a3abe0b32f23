#pragma once
// The final form of Django's tables in both dialects (migrations_sqlite.cpp, migrations_postgres.cpp). On
// SQLite the text is Django's to the byte, since SQLite keeps it and Django's introspection reads it.

#include <string_view>

namespace narvi::accounts::sql {

struct Tables {
  std::string_view content_types;
  std::string_view groups_and_permissions;  ///< auth without users
  std::string_view users;                   ///< auth_user and its two link tables
  std::string_view admin_log;
  std::string_view sessions;
};

extern const Tables kSqlite;
extern const Tables kPostgres;

}  // namespace narvi::accounts::sql
