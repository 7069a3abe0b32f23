#pragma once
// The fields that frame a message or say who somebody is (the latter: http/spoken_fields.h and credentials):
// each may come once, never with underscores, and never as an option of Connection.

#include <cstdint>
#include <optional>
#include <string_view>

namespace narvi::http::server {

enum class GuardedKind : std::uint8_t { kHost, kContentLength, kTransferEncoding, kIdentity };

struct GuardedField {
  GuardedKind kind;
  std::uint8_t index;  ///< row of the table, below 64
};

/// Finds `name` among the guarded fields, ignoring case and taking '_' for '-' (as CGI, WSGI and their kin
/// do, RFC 3875 §4.1.18). Empty optional: an ordinary field.
std::optional<GuardedField> guarded_field(std::string_view name);

}  // namespace narvi::http::server
