#pragma once
// A database that is not opened: for commands that only look at how the house is built (routes, check). Every
// verb answers kUnavailable.

#include "database/database.h"

namespace narvi::app {

class OfflineDatabase final : public database::Database {
 public:
  explicit OfflineDatabase(database::Engine engine) : engine_(engine) {}
  database::Engine engine() const override { return engine_; }
  io::Task<database::Result<database::Rows>> look_up(const database::Statement& statement,
                                                     database::Params params) override;
  io::Task<database::Result<database::Rows>> scan(const database::Statement& statement,
                                                  database::Params params) override;
  io::Task<database::Result<std::vector<database::Outcome>>> run(database::Batch batch) override;
  io::Task<database::Result<void>> transact_erased(Body body) override;
  io::Task<database::Health> ping() override;

 private:
  database::Engine engine_;
};

}  // namespace narvi::app
