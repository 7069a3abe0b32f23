#pragma once
// Settings of the list of all credentials.

#include <span>

#include "base/result.h"
#include "base/settings.h"

namespace narvi::systems::credentials {

/// Rows of [systems.credentials].
std::span<const Setting> settings();

struct Options {
  bool metadata = true;       ///< note name, last use, address prefix and user agent of each credential
  unsigned ipv4_prefix = 24;  ///< bits of an IPv4 address that are kept
  unsigned ipv6_prefix = 48;  ///< bits of an IPv6 address that are kept
  bool user_agent = true;     ///< keep the User-Agent, too
};

Options read_options(const Settings& settings);

}  // namespace narvi::systems::credentials
