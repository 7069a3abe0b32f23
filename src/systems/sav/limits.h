#pragma once
// sav's limits on logins (contract sav §7.2): by client address at REST framework's throttle step, by account
// after the fields are validated and before a password is hashed.

#include <memory>
#include <string>
#include <vector>

#include "cache/counters.h"
#include "rest/call.h"
#include "rest/throttle.h"
#include "systems/sav/options.h"

namespace narvi::systems::sav {

/// The `address` limiter as a throttle of the endpoint. It counts at once, or (failures only) merely asks.
std::shared_ptr<const rest::Throttle> address_throttle(Options options,
                                                       std::optional<std::int64_t> num_proxies);

/// A throttle class of REST framework that leaves other methods than `methods` alone, uncounted
/// (throttle_methods).
std::shared_ptr<const rest::Throttle> only_for_methods(std::vector<std::string> methods,
                                                       std::shared_ptr<const rest::Throttle> throttle);

/// The limits of one login attempt as the handler sees them.
class LoginLimits {
 public:
  LoginLimits(rest::Call& call, const Options& options, std::optional<std::int64_t> num_proxies,
              std::string_view username);

  /// Asks (and in mode "all" counts) the account limiter.
  io::Task<Result<cache::Allowance>> allow_account();
  /// In mode "failures": counts a refused attempt on both limiters.
  io::Task<void> failed();
  /// In mode "failures": a success clears the account's count.
  io::Task<void> succeeded();

 private:
  rest::Call& call_;
  const Options& options_;
  std::string address_key_;
  std::string account_key_;
};

}  // namespace narvi::systems::sav
