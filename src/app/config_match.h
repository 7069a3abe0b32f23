#pragma once
// Matches the tables and keys of a configuration file with those that are declared.

#include <span>
#include <string>
#include <vector>

#include "app/given_value.h"
#include "base/settings.h"

namespace narvi::app {

/// Puts what `root` (the whole file) says into `settings`. Unknown tables and keys and values that do not fit
/// are added to `problems`, in the order of lines. `file` is its name for origins.
void match_file(const GivenValue& root, const std::string& file, std::span<const SettingTable> tables,
                Settings& settings, std::vector<SettingProblem>& problems);

}  // namespace narvi::app
