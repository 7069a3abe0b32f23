// The shipped list lies in the program's read-only pages: no start-up time, no heap, shared by all processes.

#include "accounts/common_passwords.h"

// NARVI_COMMON_PASSWORDS is the path of the file, from the build.
asm(".pushsection .rodata\n"
    ".global narvi_common_passwords_begin\n"
    ".hidden narvi_common_passwords_begin\n"
    "narvi_common_passwords_begin:\n"
    ".incbin \"" NARVI_COMMON_PASSWORDS
    "\"\n"
    ".global narvi_common_passwords_end\n"
    ".hidden narvi_common_passwords_end\n"
    "narvi_common_passwords_end:\n"
    ".popsection\n");

extern "C" {
[[gnu::visibility("hidden")]] extern const char narvi_common_passwords_begin[];
[[gnu::visibility("hidden")]] extern const char narvi_common_passwords_end[];
}

namespace narvi::accounts {

std::string_view shipped_passwords() {
  return {narvi_common_passwords_begin,
          static_cast<std::size_t>(narvi_common_passwords_end - narvi_common_passwords_begin)};
}

}  // namespace narvi::accounts
