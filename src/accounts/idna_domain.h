#pragma once
// Internationalised domain names as Python's "idna" codec writes them: IDNA 2003 (RFC 3490) with Nameprep
// (RFC 3491), which Django asks whether a mail address could be one.

#include <optional>
#include <string>
#include <string_view>

namespace narvi::accounts {

/// The ASCII form of a domain in UTF-8: "xn--..." for each label that needs it. Empty where Python raises: a
/// label that is empty, too long, or of characters that names may not hold. Characters that came to Unicode
/// after version 3.2 are mapped by the rules of today.
std::optional<std::string> idna_to_ascii(std::string_view domain);

/// RFC 3492 §6.3 for one label of any characters, without "xn--".
std::string punycode(std::u32string_view label);

}  // namespace narvi::accounts
