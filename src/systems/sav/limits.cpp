#include "systems/sav/limits.h"

#include <algorithm>
#include <utility>

#include "accounts/username_fold.h"
#include "crypto/digest.h"

namespace narvi::systems::sav {

namespace {

std::string address_key(const rest::Call& call, std::optional<std::int64_t> num_proxies) {
  return "throttle_session_login_" + rest::throttle_address(call, num_proxies);
}

/// The name itself never appears in the cache, and unknown names are limited exactly like known ones.
std::string account_key(std::string_view username) {
  return "throttle_session_login_account_" + crypto::sha256(accounts::fold_username(username)).hex();
}

/// A counter that cannot be reached lets through or refuses, as configured.
Result<cache::Allowance> settle(Result<cache::Allowance> allowance, const Options& options) {
  if (allowance || options.fail_closed) {
    return allowance;
  }
  return cache::Allowance{true, std::nullopt};
}

bool lists(const std::vector<std::string>& methods, const rest::Call& call) {
  return std::find(methods.begin(), methods.end(), call.request.method) != methods.end();
}

class AddressThrottle final : public rest::Throttle {
 public:
  AddressThrottle(Options options, std::optional<std::int64_t> num_proxies)
      : options_(std::move(options)), num_proxies_(num_proxies) {}

  std::string_view name() const override { return "address"; }

  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    if (!lists(options_.throttle_methods, call)) {
      co_return cache::Allowance{true, std::nullopt};
    }
    cache::Counters& counters = call.services.counters;
    const rest::Rate rate = *options_.address_rate;
    const Instant now = call.services.clock.now();
    std::string key = address_key(call, num_proxies_);
    Result<cache::Allowance> allowance =
        options_.count_failures_only ? co_await counters.peek(std::move(key), rate.limit, rate.period, now)
                                     : co_await counters.hit(std::move(key), rate.limit, rate.period, now);
    co_return settle(std::move(allowance), options_);
  }

 private:
  Options options_;
  std::optional<std::int64_t> num_proxies_;
};

class MethodsThrottle final : public rest::Throttle {
 public:
  MethodsThrottle(std::vector<std::string> methods, std::shared_ptr<const rest::Throttle> throttle)
      : methods_(std::move(methods)), throttle_(std::move(throttle)) {}

  std::string_view name() const override { return throttle_->name(); }

  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    if (!lists(methods_, call)) {
      co_return cache::Allowance{true, std::nullopt};
    }
    co_return co_await throttle_->allow(call);
  }

 private:
  std::vector<std::string> methods_;
  std::shared_ptr<const rest::Throttle> throttle_;
};

}  // namespace

std::shared_ptr<const rest::Throttle> only_for_methods(std::vector<std::string> methods,
                                                       std::shared_ptr<const rest::Throttle> throttle) {
  return std::make_shared<MethodsThrottle>(std::move(methods), std::move(throttle));
}

std::shared_ptr<const rest::Throttle> address_throttle(Options options,
                                                       std::optional<std::int64_t> num_proxies) {
  return std::make_shared<AddressThrottle>(std::move(options), num_proxies);
}

LoginLimits::LoginLimits(rest::Call& call, const Options& options, std::optional<std::int64_t> num_proxies,
                         std::string_view username)
    : call_(call), options_(options) {
  if (options.limits_address()) {
    address_key_ = address_key(call, num_proxies);
  }
  if (options.limits_account()) {
    account_key_ = account_key(username);
  }
}

io::Task<Result<cache::Allowance>> LoginLimits::allow_account() {
  if (!options_.limits_account()) {
    co_return cache::Allowance{true, std::nullopt};
  }
  const rest::Rate rate = *options_.account_rate;
  const Instant now = call_.services.clock.now();
  cache::Counters& counters = call_.services.counters;
  Result<cache::Allowance> allowance =
      options_.count_failures_only ? co_await counters.peek(account_key_, rate.limit, rate.period, now)
                                   : co_await counters.hit(account_key_, rate.limit, rate.period, now);
  co_return settle(std::move(allowance), options_);
}

io::Task<void> LoginLimits::failed() {
  if (!options_.count_failures_only) {
    co_return;
  }
  // The answer is a refusal already; a counter that is away cannot make it more of one.
  const Instant now = call_.services.clock.now();
  if (options_.limits_address()) {
    const Result<void> counted =
        co_await call_.services.counters.record(address_key_, options_.address_rate->period, now);
    static_cast<void>(counted);
  }
  if (options_.limits_account()) {
    const Result<void> counted =
        co_await call_.services.counters.record(account_key_, options_.account_rate->period, now);
    static_cast<void>(counted);
  }
}

io::Task<void> LoginLimits::succeeded() {
  if (options_.count_failures_only && options_.limits_account()) {
    const Result<void> cleared = co_await call_.services.counters.clear(account_key_);
    static_cast<void>(cleared);
  }
}

}  // namespace narvi::systems::sav
