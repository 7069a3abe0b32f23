#include "systems/durin/throttle.h"

#include <utility>

#include "rest/call.h"
#include "rest/counters_away.h"
#include "rest/throttle_registry.h"
#include "systems/durin/client.h"
#include "systems/durin/client_rate.h"

namespace narvi::systems::durin {

namespace {

constexpr std::string_view kScope = "user_per_client";

class UserClientRateThrottle final : public rest::Throttle {
 public:
  UserClientRateThrottle(std::optional<rest::Rate> rate, std::optional<std::int64_t> num_proxies)
      : rate_(rate), num_proxies_(num_proxies) {}

  std::string_view name() const override { return "UserClientRateThrottle"; }

  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    const DurinAuth* auth = durin_auth(call.identity);
    // What a client's row holds that is no rate leaves the default in force.
    std::optional<rest::Rate> rate =
        auth == nullptr ? std::nullopt : parse_client_rate(auth->client.throttle_rate);
    rate = rate ? rate : rate_;
    if (!rate) {
      co_return cache::Allowance{true, std::nullopt};
    }
    co_return rest::settle_throttle(
        call, co_await call.services.counters.hit(key(call, auth), rate->limit, rate->period,
                                                  call.services.clock.now()));
  }

  std::string limit(const rest::Endpoint& /*endpoint*/) const override {
    return (rate_ ? rest::rate_text(*rate_) : "unlimited") + ", or the client's";
  }

 private:
  /// §6.6.
  std::string key(const rest::Call& call, const DurinAuth* auth) const {
    std::string key = "throttle_" + std::string(kScope) + "_";
    if (auth != nullptr) {
      return key + "user-" + call.identity->user.key.text() + ".client-" + std::to_string(auth->client.id);
    }
    return key +
           (call.identity ? call.identity->user.key.text() : rest::throttle_address(call, num_proxies_));
  }

  std::optional<rest::Rate> rate_;
  std::optional<std::int64_t> num_proxies_;
};

}  // namespace

std::shared_ptr<const rest::Throttle> user_client_rate_throttle(const Settings& settings) {
  std::optional<rest::Rate> rate;
  if (const Result<rest::ScopeRates> rates = rest::throttle_rates(settings)) {
    const auto found = rates->find(kScope);
    rate = found == rates->end() ? std::nullopt : found->second;
  }
  return std::make_shared<UserClientRateThrottle>(rate, rest::num_proxies(settings));
}

}  // namespace narvi::systems::durin
