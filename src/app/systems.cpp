#include "app/systems.h"

#include <array>
#include <string>

#include "systems/authtoken/system.h"
#include "systems/credentials/system.h"
#include "systems/durin/system.h"
#include "systems/forward_auth/system.h"
#include "systems/knox/system.h"
#include "systems/remote_user/system.h"
#include "systems/sav/system.h"

namespace narvi::app {

std::span<const rest::System* const> systems() {
  static const std::array<const rest::System*, 7> kSystems = {
      &systems::sav::system(),         &systems::authtoken::system(),   &systems::durin::system(),
      &systems::knox::system(),        &systems::credentials::system(), &systems::forward_auth::system(),
      &systems::remote_user::system(),
  };
  return kSystems;
}

std::vector<const rest::System*> enabled_systems(const Settings& settings) {
  std::vector<const rest::System*> enabled;
  for (const rest::System* system : systems()) {
    if (settings.boolean("systems." + std::string(system->name), "enabled")) {
      enabled.push_back(system);
    }
  }
  return enabled;
}

}  // namespace narvi::app
