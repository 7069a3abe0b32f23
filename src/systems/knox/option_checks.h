#pragma once
// What may not stand together in [systems.knox].

#include <string_view>

#include "base/result.h"
#include "base/settings.h"
#include "systems/knox/options.h"

namespace narvi::systems::knox {

inline constexpr std::string_view kTable = "systems.knox";

/// "narvi.toml:12: [systems.knox] KEY: WHY", where `why` tells the mend, too.
tl::unexpected<Error> refused(std::string_view key, const Settings& settings, std::string_view why);

/// Refuses what upstream accepts and what never does what it says (knox §9: "refuse at start-up").
Result<void> check(const Options& options, const Settings& settings);

}  // namespace narvi::systems::knox
