#pragma once
// The subject of a certificate as text (RFC 2253), as Peer::tls_subject has it.

#include <optional>
#include <string>
#include <string_view>

namespace narvi::http {

/// The common name of a subject such as `CN=Alice\, of Wonderland,O=Example`, unescaped: UTF-8 where the
/// certificate has UTF-8. Empty optional: there is none, there are several, it is empty, or the text is no
/// distinguished name.
std::optional<std::string> common_name(std::string_view subject);

}  // namespace narvi::http
