#pragma once
// IP networks, to say which peers are trusted.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace narvi::http {

/// An IPv4 or IPv6 address in 128 bits; IPv4 is mapped (::ffff:a.b.c.d), so both compare.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;
};

/// Reads an address without port or zone. Octets with leading zeros are none, as some would read them as
/// octal. Empty if it is none.
std::optional<IpAddress> parse_ip(std::string_view text);

/// Reads an address that a port may follow, as proxies write it: "192.0.2.1", "192.0.2.1:80", "2001:db8::1",
/// "[2001:db8::1]", "[2001:db8::1]:80" (contract remote-user-forward-auth §3.3). Empty if it is none.
std::optional<IpAddress> parse_ip_with_port(std::string_view text);

/// The address in its one canonical form (RFC 5952); a mapped one as IPv4.
std::string to_text(const IpAddress& address);

/// A network such as 10.0.0.0/8, ::1/128 or a single address.
struct Network {
  IpAddress address;
  unsigned prefix = 128;  ///< of the 128 bits
  bool contains(const IpAddress& candidate) const;
};

/// Reads CIDR notation. Empty for bad syntax or bits set beyond the prefix.
std::optional<Network> parse_network(std::string_view text);

}  // namespace narvi::http
