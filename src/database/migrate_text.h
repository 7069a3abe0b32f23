#pragma once
// The placeholders in the SQL of migrations (database/migration.h): pure text.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "database/database.h"

namespace narvi::database {

/// The table of users as a foreign key sees it ([users] table and id_type).
struct UserReference {
  enum class Key { kInteger, kBigInteger, kUuid };
  std::string table = "auth_user";
  std::string primary_key = "id";
  Key key = Key::kInteger;
};

/// `sql` with its placeholders replaced. Errors: kConfiguration if the names in `user` are no plain
/// identifiers (empty, longer than 63 bytes, or with a character that needs escaping); kInternal if `sql`
/// holds a
/// "{user..." that does not exist.
narvi::Result<std::string> expand_user(std::string_view sql, const UserReference& user, Engine engine);

/// The tables that `sql` makes, as their names stand between quotes behind CREATE TABLE.
std::vector<std::string> tables_made_by(std::string_view sql);

/// True if `sql` mentions the user table.
bool mentions_user(std::string_view sql);

/// The name of the foreign key of `table`.`column` to `user`, built as Django builds it: shortened to 63
/// bytes on PostgreSQL. `hash` is Django's digest of table and column.
std::string foreign_key_name(std::string_view table, std::string_view column, std::string_view hash,
                             const UserReference& user);

}  // namespace narvi::database
