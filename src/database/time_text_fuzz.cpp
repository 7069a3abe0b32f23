// Any text gives an instant or interval, or nothing; what was read is written and read again unchanged.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "database/time_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::database;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto instant = parse_instant(text)) {
    const auto written = format_instant(*instant);
    if (!written || parse_instant(*written) != instant) {
      std::abort();
    }
  }
  if (const auto length = parse_interval(text)) {
    if (format_interval(*length).empty()) {
      std::abort();
    }
  }
  return 0;
}
