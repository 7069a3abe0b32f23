#pragma once
// RedisCounters: the port on Redis. Finds the caller's link and brings the answer back to the caller's loop.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cache/counters.h"
#include "cache/redis/lane.h"
#include "cache/redis/redis.h"
#include "cache/redis/target.h"

namespace narvi::cache::redis {

class RedisCounters final : public Counters {
 public:
  RedisCounters(Address address, const Options& options, const std::vector<io::AsioLoop*>& loops);
  ~RedisCounters() override;
  RedisCounters(const RedisCounters&) = delete;
  RedisCounters& operator=(const RedisCounters&) = delete;

  io::Task<Result<Allowance>> hit(std::string key, std::int64_t limit, Microseconds period,
                                  Instant now) override;
  io::Task<Result<Allowance>> peek(std::string key, std::int64_t limit, Microseconds period,
                                   Instant now) override;
  io::Task<Result<void>> record(std::string key, Microseconds period, Instant now) override;
  io::Task<Result<void>> clear(std::string key) override;

 private:
  Lane& lane();
  Lane& default_lane();
  io::Task<Result<Reply>> send(CallPtr call);
  io::Task<Result<Allowance>> ask(std::string key, std::int64_t limit, Microseconds period, Instant now,
                                  bool records);

  std::shared_ptr<Target> target_;
  std::string prefix_;
  std::vector<std::shared_ptr<Lane>> lanes_;
  std::once_flag default_made_;
  std::unique_ptr<io::AsioLoop> default_loop_;
  std::shared_ptr<Lane> default_lane_;
};

}  // namespace narvi::cache::redis
