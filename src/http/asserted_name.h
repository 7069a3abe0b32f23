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
  kTooMany,     ///< more groups than anybody is in
};

/// What the characters of a text stand for.
enum class Reading : std::uint8_t {
  kText,   ///< for themselves
  kBytes,  ///< for bytes, read as Latin-1: those from U+0080 on may be parts of one character in UTF-8
};

/// One word for the log.
std::string_view word(AssertionFault fault);

/// The only field of that name, which may be empty. Empty optional: there is none. `name` with dashes.
Result<std::optional<std::string_view>, AssertionFault> asserted_field(const Headers& headers,
                                                                       std::string_view name);

/// Why this cannot be a single name; empty: it can (the empty text, too). `name` is UTF-8. Characters that
/// show nothing are refused as controls, so that no two names look alike by them.
std::optional<AssertionFault> name_fault(std::string_view name, Reading reading = Reading::kText);

/// The same without the rule about commas, with another limit, and with the joiners that some scripts need:
/// for addresses, full names and groups.
std::optional<AssertionFault> text_fault(std::string_view text, std::size_t most_characters,
                                         Reading reading = Reading::kText);

}  // namespace narvi::http
