#include "app/house.h"

#include <utility>

#include "app/accounts_wiring.h"
#include "app/cache_wiring.h"
#include "app/database_wiring.h"
#include "app/site_wiring.h"
#include "app/systems.h"

namespace narvi::app {

House::~House() = default;

Result<std::unique_ptr<House>> House::build(const Settings& settings, HouseParts parts) {
  std::unique_ptr<House> house(new House());
  house->hash_pool_ = make_hash_pool(settings);
  auto database =
      parts.offline ? offline_database(settings) : open_database(settings, parts.loops, parts.deadline);
  if (!database) {
    return tl::unexpected<Error>(std::move(database.error()));
  }
  house->database_ = std::move(*database);
  auto counters = make_counters(settings, parts.loops);
  if (!counters) {
    return tl::unexpected<Error>(std::move(counters.error()));
  }
  house->counters_ = std::move(*counters);
  auto accounts = make_accounts(settings, *house->database_, *house->hash_pool_, parts.clock, parts.random,
                                std::move(parts.secret_key));
  if (!accounts) {
    return tl::unexpected<Error>(std::move(accounts.error()));
  }
  house->accounts_ = std::move(*accounts);
  const auto version = rest::parse_rest_version(settings.text("compat", "rest_framework"));
  if (!version) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("compat", "rest_framework") + ": [compat] rest_framework: unknown version");
  }
  house->services_ = std::make_unique<rest::Services>(
      rest::Services{parts.clock, parts.random, *house->database_, *house->accounts_, *house->counters_,
                     settings, *version, house->credentials_, house->events_, house->background_});
  for (const rest::System* system : enabled_systems(settings)) {
    if (system->attach != nullptr) {
      system->attach(*house->services_);
    }
  }
  auto site = make_site(*house->services_, std::move(parts.more_endpoints));
  if (!site) {
    return tl::unexpected<Error>(std::move(site.error()));
  }
  house->site_ = std::move(*site);
  return house;
}

}  // namespace narvi::app
