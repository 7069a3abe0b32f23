#include <charconv>
#include <cmath>

#include "http/python_json.h"

namespace narvi::http::json {
namespace {

/// Digits and exponent in Python's rule: plain notation for 1e-4 up to, but not including, 1e16.
std::string place_point(std::string_view digits, int exponent) {
  std::string out;
  if (exponent < -4 || exponent >= 16) {
    out.push_back(digits.front());
    if (digits.size() > 1) {
      out.append(".").append(digits.substr(1));
    }
    const int size = std::abs(exponent);
    out.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(std::to_string(size));
    return out;
  }
  if (exponent < 0) {
    return out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    return out.append(digits).append(whole - digits.size(), '0').append(".0");
  }
  return out.append(digits.substr(0, whole)).append(".").append(digits.substr(whole));
}

}  // namespace

std::string python_float(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value < 0 ? "-Infinity" : "Infinity";
  }
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific);
  const std::string_view written(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t mark = written.find('e');
  std::string digits(written.substr(0, 1));
  if (mark > 2) {
    digits.append(written.substr(2, mark - 2));
  }
  int exponent = 0;
  const bool negative = written[mark + 1] == '-';
  std::from_chars(written.data() + mark + 2, written.data() + written.size(), exponent);
  const std::string body = place_point(digits, negative ? -exponent : exponent);
  return std::signbit(value) ? "-" + body : body;
}

}  // namespace narvi::http::json
