#include "base/radix.h"

#include <algorithm>
#include <climits>

namespace narvi {

namespace {

constexpr std::string_view kDigits36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kMaxBase36 = 13;  // Django refuses longer text before converting it

std::string write(std::uint64_t value, std::string_view digits) {
  std::string out;
  do {
    out.push_back(digits[value % digits.size()]);
    value /= digits.size();
  } while (value != 0);
  std::reverse(out.begin(), out.end());
  return out;
}

/// The magnitude in the given digits; empty optional for a foreign character, no digit or overflow.
std::optional<std::uint64_t> read(std::string_view text, std::string_view digits) {
  std::uint64_t value = 0;
  for (const char character : text) {
    const std::size_t digit = digits.find(character);
    if (digit == std::string_view::npos || value > (UINT64_MAX - digit) / digits.size()) {
      return std::nullopt;
    }
    value = value * digits.size() + digit;
  }
  return text.empty() ? std::nullopt : std::optional(value);
}

std::optional<std::int64_t> with_sign(std::optional<std::uint64_t> magnitude, bool negative) {
  if (!magnitude || *magnitude > static_cast<std::uint64_t>(INT64_MAX)) {
    return std::nullopt;
  }
  const auto value = static_cast<std::int64_t>(*magnitude);
  return negative ? -value : value;
}

bool is_blank(char character) {
  return (character >= '\t' && character <= '\r') || (character >= '\x1c' && character <= ' ');
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// The digits in lower case without Python's separators; empty if an underscore stands anywhere but between
/// digits.
std::string plain_digits(std::string_view text) {
  std::string out;
  char before = '_';
  for (const char character : text) {
    if (character == '_' && before == '_') {
      return {};
    }
    before = character;
    if (character != '_') {
      out.push_back(character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                                         : character);
    }
  }
  return before == '_' ? std::string() : out;
}

}  // namespace

std::string to_base36(std::uint64_t value) {
  return write(value, kDigits36);
}

std::optional<std::int64_t> from_base36(std::string_view text) {
  if (text.size() > kMaxBase36) {
    return std::nullopt;
  }
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  return with_sign(read(plain_digits(text), kDigits36), negative);
}

std::string to_base62(std::int64_t value) {
  const bool negative = value < 0;
  const std::uint64_t magnitude =
      negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  return (negative ? "-" : "") + write(magnitude, kDigits62);
}

std::optional<std::int64_t> from_base62(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) {
    text.remove_prefix(1);
  }
  return with_sign(read(text, kDigits62), negative);
}

}  // namespace narvi
