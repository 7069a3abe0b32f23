#pragma once
// TextScanner: walks over a short text from left to right. Every step either consumes what it names or leaves
// the scanner where it was.

#include <cstdint>
#include <optional>
#include <string_view>

namespace narvi::database {

class TextScanner {
 public:
  explicit TextScanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  /// Consumes `expected` if it comes next.
  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) {
      return false;
    }
    rest_.remove_prefix(expected.size());
    return true;
  }

  /// Consumes between `least` and `most` decimal digits (most <= 18, so that it always fits).
  std::optional<std::int64_t> digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    std::int64_t value = 0;
    while (count < most && count < rest_.size() && is_digit(rest_[count])) {
      value = value * 10 + (rest_[count] - '0');
      ++count;
    }
    if (count < least) {
      return std::nullopt;
    }
    rest_.remove_prefix(count);
    return value;
  }

  /// Consumes exactly two digits worth at most `largest`.
  std::optional<std::int64_t> two_digits(std::int64_t largest) {
    TextScanner ahead = *this;
    const std::optional<std::int64_t> value = ahead.digits(2, 2);
    if (!value || *value > largest) {
      return std::nullopt;
    }
    *this = ahead;
    return value;
  }

  /// Consumes ".f{1,6}" and returns it in microseconds; 0 when no dot comes next, nothing when the dot is
  /// bare.
  std::optional<std::int64_t> microseconds() {
    TextScanner ahead = *this;
    if (!ahead.take(".")) {
      return 0;
    }
    const std::size_t before = ahead.rest_.size();
    std::optional<std::int64_t> value = ahead.digits(1, 6);
    if (!value) {
      return std::nullopt;
    }
    for (std::size_t given = before - ahead.rest_.size(); given < 6; ++given) {
      *value *= 10;
    }
    *this = ahead;
    return value;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view rest_;
};

}  // namespace narvi::database
