#pragma once
// Throttles: rates, who is counted, and the classes REST framework ships (drf §6.3).

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
};

/// What the built-in classes need to know.
struct ThrottleOptions {
  std::string scope;         ///< "anon", "user", or the endpoint's own
  std::optional<Rate> rate;  ///< empty: unlimited
  std::optional<std::int64_t> num_proxies;
};

std::shared_ptr<const Throttle> anon_rate_throttle(ThrottleOptions options);
std::shared_ptr<const Throttle> user_rate_throttle(ThrottleOptions options);
std::shared_ptr<const Throttle> scoped_rate_throttle(ThrottleOptions options);

}  // namespace narvi::rest
