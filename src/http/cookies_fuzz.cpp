#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "http/cookies.h"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  const std::string_view field(reinterpret_cast<const char*>(data), size);
  const Cookies cookies = parse_cookies(field);
  for (const auto& [name, value] : cookies.sent()) {
    require(!narvi::find_utf8_fault(name) && !narvi::find_utf8_fault(value));
    require(find_cookie(field, name) == *cookies.find(name));

    SetCookie cookie;
    cookie.name = "n";
    cookie.value = value;
    cookie.path.clear();
    const std::string written = write_set_cookie(cookie);
    require(written.find_first_of(";\r\n") == std::string::npos);
    require(find_cookie(written, "n") == value);
  }
  return 0;
}
