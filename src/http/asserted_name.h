#pragma once
// Reads what a front server says about a user: strictly, as one value that two programs cannot read
// differently (contract remote-user-forward-auth §3.2).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"

namespace narvi::http {

/// Why what a front server says about somebody is refused.
enum class AssertionFault : std::uint8_t {
  kRepeated,    ///< the field came more than once
  kUnderscore,  ///< it, or another that CGI would take for it, is spelled with an underscore
  kHopByHop,    ///< a Connection field lists it
  kList,        ///< a comma
  kBlanks,      ///< at the beginning or the end
  kControl,     ///< a control character
  kBraces,      ///< the text of a placeholder that a proxy did not fill in (§3.4)
  kTooLong,     ///< over 150 characters
  kCharset,     ///< not UTF-8, where that is agreed
};

/// One word for the log.
std::string_view word(AssertionFault fault);

/// The only field of that name, which may be empty. Empty optional: there is none. `name` with dashes.
Result<std::optional<std::string_view>, AssertionFault> asserted_field(const Headers& headers,
                                                                       std::string_view name);

/// Why this cannot be a single name; empty: it can (the empty text, too). `name` is UTF-8.
std::optional<AssertionFault> name_fault(std::string_view name);

/// The same without the rule about commas and with another limit: for addresses, full names and groups.
std::optional<AssertionFault> text_fault(std::string_view text, std::size_t most_characters);

}  // namespace narvi::http
