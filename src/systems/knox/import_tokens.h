#pragma once
// REST framework's tokens as knox tokens: they stand there in clear, so their digests can be made (knox
// §6.2).

#include <cstdint>
#include <optional>

#include "rest/services.h"
#include "systems/knox/options.h"

namespace narvi::systems::knox {

/// What one batch did. Nothing seen: it is over.
struct ImportStep {
  std::size_t seen = 0;
  std::size_t made = 0;
  std::size_t digests = 0;  ///< stand there as digests, which nobody can turn back
};

/// One pass through authtoken_token in the order of users, a batch at a time; each batch is one transaction.
/// What is there already stays, so a pass may be killed and run again.
class ImportTokens {
 public:
  /// `services` outlives it. `expiry`: of every new row; empty: never.
  ImportTokens(const rest::Services& services, const Options& options, std::optional<Instant> expiry);

  /// How many rows there are. kNotFound if there is no such table.
  io::Task<Result<std::int64_t>> total();
  /// The next batch.
  io::Task<Result<ImportStep>> step();

 private:
  Result<ImportStep> add_rows(database::Batch& batch, const database::Rows& rows);

  const rest::Services& services_;
  crypto::NamedHash hash_;
  std::optional<Instant> expiry_;
  database::Statement count_;
  database::Statement first_;
  database::Statement next_;
  database::Statement insert_;
  std::optional<accounts::UserKey> after_;
};

}  // namespace narvi::systems::knox
