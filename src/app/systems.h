#pragma once
// The array of systems: the one address at which a system joins the house.

#include <span>
#include <vector>

#include "base/settings.h"
#include "rest/system.h"

namespace narvi::app {

/// Every system of this program, in the order in which `narvi routes` lists them.
std::span<const rest::System* const> systems();

/// Those that `settings` switch on.
std::vector<const rest::System*> enabled_systems(const Settings& settings);

}  // namespace narvi::app
