#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "http/charset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  find_charset(bytes);
  for (const Charset charset : {Charset::kLatin1, Charset::kAscii}) {
    const auto text = decode_charset(bytes, charset);
    if (text && narvi::find_utf8_fault(*text)) {
      std::abort();  // what goes on to the JSON reader is UTF-8
    }
  }
  return 0;
}
