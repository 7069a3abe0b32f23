#include "app/cache_wiring.h"

#include <utility>

#include "cache/memory/memory_counters.h"
#include "cache/redis/address.h"
#include "cache/redis/redis.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {
constexpr std::string_view kMemory = "memory:";
}  // namespace

bool is_cache_url(std::string_view url) {
  return url == kMemory || cache::redis::parse_address(url).has_value();
}

Result<std::unique_ptr<cache::Counters>> make_counters(const Settings& settings,
                                                       const std::vector<io::AsioLoop*>& loops) {
  if (settings.secret("cache", "url").reveal() == kMemory) {
    return std::make_unique<cache::memory::MemoryCounters>();
  }
  cache::redis::Options options;
  options.url = settings.secret("cache", "url");
  options.deadline = settings.duration("cache", "deadline").value_or(Seconds(1));
  options.key_prefix = settings.text("cache", "key_prefix");
  return cache::redis::open(std::move(options), loops);
}

Result<void> reach_counters(const Settings& settings) {
  auto counters = make_counters(settings, {});
  if (!counters) {
    return tl::unexpected<Error>(std::move(counters.error()));
  }
  const SystemClock clock;
  const Result<cache::Allowance> answer =
      io::run_blocking((*counters)->peek("check", 1, Seconds(1), clock.now()));
  if (!answer) {
    return tl::unexpected<Error>(answer.error());
  }
  return {};
}

}  // namespace narvi::app
