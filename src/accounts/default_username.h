#pragma once
// The name that createsuperuser offers (Django's get_default_username).

#include <string>
#include <string_view>

namespace narvi::accounts {

/// The name of a system's user without accents (NFKD, then ASCII only), blanks and capitals: "Ju lia" and
/// "Julià" give "julia". May be empty; it is not validated yet. Empty for text that is not UTF-8.
std::string default_username(std::string_view system_name);

}  // namespace narvi::accounts
