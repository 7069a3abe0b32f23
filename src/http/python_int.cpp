#include "http/python_int.h"

#include <limits>

#include "base/utf8.h"

namespace narvi::http {

namespace {

constexpr std::size_t kMostDigits = 4300;

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/// The magnitude, as a number not over 0 because those reach one further.
std::optional<std::int64_t> negative_of(std::string_view text) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
  std::int64_t value = 0;
  std::size_t digits = 0;
  bool after_digit = false;  // an underscore stands between two digits
  for (const char character : text) {
    if (character == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    if (!is_digit(character) || ++digits > kMostDigits) {
      return std::nullopt;
    }
    after_digit = true;
    const std::int64_t digit = character - '0';
    value = value < (kLowest + digit) / 10 ? kLowest : value * 10 - digit;
  }
  return after_digit ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> python_int(std::string_view text) {
  text = python_strip(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  const std::optional<std::int64_t> value = negative_of(text);
  if (!value || negative) {
    return value;
  }
  return *value == std::numeric_limits<std::int64_t>::min() ? std::numeric_limits<std::int64_t>::max()
                                                            : -*value;
}

}  // namespace narvi::http
