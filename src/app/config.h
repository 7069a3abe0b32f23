#pragma once
// Loads the settings: defaults, over them narvi.toml, over that the environment; everything checked against
// the tables, and everything that is wrong told at once (design §8).

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/config_environment.h"
#include "base/result.h"
#include "base/settings.h"

namespace narvi::app {

struct Loaded {
  Settings settings;
  std::string file;  ///< the configuration file that was read; empty: there is none
};

/// Where the configuration file is looked for when nobody names one.
inline constexpr std::string_view kConfigPlaces[] = {"narvi.toml", "/etc/narvi/narvi.toml"};

/// Reads the file at `path`; without one, the file that NARVI_CONFIG names, else the first of `places` that
/// exists, else none. The error holds every problem found, those of the file in the order of its lines.
Result<Loaded, std::vector<SettingProblem>> load_config(
    const std::optional<std::string>& path, const Environment& environment,
    std::span<const SettingTable> tables, std::span<const std::string_view> places = kConfigPlaces);

/// A problem as a person reads it, without a final line end:
///     narvi.toml:12: [server] listen: "80 80" is not an address
///       mend: write "127.0.0.1:8000"
std::string describe(const SettingProblem& problem);
/// All of them, a line end behind each.
std::string describe(const std::vector<SettingProblem>& problems);

}  // namespace narvi::app
