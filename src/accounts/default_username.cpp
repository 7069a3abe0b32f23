#include "accounts/default_username.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace narvi::accounts {

std::string default_username(std::string_view system_name) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(static_cast<const utf8proc_uint8_t*>(static_cast<const void*>(system_name.data())),
                   static_cast<utf8proc_ssize_t>(system_name.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  std::string name;
  for (utf8proc_ssize_t i = 0; i < size; ++i) {
    const char c = static_cast<char>(mapped[i]);
    if (c >= 'A' && c <= 'Z') {
      name.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c > 0 && c != ' ') {
      name.push_back(c);
    }
  }
  return name;
}

}  // namespace narvi::accounts
