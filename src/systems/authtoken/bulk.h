#pragma once
// Work on many tokens at once, for commands: a token for each user without one, and digests for tokens that
// stand in clear. One pass goes through the rows in the order of the user's key, a batch at a time; each
// batch is one transaction. A pass that is killed has done whole batches, and the next one goes on, because
// what is done no longer matches its condition.

#include <cstdint>
#include <optional>
#include <string>

#include "rest/services.h"
#include "systems/authtoken/token_store.h"

namespace narvi::systems::authtoken {

/// What one batch did. Nothing seen: the pass is over.
struct BulkStep {
  std::size_t seen = 0;
  std::size_t changed = 0;  ///< the others were changed or deleted by somebody meanwhile
};

class BulkPass {
 public:
  virtual ~BulkPass() = default;
  BulkPass(const BulkPass&) = delete;
  BulkPass& operator=(const BulkPass&) = delete;

  /// How many rows are still to be done, wherever the pass is.
  io::Task<Result<std::int64_t>> remaining();
  /// The next batch.
  io::Task<Result<BulkStep>> step();

 protected:
  /// `columns`: the user's key first. `from`: FROM ... WHERE CONDITION. `key`: the user's key in it.
  BulkPass(const rest::Services& services, std::string name, const std::string& columns,
           const std::string& from, const std::string& key);

  const rest::Services& services_;

 private:
  /// Adds what makes this row done.
  virtual void add(database::Batch& batch, const accounts::UserKey& user, const database::Row& row) = 0;
  io::Task<Result<database::Rows>> page();
  Result<database::Batch> batch_of(const database::Rows& rows, std::optional<accounts::UserKey>& last);

  database::Statement count_;
  database::Statement first_;
  database::Statement next_;
  std::optional<accounts::UserKey> after_;
};

/// A token for every user that has none.
class Backfill final : public BulkPass {
 public:
  /// `store` outlives the pass.
  Backfill(const rest::Services& services, const TokenStore& store);

 private:
  void add(database::Batch& batch, const accounts::UserKey& user, const database::Row& row) override;
  const TokenStore& store_;
  database::Statement insert_;
};

/// The digest in place of every token that stands in clear.
class DigestTokens final : public BulkPass {
 public:
  explicit DigestTokens(const rest::Services& services);

 private:
  void add(database::Batch& batch, const accounts::UserKey& user, const database::Row& row) override;
  database::Statement digest_;
};

}  // namespace narvi::systems::authtoken
