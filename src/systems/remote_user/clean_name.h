#pragma once
// clean_username as settings.

#include <functional>
#include <string>

#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

/// The name to look up for what was given: without its domain, then as `pattern` (empty: unchanged) makes it,
/// then in lower case. Empty, which is nobody, also where the result is no name by http::name_fault, or where
/// lower case makes an ASCII letter of another one: U+212A KELVIN SIGN would be anybody's "k".
std::string clean_name(const Cleaning& cleaning, const std::function<std::string(std::string)>& pattern,
                       std::string name);

}  // namespace narvi::systems::remote_user
