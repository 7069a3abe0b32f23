#include "cache/conformance/counters_suite.h"
#include "cache/redis/test_support.h"

namespace narvi::cache::conformance {

namespace {

/// A prefix of its own for each test: they share one server.
redis::Options own_keys(std::string url) {
  static std::atomic<int> made{0};
  redis::Options options = redis::patient(std::move(url));
  options.key_prefix = "test" + std::to_string(++made) + ":";
  return options;
}

std::unique_ptr<Counters> over_tcp() {
  return redis::open_or_fail(own_keys(redis::server().url()));
}
std::unique_ptr<Counters> over_a_socket() {
  return redis::open_or_fail(own_keys("unix:" + redis::server().socket_path()));
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Redis, CountersConformance,
                         testing::Values(Maker{"tcp", over_tcp}, Maker{"socket", over_a_socket}), maker_name);

}  // namespace narvi::cache::conformance
