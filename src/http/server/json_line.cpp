#include "http/server/json_line.h"

#include <charconv>
#include <iterator>

namespace narvi::http::server {

void JsonLine::begin_member(std::string_view key) {
  out_ += first_ ? "\"" : ",\"";
  first_ = false;
  out_ += key;
  out_ += "\":";
}

JsonLine& JsonLine::text(std::string_view key, std::string_view value, std::size_t limit) {
  static constexpr char kHex[] = "0123456789abcdef";
  begin_member(key);
  out_ += '"';
  for (const char c : value.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '"' || byte == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (byte >= 0x20 && byte < 0x7f) {
      out_ += c;
    } else {
      out_ += "\\u00";
      out_ += kHex[byte >> 4];
      out_ += kHex[byte & 15];
    }
  }
  out_ += '"';
  return *this;
}

JsonLine& JsonLine::number(std::string_view key, std::uint64_t value) {
  char digits[24];
  begin_member(key);
  out_.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
  return *this;
}

}  // namespace narvi::http::server
