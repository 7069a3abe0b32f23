#include "rest/compat.h"

#include <array>
#include <utility>

namespace narvi::rest {

std::optional<RestVersion> parse_rest_version(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, RestVersion>, 5> kVersions = {{
      {"3.14", RestVersion::k3_14},
      {"3.15", RestVersion::k3_15},
      {"3.16", RestVersion::k3_16},
      {"3.17", RestVersion::k3_17},
      {"3.18", RestVersion::k3_18},
  }};
  for (const auto& [name, version] : kVersions) {
    if (name == text) {
      return version;
    }
  }
  return std::nullopt;
}

}  // namespace narvi::rest
