#pragma once
// Settings as text: `narvi config` and `narvi config --default`.

#include <span>
#include <string>

#include "base/settings.h"

namespace narvi::app {

/// Every setting of `tables` as TOML, with its help and where its value came from. Secrets are shown as
/// "(set)".
std::string render_settings(const Settings& settings, std::span<const SettingTable> tables);

/// A file to start from: every setting with its help and its default, commented out as `#key = value`.
/// Loading it gives the defaults, with the `#` before a key or without.
std::string render_default_file(std::span<const SettingTable> tables);

}  // namespace narvi::app
