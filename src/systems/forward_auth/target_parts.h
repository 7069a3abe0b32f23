#pragma once
// The parts of what a proxy says about a request: host, address, path. Pure functions on a visitor's bytes,
// total and bounded (contract remote-user-forward-auth §2.2, §3.4 last trap, §3.5).

#include <optional>
#include <string>
#include <string_view>

namespace narvi::systems::forward_auth {

/// The longest value of a metadata field that is read, in bytes. The door's request line ends there, too.
inline constexpr std::size_t kLongestPart = 8 * 1024;

/// A-Z only, 1 to 32 of them.
bool is_target_method(std::string_view method);

/// "http", "https", "ws" or "wss" in lower case, from any case (RFC 3986 §3.1). Empty for all else.
std::string_view target_scheme(std::string_view text);

/// The form in which a host without port is compared: lower case, one trailing dot dropped, IPv6 in brackets
/// and in its shortest spelling (RFC 5952). Empty for what is no host, and for what some programs take for
/// another one: user information, empty labels, numbers that are no plain IPv4 address ("127.1",
/// "0x7f.0.0.1").
std::optional<std::string> canonical_host(std::string_view text);

struct Authority {
  std::string host;  ///< canonical
  std::string port;  ///< decimal digits without leading zeros; empty: not given
};

/// Reads "host" or "host:port" (RFC 3986 §3.2 without user information; ports 1 to 65535).
std::optional<Authority> parse_authority(std::string_view text);

/// Host and port, without the port that `scheme` has anyway (RFC 9110 §4.2.1, RFC 6455 §3).
std::string authority_text(const Authority& authority, std::string_view scheme);

/// Path and query as they stand; views into what was read.
struct PathAndQuery {
  std::string_view path;   ///< begins with '/'
  std::string_view query;  ///< without '?'
};

/// Reads what stands on a request line (RFC 9112 §3.2.1). Empty unless it begins with '/', and for blanks and
/// control characters, which no request line can hold.
std::optional<PathAndQuery> parse_origin_form(std::string_view text);

/// Whether a query that stands alone is one that parse_origin_form would have read.
bool is_target_query(std::string_view query);

/// An absolute address in its parts; views into what was read.
struct AddressParts {
  std::string_view scheme;          ///< as target_scheme gives it
  std::string_view authority;       ///< not looked at yet
  std::string_view request_target;  ///< path and query as they stand
  PathAndQuery where;               ///< the same; a missing path is "/" (RFC 9110 §4.2.3)
};

/// Reads scheme://authority/path?query.
std::optional<AddressParts> parse_address(std::string_view text);

struct PlainPath {
  std::string text;      ///< percent-decoded, slashes merged, dot segments resolved; begins with '/'
  bool unusual = false;  ///< see Target::unusual_path
};

/// What rules look at, for a raw path that begins with '/'.
PlainPath plain_path(std::string_view raw);

}  // namespace narvi::systems::forward_auth
