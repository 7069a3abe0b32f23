#pragma once
// HeadScanner: finds the end of a request head in bytes that arrive piece by piece, looking at each byte
// once. A bare LF is refused as soon as it is seen: recipients that disagree on line ends disagree on where a
// request ends (RFC 9112 §2.2 allows either; we choose the strict reading).

#include <cstddef>
#include <string_view>

namespace narvi::http::server {

class HeadScanner {
 public:
  enum class State { kMore, kComplete, kBareLineFeed };

  /// `bytes` starts where the request starts and has grown, or stayed, since the last call.
  State scan(std::string_view bytes);
  /// Size of the head including its empty line; valid after kComplete.
  std::size_t size() const { return seen_; }
  void reset() { seen_ = line_ = 0; }

 private:
  std::size_t seen_ = 0;  // bytes before this one hold only whole lines, or were searched for LF in vain
  std::size_t line_ = 0;  // start of the line that is being searched
};

}  // namespace narvi::http::server
