#pragma once
// The small grammars of settings: addresses, database URLs, header pairs. Pure; who uses a setting reads it
// with the function that also checked it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace narvi::app {

/// "127.0.0.1:8000", "[::1]:8000", "name:8000", "unix:/absolute/path" (at most 107 bytes, sun_path) or
/// "systemd".
bool is_listen_address(std::string_view text);

/// "0660": one to four octal digits.
std::optional<unsigned> parse_socket_mode(std::string_view text);

/// SECURE_PROXY_SSL_HEADER as "X-Forwarded-Proto:https".
struct ProxySslHeader {
  std::string name;
  std::string value;
};
std::optional<ProxySslHeader> parse_proxy_ssl_header(std::string_view text);

enum class DatabaseKind { kSqlite, kPostgres };
struct DatabaseUrl {
  DatabaseKind kind;
  std::string target;  ///< the file of SQLite; the whole URL for PostgreSQL
};
/// "sqlite:FILE", "postgresql://..." or "postgres://...". Empty for anything else, and for no FILE.
std::optional<DatabaseUrl> parse_database_url(std::string_view url);

/// The URL of a database or a cache as it may be shown: user, host and name, but neither password nor
/// parameters (libpq takes a password there, too). "(set)" for anything that is not understood.
std::string redacted_url(std::string_view url);

/// RFC 9110 §5.6.2: the characters of header and cookie names.
bool is_token(std::string_view text);

/// A name that SQL takes without quotes on both engines: letters, digits and '_', not first a digit, at
/// most 63.
bool is_identifier(std::string_view text);

}  // namespace narvi::app
