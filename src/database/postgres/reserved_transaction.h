#pragma once
// ReservedTransaction: what a transaction body holds: one connection from BEGIN to the end.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/database.h"
#include "database/postgres/exchange.h"
#include "database/postgres/lane.h"
#include "database/postgres/reserve.h"

namespace narvi::database::postgres {

/// How often a body is run, at most, when it loses against other transactions.
inline constexpr int kTransactionAttempts = 5;

class ReservedTransaction final : public Transaction {
 public:
  /// `connection` outlives it. Nothing is sent before the first statement.
  ReservedTransaction(Connection& connection, TimePoint deadline)
      : connection_(connection), deadline_(deadline) {}

  /// After a statement has failed the server accepts no more of them, so every later call gives the first
  /// error.
  io::Task<Result<Outcome>> run(const Statement& statement, Params params) override;
  io::Task<Result<void>> lock(std::string_view kind, std::string_view id) override;
  io::Task<Result<void>> execute(std::string sql) override;

  /// Commits; or rolls back and gives the error if a statement failed, even if the body took no notice of it.
  io::Task<Result<void>> commit();
  io::Task<bool> rollback();

  /// Whether what failed may succeed if the body runs again.
  bool again() const { return again_; }

 private:
  io::Task<Result<std::vector<Outcome>>> send(std::vector<Step> steps);
  Error remember(Error error, Retry retry);

  Connection& connection_;
  TimePoint deadline_;
  bool begun_ = false;
  bool again_ = false;
  std::optional<Error> failed_;
};

/// Waits for a connection of `reserve`.
io::Task<Result<Lease>> acquire(std::shared_ptr<Reserve> reserve, TimePoint deadline);

/// Sends one exchange on a reserved connection and waits for its end.
io::Task<Reply> ask(Connection& connection, std::vector<Step> steps, TimePoint deadline,
                    std::string script = {});

/// Runs `body` until it commits, fails, or has lost too often.
io::Task<Ended> run_transaction(std::shared_ptr<Reserve> reserve, Database::Body body, TimePoint deadline);

}  // namespace narvi::database::postgres
