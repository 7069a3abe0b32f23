#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "http/charset.h"
#include "http/charset_units.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  find_charset(bytes);
  const std::size_t end = static_cast<std::size_t>(Charset::kFirstPage) + code_pages().size();
  for (auto i = static_cast<std::size_t>(Charset::kAscii); i < end; ++i) {
    const auto charset = static_cast<Charset>(i);
    const auto text = decode_charset(bytes, charset);
    const auto whole = decode_whole(bytes, charset);
    const std::string replaced = decode_with_replacement(bytes, charset);
    if ((text && narvi::find_utf8_fault(*text)) || narvi::find_utf8_fault(replaced)) {
      std::abort();  // what goes on to the JSON reader is UTF-8
    }
    if (whole && *whole != replaced) {
      std::abort();
    }
  }
  return 0;
}
