#include <charconv>
#include <limits>
#include <system_error>

#include "http/python_json_scanner.h"

namespace narvi::http::json {
namespace {

// Python >= 3.11 refuses longer integer literals (CVE-2020-10735).
constexpr std::size_t kMostIntegerDigits = 4300;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Whether a literal that does not fit a double is too large rather than too small: the decimal exponent of
/// its first digit that is not zero, in scientific notation, is positive.
bool is_too_large(std::string_view literal) {
  const std::size_t mark = literal.find_first_of("eE");
  const std::string_view mantissa = literal.substr(0, mark);
  std::string_view exponent_text = mark == std::string_view::npos ? "0" : literal.substr(mark + 1);
  if (exponent_text.starts_with('+')) {
    exponent_text.remove_prefix(1);
  }
  long long exponent = 0;
  if (std::from_chars(exponent_text.begin(), exponent_text.end(), exponent).ec != std::errc{}) {
    return !exponent_text.starts_with('-');
  }
  const std::size_t point =
      mantissa.find('.') == std::string_view::npos ? mantissa.size() : mantissa.find('.');
  const std::size_t first = mantissa.find_first_not_of("-0.");
  const auto place = static_cast<long long>(point) - static_cast<long long>(first);
  return exponent + place > 0;
}

double to_double(std::string_view literal) {
  double value = 0;
  const auto parsed = std::from_chars(literal.data(), literal.data() + literal.size(), value);
  if (parsed.ec != std::errc::result_out_of_range) {
    return value;
  }
  // float("1e400") is inf and float("1e-400") is 0.0 in Python; from_chars leaves it to us.
  const double size = is_too_large(literal) ? std::numeric_limits<double>::infinity() : 0.0;
  return literal.starts_with('-') ? -size : size;
}

}  // namespace

bool Scanner::read_number(Value& out) {
  const std::size_t begin = at_;
  const auto digit_at = [this](std::size_t at) { return at < text_.size() && is_digit(text_[at]); };
  std::size_t end = begin;
  if (text_[end] == '-') {
    ++end;
  }
  if (!digit_at(end)) {
    return refuse("Expecting value", begin);
  }
  const bool leading_zero = text_[end] == '0';
  ++end;
  while (!leading_zero && digit_at(end)) {
    ++end;
  }
  bool real = false;
  if (end < text_.size() && text_[end] == '.' && digit_at(end + 1)) {
    real = true;
    for (end += 2; digit_at(end);) {
      ++end;
    }
  }
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    std::size_t digits = end + 1;
    if (digits < text_.size() && (text_[digits] == '+' || text_[digits] == '-')) {
      ++digits;
    }
    if (digit_at(digits)) {
      real = true;
      for (end = digits; digit_at(end);) {
        ++end;
      }
    }
  }
  const std::string_view literal = text_.substr(begin, end - begin);
  at_ = end;
  if (!real) {
    return read_integer(out, literal);
  }
  out = Value(to_double(literal));
  return true;
}

bool Scanner::read_integer(Value& out, std::string_view digits) {
  const std::size_t count = digits.size() - (digits.starts_with('-') ? 1 : 0);
  if (count > kMostIntegerDigits) {
    return refuse_plainly("Exceeds the limit (4300 digits) for integer string conversion: value has " +
                          std::to_string(count) +
                          " digits; use sys.set_int_max_str_digits() to increase the limit");
  }
  std::int64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc{}) {
    out = Value(value);
  } else {
    out = Value(BigInteger{std::string(digits)});
  }
  return true;
}

}  // namespace narvi::http::json
