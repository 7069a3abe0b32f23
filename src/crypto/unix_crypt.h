#pragma once
// What bcrypt and DES crypt share: one call of libxcrypt.

#include <optional>
#include <string>
#include <string_view>

namespace narvi::crypto {

/// crypt(3) of `phrase` with `setting`, in memory of its own that is wiped afterwards. Empty optional if the
/// library refuses the setting. Neither may contain a NUL, which a C string would end at: std::logic_error.
std::optional<std::string> unix_crypt(std::string_view phrase, std::string_view setting);

}  // namespace narvi::crypto
