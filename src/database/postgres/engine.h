#pragma once
// Engine: the Database on PostgreSQL. Finds the caller's lane and brings the answer back to the caller's
// loop.

#include <memory>
#include <mutex>
#include <vector>

#include "database/database.h"
#include "database/postgres/lane.h"
#include "database/postgres/server.h"
#include "io/asio_loop.h"

namespace narvi::database::postgres {

class Engine final : public Database {
 public:
  Engine(Target target, const Options& options, const std::vector<io::AsioLoop*>& loops);
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  database::Engine engine() const override { return database::Engine::kPostgres; }
  io::Task<Result<Rows>> look_up(const Statement& statement, Params params) override;
  io::Task<Result<Rows>> scan(const Statement& statement, Params params) override;
  io::Task<Result<std::vector<Outcome>>> run(Batch batch) override;
  io::Task<Result<void>> transact_erased(Body body) override;
  io::Task<Health> ping() override;

  /// ping() that waits up to the full deadline for the first connection.
  io::Task<Health> first_contact();

 private:
  using Way = void (Lane::*)(ExchangePtr);

  Lane& lane();
  Lane& default_lane();
  io::Task<Result<std::vector<Outcome>>> exchange(std::vector<Step> steps, Way way,
                                                  std::chrono::milliseconds limit);
  io::Task<Result<Rows>> read(const Statement& statement, Params params, Way way);
  io::Task<Health> check(std::chrono::milliseconds limit);

  std::shared_ptr<Server> server_;
  std::vector<std::shared_ptr<Lane>> lanes_;
  std::once_flag default_made_;
  std::unique_ptr<io::AsioLoop> default_loop_;
  std::shared_ptr<Lane> default_lane_;
};

}  // namespace narvi::database::postgres
