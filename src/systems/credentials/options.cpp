#include "systems/credentials/options.h"

#include <array>

namespace narvi::systems::credentials {

namespace {

constexpr std::string_view kTable = "systems.credentials";

constexpr std::array<Setting, 4> kSettings = {{
    {"metadata", SettingType::kBoolean, "true",
     "note the name, last use, address prefix and user agent of each session and token in narvi_credential"},
    {"ipv4_prefix",
     SettingType::kInteger,
     "24",
     "bits of an IPv4 address that are noted; 0: none of it",
     {},
     0,
     32},
    {"ipv6_prefix",
     SettingType::kInteger,
     "48",
     "bits of an IPv6 address that are noted; 0: none of it",
     {},
     0,
     128},
    {"user_agent", SettingType::kBoolean, "true", "note the User-Agent, too"},
}};

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

Options read_options(const Settings& settings) {
  Options options;
  options.metadata = settings.boolean(kTable, "metadata");
  options.ipv4_prefix = static_cast<unsigned>(settings.integer(kTable, "ipv4_prefix"));
  options.ipv6_prefix = static_cast<unsigned>(settings.integer(kTable, "ipv6_prefix"));
  options.user_agent = settings.boolean(kTable, "user_agent");
  return options;
}

}  // namespace narvi::systems::credentials
