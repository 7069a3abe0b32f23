#include "accounts/intake/byte_cursor.h"

#include <string_view>
#include <utility>

namespace narvi::accounts::intake {

// Half a mark is no text in UTF-8 either: nothing is lost by refusing it.
Result<void> ByteCursor::skip_byte_order_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < kMark.size(); ++i) {
    auto byte = peek();
    if (!byte) {
      return tl::unexpected<Error>(std::move(byte.error()));
    }
    if (*byte != kMark[i]) {
      return i == 0 ? Result<void>() : fail(ErrorKind::kInvalid, "the file does not begin with UTF-8 text");
    }
    take();
  }
  return {};
}

}  // namespace narvi::accounts::intake
