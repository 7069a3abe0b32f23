// Any `next`: what is called safe never names a foreign host in a browser's reading.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "accounts/redirect_target.h"
#include "base/utf8.h"

using namespace narvi::accounts;

namespace {

/// What the basic parser of browsers sees: outer controls and blanks dropped, breaks dropped, '\' as '/'.
std::string as_browsers_read(std::string_view url) {
  std::string out(url);
  std::erase_if(out, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  std::ranges::replace(out, '\\', '/');
  out.erase(0,
            out.find_first_not_of(std::string_view("\0\1\2\3\4\5\6\7\10\13\14\16\17\20\21\22\23\24\25\26\27"
                                                   "\30\31\32\33\34\35\36\37 ",
                                                   31)));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  const std::string_view hosts[] = {"testserver"};
  for (const DjangoBehaviour& version : django_behaviours()) {
    const bool safe = is_safe_redirect(input, hosts, false, version);
    if (is_safe_redirect(input, hosts, true, version) && !safe) {
      std::abort();
    }
    const std::string read = as_browsers_read(narvi::python_strip(input));
    if (safe && read.starts_with("//") && read.size() > 2 && !read.starts_with("//testserver") &&
        read.find_first_of("?#", 2) != 2) {
      std::abort();
    }
  }
  const std::size_t cut = std::min(input.find('\0'), input.size());
  (void)login_redirect(input.substr(0, cut), input.substr(cut), "next");
  (void)next_after_login(input, "https", "testserver", "/p");
  return 0;
}
