#include "app/offline_database.h"

namespace narvi::app {

namespace {

constexpr const char* kWhy = "this command does not open the database";

tl::unexpected<database::Error> closed() {
  return database::fail(database::ErrorCode::kUnavailable, kWhy);
}

}  // namespace

io::Task<database::Result<database::Rows>> OfflineDatabase::look_up(const database::Statement& /*statement*/,
                                                                    database::Params /*params*/) {
  co_return closed();
}

io::Task<database::Result<database::Rows>> OfflineDatabase::scan(const database::Statement& /*statement*/,
                                                                 database::Params /*params*/) {
  co_return closed();
}

io::Task<database::Result<std::vector<database::Outcome>>> OfflineDatabase::run(database::Batch /*batch*/) {
  co_return closed();
}

io::Task<database::Result<void>> OfflineDatabase::transact_erased(Body /*body*/) {
  co_return closed();
}

io::Task<database::Health> OfflineDatabase::ping() {
  co_return database::Health{false, kWhy};
}

}  // namespace narvi::app
