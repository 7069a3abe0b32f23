#pragma once
// Throttles: rates, who is counted, and the classes REST framework ships (drf §6.3).

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "cache/counters.h"
#include "io/task.h"

namespace narvi::rest {

struct Call;
struct Endpoint;

/// `limit` hits per `period`.
struct Rate {
  std::int64_t limit = 0;
  Microseconds period{};
  bool operator==(const Rate&) const = default;
};

/// REST framework's grammar: "<int>/<s|m|h|d...>", where only the first letter of the period counts.
/// `extended` also takes Narvi's "10/15m" (contracts README C24). The error names what is wrong with the
/// text.
Result<Rate> parse_rate(std::string_view text, bool extended);

/// The client address a limit is keyed by (drf §6.3): the whole X-Forwarded-For without blanks when
/// `num_proxies` is empty, the peer's for 0, else the n-th entry from the right. The door has dropped the
/// header of untrusted peers already.
std::string throttle_address(const Call& call, std::optional<std::int64_t> num_proxies);

class Throttle {
 public:
  virtual ~Throttle() = default;
  virtual std::string_view name() const = 0;
  /// Counts the call. Throttles that do not concern it allow it.
  virtual io::Task<Result<cache::Allowance>> allow(Call& call) const = 0;
  /// What `endpoint` lacks for this throttle to work there; asked once at start.
  virtual Result<void> check(const Endpoint& endpoint) const;
  /// Its limit at `endpoint` in words, for `narvi routes`: "3/min", "unlimited"; empty: it cannot say.
  virtual std::string limit(const Endpoint& endpoint) const;
};

/// "3/min", "10/15min", "5/day": the shortest spelling that parse_rate (extended) reads as the same rate.
std::string rate_text(const Rate& rate);

/// What the built-in classes need to know.
struct ThrottleOptions {
  std::string scope;         ///< "anon", "user": part of the key under which hits are counted
  std::optional<Rate> rate;  ///< empty: unlimited
  std::optional<std::int64_t> num_proxies;
};

std::shared_ptr<const Throttle> anon_rate_throttle(ThrottleOptions options);
std::shared_ptr<const Throttle> user_rate_throttle(ThrottleOptions options);

/// The rate of each scope; empty: unlimited.
using ScopeRates = std::map<std::string, std::optional<Rate>, std::less<>>;

/// Limits by the endpoint's throttle_scope; endpoints without one are not limited. A scope that `rates` does
/// not have stops the start (upstream answers 500 at the first request).
std::shared_ptr<const Throttle> scoped_rate_throttle(ScopeRates rates,
                                                     std::optional<std::int64_t> num_proxies);

}  // namespace narvi::rest
