#pragma once
// clean_username as settings.

#include <functional>
#include <string>

#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

/// The name to look up for what was given: without its domain, then as `pattern` (empty: unchanged) makes it,
/// then in lower case. May become empty, which is nobody.
std::string clean_name(const Cleaning& cleaning, const std::function<std::string(std::string)>& pattern,
                       std::string name);

}  // namespace narvi::systems::remote_user
