#pragma once
// DateLine: the Date field of this second, made once a second and copied into every answer of a loop.

#include <ctime>
#include <string>
#include <string_view>

namespace narvi::http::server {

class DateLine {
 public:
  /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` with its CRLF (RFC 9110 §5.6.7) for the UTC second `now`.
  std::string_view at(std::time_t now);
  /// The same for the machine's clock.
  std::string_view now() { return at(std::time(nullptr)); }

 private:
  std::time_t second_ = -1;
  std::string text_;
};

}  // namespace narvi::http::server
