#include "http/server/head_scanner.h"

namespace narvi::http::server {

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  while (true) {
    const std::size_t feed = bytes.find('\n', seen_);
    if (feed == std::string_view::npos) {
      seen_ = bytes.size();
      return State::kMore;
    }
    if (feed == line_ || bytes[feed - 1] != '\r') {
      return State::kBareLineFeed;
    }
    seen_ = feed + 1;
    const bool empty_line = feed == line_ + 1;
    line_ = seen_;
    if (empty_line) {
      return State::kComplete;
    }
  }
}

}  // namespace narvi::http::server
