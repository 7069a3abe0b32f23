#include "database/rows.h"

#include <array>
#include <charconv>
#include <string>
#include <system_error>

#include "database/time_text.h"

namespace narvi::database {

namespace {

template <class Number>
std::optional<Number> whole_number(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return number;
}

template <class Number>
std::string shortest(Number number) {
  std::array<char, 40> buffer;
  const auto [stop, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return error == std::errc() ? std::string(buffer.data(), stop) : std::string();
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Byte number `index` of a text of hexadecimal pairs.
std::optional<int> hex_byte(std::string_view text, std::size_t index) {
  const int high = hex_digit(text[index * 2]);
  const int low = hex_digit(text[index * 2 + 1]);
  return high < 0 || low < 0 ? std::nullopt : std::optional(high * 16 + low);
}

/// The 32 digits of "8-4-4-4-12" or of the form without dashes; empty for other shapes.
std::string uuid_digits(const std::string& text) {
  if (text.size() == 32) {
    return text;
  }
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
    return {};
  }
  return text.substr(0, 8) + text.substr(9, 4) + text.substr(14, 4) + text.substr(19, 4) + text.substr(24);
}

}  // namespace

std::optional<std::int64_t> Row::integer(std::size_t column) const {
  if (const auto* number = std::get_if<std::int64_t>(&cells_[column])) {
    return *number;
  }
  const auto* text = std::get_if<std::string>(&cells_[column]);
  return text != nullptr ? whole_number<std::int64_t>(*text) : std::nullopt;
}

std::optional<bool> Row::boolean(std::size_t column) const {
  if (const auto* number = std::get_if<std::int64_t>(&cells_[column])) {
    return *number == 0 || *number == 1 ? std::optional(*number == 1) : std::nullopt;
  }
  const auto* text = std::get_if<std::string>(&cells_[column]);
  if (text == nullptr || (*text != "t" && *text != "f")) {
    return std::nullopt;
  }
  return *text == "t";
}

std::optional<double> Row::real(std::size_t column) const {
  if (const auto* number = std::get_if<double>(&cells_[column])) {
    return *number;
  }
  if (const auto* number = std::get_if<std::int64_t>(&cells_[column])) {
    return static_cast<double>(*number);
  }
  const auto* text = std::get_if<std::string>(&cells_[column]);
  return text != nullptr ? whole_number<double>(*text) : std::nullopt;
}

std::string Row::text(std::size_t column) const {
  if (const auto* text = std::get_if<std::string>(&cells_[column])) {
    return *text;
  }
  if (const auto* bytes = std::get_if<Bytes>(&cells_[column])) {
    return bytes->data;
  }
  if (const auto* number = std::get_if<std::int64_t>(&cells_[column])) {
    return shortest(*number);
  }
  const auto* real = std::get_if<double>(&cells_[column]);
  return real != nullptr ? shortest(*real) : std::string();
}

std::optional<Instant> Row::instant(std::size_t column) const {
  const auto* text = std::get_if<std::string>(&cells_[column]);
  return text != nullptr ? parse_instant(*text, zone_) : std::nullopt;
}

std::optional<Duration> Row::duration(std::size_t column) const {
  if (const auto* number = std::get_if<std::int64_t>(&cells_[column])) {
    return Duration{Microseconds(*number)};
  }
  const auto* text = std::get_if<std::string>(&cells_[column]);
  const auto length = text != nullptr ? parse_interval(*text) : std::nullopt;
  return length ? std::optional(Duration{*length}) : std::nullopt;
}

std::optional<Uuid> Row::uuid(std::size_t column) const {
  const auto* text = std::get_if<std::string>(&cells_[column]);
  const std::string digits = text != nullptr ? uuid_digits(*text) : std::string();
  if (digits.empty()) {
    return std::nullopt;
  }
  Uuid uuid;
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    const std::optional<int> byte = hex_byte(digits, i);
    if (!byte) {
      return std::nullopt;
    }
    uuid.bytes[i] = static_cast<std::byte>(*byte);
  }
  return uuid;
}

std::optional<Bytes> Row::bytes(std::size_t column) const {
  if (const auto* bytes = std::get_if<Bytes>(&cells_[column])) {
    return *bytes;
  }
  const auto* text = std::get_if<std::string>(&cells_[column]);
  if (text == nullptr || !text->starts_with("\\x") || text->size() % 2 != 0) {
    return std::nullopt;
  }
  const std::string_view pairs = std::string_view(*text).substr(2);
  Bytes bytes;
  bytes.data.reserve(pairs.size() / 2);
  for (std::size_t i = 0; i < pairs.size() / 2; ++i) {
    const std::optional<int> byte = hex_byte(pairs, i);
    if (!byte) {
      return std::nullopt;
    }
    bytes.data.push_back(static_cast<char>(*byte));
  }
  return bytes;
}

}  // namespace narvi::database
