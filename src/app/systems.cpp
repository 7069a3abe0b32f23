#include "app/systems.h"

#include <array>

#include "systems/authtoken/system.h"
#include "systems/sav/system.h"

namespace narvi::app {

std::span<const rest::System* const> systems() {
  static const std::array<const rest::System*, 2> kSystems = {
      &systems::sav::system(),
      &systems::authtoken::system(),
  };
  return kSystems;
}

}  // namespace narvi::app
