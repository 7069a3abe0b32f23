#pragma once
// The Transaction a body gets: every task of it completes in place, on the writer thread.

#include <optional>
#include <string>
#include <string_view>

#include "database/database.h"
#include "database/sqlite/connection.h"

namespace narvi::database::sqlite {

class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(Connection& connection) : connection_(connection) {}

  io::Task<Result<Outcome>> run(const Statement& statement, Params params) override;
  io::Task<Result<void>> lock(std::string_view kind, std::string_view id) override;
  io::Task<Result<void>> execute(std::string sql) override;

  /// The first error of a statement; it dooms the transaction (database.h).
  const std::optional<Error>& failure() const { return failure_; }

 private:
  Connection& connection_;
  std::optional<Error> failure_;
};

}  // namespace narvi::database::sqlite
