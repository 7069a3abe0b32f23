#include "systems/durin/limits.h"

#include <utility>

#include "accounts/username_fold.h"
#include "crypto/digest.h"

namespace narvi::systems::durin {

namespace {

constexpr cache::Allowance kAllowed{true, std::nullopt};

/// By address, or of an account that nobody has named yet at this step.
class LoginThrottle final : public rest::Throttle {
 public:
  enum class By { kAddress, kAccount };
  LoginThrottle(By by, rest::Rate rate, std::optional<std::int64_t> num_proxies)
      : by_(by), rate_(rate), num_proxies_(num_proxies) {}

  std::string_view name() const override { return by_ == By::kAddress ? "address" : "account"; }

  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    if (by_ == By::kAccount || call.request.method != "POST") {
      co_return kAllowed;
    }
    co_return co_await call.services.counters.hit(
        "throttle_durin_login_" + rest::throttle_address(call, num_proxies_), rate_.limit, rate_.period,
        call.services.clock.now());
  }
  std::string limit(const rest::Endpoint& /*endpoint*/) const override { return rest::rate_text(rate_); }

 private:
  By by_;
  rest::Rate rate_;
  std::optional<std::int64_t> num_proxies_;
};

}  // namespace

std::vector<std::shared_ptr<const rest::Throttle>> login_throttles(const Options& options,
                                                                   std::optional<std::int64_t> num_proxies) {
  std::vector<std::shared_ptr<const rest::Throttle>> list;
  for (const auto& [by, rate] : {std::pair(LoginThrottle::By::kAddress, options.address_rate),
                                 std::pair(LoginThrottle::By::kAccount, options.account_rate)}) {
    if (rate) {
      list.push_back(std::make_shared<LoginThrottle>(by, *rate, num_proxies));
    }
  }
  return list;
}

io::Task<Result<cache::Allowance>> allow_account(rest::Call& call, std::optional<rest::Rate> rate,
                                                 std::string username) {
  if (!rate) {
    co_return kAllowed;
  }
  // The name itself never stands in the cache, and unknown names are limited exactly like known ones.
  std::string key = "throttle_durin_login_account_" + crypto::sha256(accounts::fold_username(username)).hex();
  co_return co_await call.services.counters.hit(std::move(key), rate->limit, rate->period,
                                                call.services.clock.now());
}

}  // namespace narvi::systems::durin
