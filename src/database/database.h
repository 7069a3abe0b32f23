#pragma once
// The database port: four verbs, two engines (sqlite/, postgres/), one conformance suite (conformance/).
// Everything a verb needs travels by value, so a task may die or move on without dangling anything.
//
// Deadlines: every verb ends within the engine's `deadline` setting (default 5 s), with kTimeout at the
// latest.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/callback.h"
#include "database/error.h"
#include "database/rows.h"
#include "database/statement.h"
#include "database/value.h"
#include "io/task.h"

namespace narvi::database {

/// Statements that are known in advance and happen together or not at all, in one round trip: the normal
/// write.
struct Batch {
  struct Item {
    const Statement* statement;
    Params params;
  };
  std::vector<Item> items;

  Batch& add(const Statement& statement, Params params) {
    items.push_back({&statement, std::move(params)});
    return *this;
  }
};

/// What a transaction body may touch, and nothing else.
class Transaction {
 public:
  virtual ~Transaction() = default;

  /// Runs one statement inside the transaction. On SQLite it completes in place. A statement that fails dooms
  /// the transaction on every engine: later ones answer the same error without running, and that error is the
  /// result of the transaction even if the body hides it. What may be refused in normal life is written with
  /// ON CONFLICT.
  virtual io::Task<Result<Outcome>> run(const Statement& statement, Params params) = 0;

  /// Serialises transactions that take the same (kind, id) until they end: guards every per-user limit. An
  /// advisory lock on PostgreSQL; nothing on SQLite, where only one transaction writes at a time.
  virtual io::Task<Result<void>> lock(std::string_view kind, std::string_view id) = 0;

  /// Runs SQL that is not a prepared statement (migrations). May hold several statements.
  virtual io::Task<Result<void>> execute(std::string sql) = 0;
};

/// Which SQL dialect a migration must be written in.
enum class Engine { kSqlite, kPostgres };

/// Health for /readyz and metrics.
struct Health {
  bool reachable = false;
  std::string detail;  ///< for operators when not reachable
};

class Database {
 public:
  /// A transaction body: takes its inputs by value, awaits only its Transaction, and returns an error to roll
  /// back. It may be run again after kSerialization or kBusy, so it has no effects outside the transaction.
  using Body = Callback<io::Task<Result<void>>(Transaction&)>;

  virtual ~Database() = default;

  virtual Engine engine() const = 0;

  /// A point read that an index answers (proven by an EXPLAIN test). Inline on the core's own connection on
  /// SQLite; pipelined on PostgreSQL.
  virtual io::Task<Result<Rows>> look_up(const Statement& statement, Params params) = 0;

  /// A read that may be long: never holds up a core.
  virtual io::Task<Result<Rows>> scan(const Statement& statement, Params params) = 0;

  /// Runs the batch atomically. One Outcome for each item, in order. Answers after the commit is durable.
  virtual io::Task<Result<std::vector<Outcome>>> run(Batch batch) = 0;

  /// Runs `body` in a transaction of its own; commits if it returns a value, rolls back if it returns an
  /// error (which is then the result) or throws.
  virtual io::Task<Result<void>> transact_erased(Body body) = 0;

  /// True, cheaply, if the store answers (one trivial query with a short deadline).
  virtual io::Task<Health> ping() = 0;

  /// How many writes of this process have ended, whatever became of them; each counts before its caller
  /// hears of it. Who keeps what he read beside the number from before he asked may believe it as long as the
  /// number stands, as far as this process goes (design §4).
  std::uint64_t ended_writes() const { return ended_writes_->load(std::memory_order_seq_cst); }

  /// One statement that writes: a Batch of one.
  io::Task<Result<Outcome>> write(const Statement& statement, Params params);

  /// transact_erased with a value: `body` is any callable `io::Task<Result<T>>(Transaction&)`.
  template <class T, class F>
  io::Task<Result<T>> transact(F body) {
    auto value = std::make_shared<std::optional<T>>();
    auto held = std::make_shared<F>(std::move(body));
    Body erased = [value, held](Transaction& transaction) { return keep<T>(*held, transaction, value); };
    Result<void> done = co_await transact_erased(std::move(erased));
    if (!done) {
      co_return tl::unexpected<Error>(std::move(done.error()));
    }
    co_return std::move(**value);
  }

 protected:
  using EndedWrites = std::shared_ptr<std::atomic<std::uint64_t>>;
  /// What run() and transact_erased() of an engine raise when they have ended, before they answer. Theirs to
  /// keep: what is queued when the engine goes away is still done, and its caller may hear of it later.
  EndedWrites write_counter() const { return ended_writes_; }

 private:
  template <class T, class F>
  static io::Task<Result<void>> keep(F& body, Transaction& transaction,
                                     std::shared_ptr<std::optional<T>> value) {
    Result<T> result = co_await body(transaction);
    if (!result) {
      co_return tl::unexpected<Error>(std::move(result.error()));
    }
    value->emplace(std::move(*result));
    co_return Result<void>();
  }

  EndedWrites ended_writes_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

}  // namespace narvi::database
