#include "systems/authtoken/limits.h"

#include <utility>

#include "accounts/username_fold.h"
#include "crypto/digest.h"

namespace narvi::systems::authtoken {

namespace {

constexpr cache::Allowance kAllowed{true, std::nullopt};

class AddressThrottle final : public rest::Throttle {
 public:
  AddressThrottle(rest::Rate rate, std::optional<std::int64_t> num_proxies)
      : rate_(rate), num_proxies_(num_proxies) {}

  std::string_view name() const override { return "address"; }

  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    if (call.request.method != "POST") {
      co_return kAllowed;
    }
    co_return co_await call.services.counters.hit(
        "throttle_obtain_token_" + rest::throttle_address(call, num_proxies_), rate_.limit, rate_.period,
        call.services.clock.now());
  }
  std::string limit(const rest::Endpoint& /*endpoint*/) const override { return rest::rate_text(rate_); }

 private:
  rest::Rate rate_;
  std::optional<std::int64_t> num_proxies_;
};

/// At the throttle step nobody has named an account yet.
class AccountThrottle final : public rest::Throttle {
 public:
  explicit AccountThrottle(rest::Rate rate) : rate_(rate) {}
  std::string_view name() const override { return "account"; }
  io::Task<Result<cache::Allowance>> allow(rest::Call& /*call*/) const override { co_return kAllowed; }
  std::string limit(const rest::Endpoint& /*endpoint*/) const override { return rest::rate_text(rate_); }

 private:
  rest::Rate rate_;
};

}  // namespace

std::vector<std::shared_ptr<const rest::Throttle>> throttles(const Options& options,
                                                             std::optional<std::int64_t> num_proxies) {
  std::vector<std::shared_ptr<const rest::Throttle>> list;
  if (options.address_rate) {
    list.push_back(std::make_shared<AddressThrottle>(*options.address_rate, num_proxies));
  }
  if (options.account_rate) {
    list.push_back(std::make_shared<AccountThrottle>(*options.account_rate));
  }
  return list;
}

io::Task<Result<cache::Allowance>> allow_account(rest::Call& call, std::optional<rest::Rate> rate,
                                                 std::string username) {
  if (!rate) {
    co_return kAllowed;
  }
  // The name itself never stands in the cache, and unknown names are limited exactly like known ones.
  std::string key =
      "throttle_obtain_token_account_" + crypto::sha256(accounts::fold_username(username)).hex();
  co_return co_await call.services.counters.hit(std::move(key), rate->limit, rate->period,
                                                call.services.clock.now());
}

}  // namespace narvi::systems::authtoken
