#pragma once
// SqliteDatabase: the port's verbs, each handed to the part that does it.

#include <cstddef>
#include <memory>
#include <vector>

#include "database/database.h"
#include "database/sqlite/readers.h"
#include "database/sqlite/scan_pool.h"
#include "database/sqlite/sqlite.h"
#include "database/sqlite/writer.h"

namespace narvi::database::sqlite {

class SqliteDatabase final : public Database {
 public:
  /// `connection` becomes the writer's; the file is open and in its journal mode already.
  SqliteDatabase(std::unique_ptr<Connection> connection, const Options& options);

  Engine engine() const override { return Engine::kSqlite; }
  io::Task<Result<Rows>> look_up(const Statement& statement, Params params) override;
  io::Task<Result<Rows>> scan(const Statement& statement, Params params) override;
  io::Task<Result<std::vector<Outcome>>> run(Batch batch) override;
  io::Task<Result<void>> transact_erased(Body body) override;
  io::Task<Health> ping() override;

  Counters counters() const { return writer_.counters(); }

 private:
  Result<Rows> look_up_inline(const Statement& statement, const Params& params);
  io::Task<Result<Rows>> scan_until(const Statement& statement, Params params, SteadyTime deadline);
  io::Task<Reply> submit(std::variant<Batch, Body> work);

  const Milliseconds deadline_;
  Writer writer_;  // first: its connection is closed last, which clears the WAL away
  Readers readers_;
  ScanPool scans_;
};

}  // namespace narvi::database::sqlite
