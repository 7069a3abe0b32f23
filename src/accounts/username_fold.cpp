#include "accounts/username_fold.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "base/utf8.h"

namespace narvi::accounts {

std::string fold_username(std::string_view username) {
  const std::string_view trimmed = python_strip(username);
  utf8proc_uint8_t* folded = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                      UTF8PROC_CASEFOLD);
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(trimmed.data()),
                   static_cast<utf8proc_ssize_t>(trimmed.size()), &folded, options);
  if (length < 0) {
    return std::string(trimmed);
  }
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  return std::string(reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length));
}

}  // namespace narvi::accounts
