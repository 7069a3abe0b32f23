#include "rest/throttle.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "http/list_field.h"
#include "rest/call.h"
#include "rest/counters_away.h"
#include "rest/rate_period.h"

namespace narvi::rest {

namespace {

std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && number >= 0;
  return whole ? std::optional(number) : std::nullopt;
}

/// Counts one hit of whoever calls: the user, else the client's address (drf §6.3).
io::Task<Result<cache::Allowance>> count(Call& call, std::string_view scope, Rate rate,
                                         std::optional<std::int64_t> num_proxies) {
  const std::string who =
      call.identity ? call.identity->user.key.text() : throttle_address(call, num_proxies);
  std::string key = "throttle_" + std::string(scope) + "_" + who;
  co_return settle_throttle(call, co_await call.services.counters.hit(std::move(key), rate.limit, rate.period,
                                                                      call.services.clock.now()));
}

enum class Ident { kAnonymousOnly, kUserElseAddress };

class RateThrottle final : public Throttle {
 public:
  RateThrottle(std::string_view name, Ident ident, ThrottleOptions options)
      : name_(name), ident_(ident), options_(std::move(options)) {}

  std::string_view name() const override { return name_; }

  io::Task<Result<cache::Allowance>> allow(Call& call) const override {
    if (!options_.rate || (ident_ == Ident::kAnonymousOnly && call.identity)) {
      co_return cache::Allowance{true, std::nullopt};
    }
    co_return co_await count(call, options_.scope, *options_.rate, options_.num_proxies);
  }

  std::string limit(const Endpoint& /*endpoint*/) const override {
    return options_.rate ? rate_text(*options_.rate) : "unlimited";
  }

 private:
  std::string_view name_;
  Ident ident_;
  ThrottleOptions options_;
};

class ScopedThrottle final : public Throttle {
 public:
  ScopedThrottle(ScopeRates rates, std::optional<std::int64_t> num_proxies)
      : rates_(std::move(rates)), num_proxies_(num_proxies) {}

  std::string_view name() const override { return "ScopedRateThrottle"; }

  io::Task<Result<cache::Allowance>> allow(Call& call) const override {
    const std::string& scope = call.endpoint->throttle_scope;
    const auto rate = rates_.find(scope);
    if (scope.empty() || rate == rates_.end() || !rate->second) {
      co_return cache::Allowance{true, std::nullopt};
    }
    co_return co_await count(call, scope, *rate->second, num_proxies_);
  }

  Result<void> check(const Endpoint& endpoint) const override {
    if (!endpoint.throttle_scope.empty() && rates_.find(endpoint.throttle_scope) == rates_.end()) {
      return fail(ErrorKind::kConfiguration,
                  "no default throttle rate set for '" + endpoint.throttle_scope + "' scope");
    }
    return {};
  }

  std::string limit(const Endpoint& endpoint) const override {
    const auto rate = rates_.find(endpoint.throttle_scope);
    return rate == rates_.end() || !rate->second ? "unlimited" : rate_text(*rate->second);
  }

 private:
  ScopeRates rates_;
  std::optional<std::int64_t> num_proxies_;
};

}  // namespace

Result<void> Throttle::check(const Endpoint& /*endpoint*/) const {
  return {};
}

std::string Throttle::limit(const Endpoint& /*endpoint*/) const {
  return {};
}

std::string rate_text(const Rate& rate) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> kUnits = {
      {{86'400, "day"}, {3'600, "hour"}, {60, "min"}}};
  std::int64_t number = std::chrono::duration_cast<Seconds>(rate.period).count();
  std::string_view unit = "s";
  for (const auto& [seconds, name] : kUnits) {
    if (number >= seconds && number % seconds == 0) {
      number /= seconds;
      unit = name;
      break;
    }
  }
  return std::to_string(rate.limit) + "/" + (number == 1 ? "" : std::to_string(number)) + std::string(unit);
}

Result<Rate> parse_rate(std::string_view text, bool extended) {
  const std::size_t slash = text.find('/');
  const auto refused = [text](std::string_view why) {
    return fail(ErrorKind::kConfiguration,
                "\"" + std::string(text) + "\" is not a rate: " + std::string(why));
  };
  if (slash == std::string_view::npos || text.find('/', slash + 1) != std::string_view::npos) {
    return refused("it needs exactly one '/', as in 10/min");
  }
  const std::optional<std::int64_t> limit = parse_count(http::trim_blanks(text.substr(0, slash)));
  if (!limit) {
    return refused("what stands before '/' is not a whole number");
  }
  std::string_view period = text.substr(slash + 1);
  std::int64_t factor = 1;
  if (extended) {
    const std::size_t digits = std::min(period.find_first_not_of("0123456789"), period.size());
    if (digits > 0) {
      const std::optional<std::int64_t> given = parse_count(period.substr(0, digits));
      if (!given || *given == 0 || *given > 1'000'000) {
        return refused("the number before the period is out of range");
      }
      factor = *given;
      period.remove_prefix(digits);
    }
  }
  const std::optional<Seconds> unit = period.empty() ? std::nullopt : period_unit(period.front());
  if (!unit) {
    return refused("the period must begin with s, m, h or d");
  }
  return Rate{*limit, *unit * factor};
}

std::string throttle_address(const Call& call, std::optional<std::int64_t> num_proxies) {
  const std::optional<std::string_view> forwarded = call.request.headers.find("X-Forwarded-For");
  const std::string peer = call.request.peer == nullptr ? std::string() : call.request.peer->address;
  if (!forwarded || num_proxies == 0) {
    return peer;
  }
  if (!num_proxies) {
    std::string all;
    std::copy_if(forwarded->begin(), forwarded->end(), std::back_inserter(all),
                 [](char character) { return character != ' ' && character != '\t'; });
    return all;
  }
  std::vector<std::string_view> entries;
  std::string_view rest = *forwarded;
  for (std::size_t comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
    entries.push_back(rest.substr(0, comma));
    rest.remove_prefix(comma + 1);
  }
  entries.push_back(rest);
  const std::size_t from_right = std::min(entries.size(), static_cast<std::size_t>(*num_proxies));
  return std::string(http::trim_blanks(entries[entries.size() - from_right]));
}

std::shared_ptr<const Throttle> anon_rate_throttle(ThrottleOptions options) {
  return std::make_shared<RateThrottle>("AnonRateThrottle", Ident::kAnonymousOnly, std::move(options));
}
std::shared_ptr<const Throttle> user_rate_throttle(ThrottleOptions options) {
  return std::make_shared<RateThrottle>("UserRateThrottle", Ident::kUserElseAddress, std::move(options));
}
std::shared_ptr<const Throttle> scoped_rate_throttle(ScopeRates rates,
                                                     std::optional<std::int64_t> num_proxies) {
  return std::make_shared<ScopedThrottle>(std::move(rates), num_proxies);
}

}  // namespace narvi::rest
