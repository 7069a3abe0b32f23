#pragma once
// Target: what the links of one process share: the address, the limits, and who tells the operator.

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "cache/redis/address.h"
#include "cache/redis/call.h"

namespace narvi::cache::redis {

/// Tells the operator that Redis is away and that it is back, without flooding the log while it is.
class Complaints {
 public:
  explicit Complaints(std::string server) : server_(std::move(server)) {}

  /// Warns of `why`, unless the same was said within the last half minute. Thread-safe. `why` holds no secret
  /// and is one of few texts.
  void complain(const std::string& why);
  /// Says that the server answers again, if anything was complained about since; as seldom.
  void recovered();

 private:
  bool is_news(const std::string& text);

  std::string server_;
  std::mutex mutex_;
  std::map<std::string, TimePoint> said_;
  bool troubled_ = false;
};

struct Target {
  Target(Address where, std::chrono::milliseconds limit, std::size_t most)
      : address(std::move(where)), deadline(limit), queue(most), complaints(address.shown()) {}

  const Address address;
  const std::chrono::milliseconds deadline;
  const std::size_t queue;
  Complaints complaints;
};

}  // namespace narvi::cache::redis
