#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace narvi {

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
    result += control ? fmt::format("\\x{:02x}", static_cast<unsigned>(point.value))
                      : std::string(text.substr(0, point.length));
    text.remove_prefix(std::min(point.length, text.size()));
  }
  return result;
}

}  // namespace narvi
