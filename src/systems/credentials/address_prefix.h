#pragma once
// The part of a client's address that is noted: enough for a person to tell home from abroad, not enough to
// tell which machine it was.

#include <string>
#include <string_view>

namespace narvi::systems::credentials {

/// "192.0.2.0/24", "2001:db8:5::/48": the network of `address` with so many bits; an IPv4 address in IPv6
/// counts as IPv4. Empty for 0 bits and for what is no address (a unix socket). Prefixes: 0 to 32 and 0 to
/// 128.
std::string address_prefix(std::string_view address, unsigned ipv4_prefix, unsigned ipv6_prefix);

}  // namespace narvi::systems::credentials
