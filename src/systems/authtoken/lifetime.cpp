#include "systems/authtoken/lifetime.h"

#include <algorithm>
#include <string_view>

namespace narvi::systems::authtoken {

std::optional<Instant> Lifetimes::expiry(Instant created, std::optional<Instant> last_used) const {
  std::optional<Instant> end;
  if (absolute) {
    end = created + *absolute;
  }
  if (idle) {
    const Instant idle_end = std::max(created, last_used.value_or(created)) + *idle;
    end = end ? std::min(*end, idle_end) : idle_end;
  }
  return end;
}

bool Lifetimes::ended(Instant created, std::optional<Instant> last_used, Instant now) const {
  const std::optional<Instant> end = expiry(created, last_used);
  return end && now > *end;
}

Lifetimes read_lifetimes(const Settings& settings) {
  constexpr std::string_view kTable = "systems.authtoken";
  return {settings.duration(kTable, "lifetime"), settings.duration(kTable, "idle_lifetime")};
}

}  // namespace narvi::systems::authtoken
