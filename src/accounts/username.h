#pragma once
// User names and mail addresses as Django normalises and validates them (contract django-auth §6.5, §6.6).

#include <optional>
#include <string>
#include <string_view>

#include "accounts/compat.h"

namespace narvi::accounts {

/// NFKC. Empty optional for text that is not UTF-8: such a name cannot be stored.
std::optional<std::string> normalize_username(std::string_view username);

enum class UsernameCharacters {
  kUnicode,  ///< Django's default: letters and digits of every script and @ . + - _, but no combining marks
  kAscii,
};

/// Empty optional: acceptable. Otherwise the validator's message in the wording of `version`. Length is not
/// looked at; empty text is refused.
std::optional<std::string_view> refuse_username(std::string_view username, UsernameCharacters characters,
                                                const DjangoBehaviour& version);

/// Trims and lower-cases the part behind the last `@` (letter by letter: no rule of any one language).
/// Without `@`, or if it is not UTF-8, the text stays as it is.
std::string normalize_email(std::string_view email);

}  // namespace narvi::accounts
