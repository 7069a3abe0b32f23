#pragma once
// The subject of a certificate as text (RFC 2253), as Peer::tls_subject has it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::http {

/// Why a subject names nobody.
enum class SubjectFault : std::uint8_t {
  kBroken,     ///< no distinguished name, or over 8192 bytes
  kAmbiguous,  ///< several common names, or one that is empty or no text
};

/// The common name of a subject such as `CN=Alice\, of Wonderland,O=Example`, unescaped: UTF-8 where the
/// certificate has UTF-8. Empty optional: there is none.
Result<std::optional<std::string>, SubjectFault> common_name(std::string_view subject);

}  // namespace narvi::http
