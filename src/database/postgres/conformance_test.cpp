#include "database/conformance/suite.h"
#include "database/postgres/test_server.h"

namespace narvi::database::conformance {

namespace {

std::unique_ptr<Database> open_postgres(Milliseconds deadline) {
  static const std::string name = postgres::cluster().create_database();
  postgres::Options options = postgres::options_for(postgres::cluster().url(name));
  options.deadline = deadline;
  return postgres::open_or_fail(std::move(options));
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Postgres, Conformance, testing::Values(Maker{"postgres", open_postgres}),
                         maker_name);

}  // namespace narvi::database::conformance
