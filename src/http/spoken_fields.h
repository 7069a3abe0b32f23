#pragma once
// The fields by which a front server speaks for somebody else: for the connection it got a request by, or for
// the user it admitted. The one list of them: http/admit drops them when a stranger sends them, and the
// framing guard lets each come once (contract remote-user-forward-auth §3.2).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "http/request.h"

namespace narvi::http {

struct SpokenField {
  std::string_view name;    ///< lower case, with dashes
  bool names_user = false;  ///< says who somebody is, or proves that its sender may say so
};

/// All of them.
std::span<const SpokenField> spoken_fields();

/// The row of `name`, ignoring case and taking '_' for '-' (as CGI, WSGI and their kin do, RFC 3875
/// §4.1.18). Empty optional: an ordinary field.
std::optional<std::size_t> spoken_field(std::string_view name);

/// Whether a program behind us that takes '_' for '-' would see one field in the two names.
bool same_variable(std::string_view left, std::string_view right);

/// Whether a Connection field lists `name`: whoever passes such a request on drops that field (RFC 9110
/// §7.6.1), so whether it is there was for the client to choose.
bool is_hop_by_hop(const Headers& headers, std::string_view name);

}  // namespace narvi::http
