#include "systems/remote_user/clean_name.h"

#include <algorithm>

#include "accounts/python_text.h"

namespace narvi::systems::remote_user {

std::string clean_name(const Cleaning& cleaning, const std::function<std::string(std::string)>& pattern,
                       std::string name) {
  if (cleaning.strip_domain == StripDomain::kSuffix) {
    name.erase(std::min(name.find('@'), name.size()));
  } else if (cleaning.strip_domain == StripDomain::kPrefix) {
    const std::size_t backslash = name.find('\\');
    name.erase(0, backslash == std::string::npos ? 0 : backslash + 1);
  }
  if (pattern) {
    name = pattern(std::move(name));
  }
  return cleaning.lower ? accounts::python_lower(name) : name;
}

}  // namespace narvi::systems::remote_user
