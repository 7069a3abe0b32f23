#pragma once
// What the token table looks like where knox 4.1 or older made it: it has a salt that must not be empty, and
// a key of eight characters (knox §5, §6.2). Asked for only with legacy_digests.

#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

struct TableLayout {
  bool has_salt = false;
  std::size_t key_length = kKeyLength;  ///< characters that new keys may have
};

class TableLayouts {
 public:
  /// `database` outlives it. Not `is_asked`: the layout is the current one, and nobody asks.
  TableLayouts(database::Database& database, std::string table, bool is_asked);

  /// Read from the database's catalogue, once.
  io::Task<Result<TableLayout>> get();

 private:
  std::optional<TableLayout> known();

  database::Database& database_;
  std::string table_;
  std::mutex mutex_;
  std::optional<TableLayout> layout_;
};

/// The number in "varchar(8)" or "character varying(8)"; empty if there is none.
std::optional<std::size_t> declared_length(std::string_view type);

}  // namespace narvi::systems::knox
