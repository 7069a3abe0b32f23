#pragma once
// Address: where a Redis server is, and what to say to it first. Read from a URL that an operator wrote.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace narvi::cache::redis {

struct Address {
  std::string host;  ///< a name or an IP address without brackets; empty: `path` counts
  std::uint16_t port = 6379;
  std::string path;     ///< absolute path of a unix socket
  std::string user;     ///< of ACLs (Redis 6); empty: the default user
  SecretText password;  ///< empty: none is sent
  std::uint32_t database = 0;

  /// How to call it in a log line: "redis.example.org:6379/0", "unix:/run/redis.sock".
  std::string shown() const;
};

/// Reads one of
///
///   redis://[[user][:password]@]host[:port][/db]     port 6379 and database 0 unless told
///   unix:/path
///   unix://[user]:password@/path
///
/// User and password are percent-decoded (RFC 3986 §2.1), so '@', ':', '/' and '%' in them can be written. An
/// IPv6 address stands in brackets. Total and bounded. Error: kConfiguration, without any part of the text,
/// since a password may be anywhere in a text that cannot be read.
Result<Address> parse_address(std::string_view url);

}  // namespace narvi::cache::redis
