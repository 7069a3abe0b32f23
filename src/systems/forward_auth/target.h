#pragma once
// Target: what the visitor asked of the proxy, read from what the proxy says about it (contract
// remote-user-forward-auth §2.2, §3.4, §3.5). Only after the proxy itself is trusted.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"

namespace narvi::systems::forward_auth {

/// The three ways in which proxies ask. FastCGI and gRPC entrances speak kForwardAuth (§2.2).
enum class Family : std::uint8_t { kAuthRequest, kForwardAuth, kExtAuthz };

/// A request to be decided. Everything in it was checked for form; nothing says that it is allowed.
struct Target {
  std::string method;     ///< A-Z only
  std::string scheme;     ///< "http", "https", "ws" or "wss"
  std::string host;       ///< lower case, no port, no trailing dot; IPv6 in brackets
  std::string authority;  ///< host, and the port if it was given and is not the scheme's own
  std::string path;       ///< as sent: percent-encoded, begins with '/'
  std::string query;      ///< as sent, without '?'
  /// What rules look at: percent-decoded, slashes merged, dot segments resolved.
  std::string plain_path;
  /// Two programs could read the path differently: %2F, %5C, %00, '\', ';', '#', control characters, bytes
  /// that are not UTF-8, dot segments in any spelling, or a '%' that names no byte, or names one twice
  /// (%252F) (§3.4, last trap). Refused unless a rule says `unusual_paths`.
  bool unusual_path = false;

  /// scheme://authority/path?query, for the way back after a login.
  std::string address() const;
};

/// Why there is no target. `kMissing`: the proxy is not set up (told to the operator); `kMalformed`: the
/// visitor's doing.
enum class TargetFault : std::uint8_t { kMissing, kMalformed };

/// Reads the target of `request`. `rest` is what follows the prefix of kExtAuthz in the request's raw path,
/// with its leading '/'; unused by the others.
Result<Target, TargetFault> read_target(Family family, const http::Request& request, std::string_view rest);

}  // namespace narvi::systems::forward_auth
