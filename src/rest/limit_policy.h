#pragma once
// What happens when a user who holds as many credentials as he may asks for one more.

#include <array>
#include <string_view>

namespace narvi::rest {

enum class LimitPolicy {
  kRefuse,       ///< upstream's: the login is refused
  kEvictOldest,  ///< the one made first ends, so a lost device locks nobody out
};

/// For `choices` of a setting `limit_policy`.
inline constexpr std::array<std::string_view, 2> kLimitPolicies = {"refuse", "evict_oldest"};

/// `name`: one of kLimitPolicies.
constexpr LimitPolicy limit_policy(std::string_view name) {
  return name == "evict_oldest" ? LimitPolicy::kEvictOldest : LimitPolicy::kRefuse;
}

}  // namespace narvi::rest
