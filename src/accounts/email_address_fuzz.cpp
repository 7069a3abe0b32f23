// Addresses of any bytes: total, and a mailbox is the same as itself.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/email_address.h"
#include "accounts/idna_domain.h"
#include "base/utf8.h"

using namespace narvi::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  for (const DjangoBehaviour& version : django_behaviours()) {
    if (is_valid_email(input, version) && input.find('@') == std::string_view::npos) {
      std::abort();
    }
  }
  if (!narvi::find_utf8_fault(input) && !same_mailbox(input, input)) {
    std::abort();
  }
  if (size <= 1280) {
    (void)idna_to_ascii(input);
  }
  return 0;
}
