#pragma once
// One key for all spellings of a user name, for limits that must not be dodged by capitals or look-alike
// forms.

#include <string>
#include <string_view>

namespace narvi::accounts {

/// NFKC, case-folded, outer white space trimmed (contract sav §7.2). Text that is not UTF-8 comes back as it
/// is.
std::string fold_username(std::string_view username);

}  // namespace narvi::accounts
