#pragma once
// FailureLimit: how often one address may present credentials that are refused (contract §7). Whoever
// succeeds is not counted. What is under way counts as if it had failed, so trying many at once gains
// nothing.

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "cache/counters.h"
#include "io/task.h"
#include "rest/api_error.h"
#include "rest/throttle.h"

namespace narvi::systems::forward_auth {

class FailureLimit {
 public:
  /// `counters` outlives this object. Without a rate there is no limit.
  FailureLimit(std::optional<rest::Rate> rate, cache::Counters& counters)
      : rate_(rate), counters_(counters) {}

  bool is_on() const { return rate_.has_value(); }

  /// One attempt from its beginning to its end.
  class Attempt {
   public:
    Attempt(FailureLimit& limit, std::string address);
    ~Attempt();
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    /// The refusal if the address has had its fill. Also an error: the counters are away.
    io::Task<rest::ApiResult<void>> may_begin(Instant now);
    /// It was refused. The error: the counters are away.
    io::Task<rest::ApiResult<void>> failed(Instant now);

   private:
    std::string key() const { return "authz_failed_" + address_; }

    FailureLimit& limit_;
    std::string address_;
    std::int64_t others_ = 0;  ///< under way from the same address when this one began
  };

 private:
  std::optional<rest::Rate> rate_;
  cache::Counters& counters_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> under_way_;
};

}  // namespace narvi::systems::forward_auth
