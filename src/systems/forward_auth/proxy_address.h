#pragma once
// Addresses in printed configurations.

#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::systems::forward_auth {

/// Where a program listens: a host and a port, or a unix socket.
struct ProxyAddress {
  std::string host;    ///< a name, an IPv4 address, or an IPv6 address in brackets; empty: all of them
  std::string port;    ///< decimal digits
  std::string socket;  ///< absolute path; empty: host and port

  bool is_unix() const { return !socket.empty(); }
  /// "127.0.0.1:8000" or "unix:/run/narvi.sock".
  std::string text() const;
  /// The host without brackets.
  std::string bare_host() const;
};

/// What parse_proxy_address takes, for messages.
inline constexpr std::string_view kAddressForm = "write \"127.0.0.1:8000\" or \"unix:/run/narvi.sock\"";

/// Reads "HOST:PORT", ":PORT" or "unix:/PATH". A text that a proxy's language could read as its own (blanks,
/// quotes, braces ...) is none. The error says what it should be.
Result<ProxyAddress> parse_proxy_address(std::string_view text);

/// Where a program on the same machine reaches what listens at `address`: the loopback address for all.
ProxyAddress reachable(ProxyAddress address);

/// A host name or IPv4 address that means itself in every proxy's language.
bool is_plain_host(std::string_view text);
bool is_plain_port(std::string_view text);
/// A file name that does without quotes.
bool is_plain_path(std::string_view text);

}  // namespace narvi::systems::forward_auth
