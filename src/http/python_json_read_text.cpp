#include "base/utf8.h"
#include "http/python_json_scanner.h"

namespace narvi::http::json {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_high_surrogate(int value) {
  return value >= 0xD800 && value <= 0xDBFF;
}
bool is_low_surrogate(int value) {
  return value >= 0xDC00 && value <= 0xDFFF;
}

}  // namespace

bool Scanner::read_text(std::string& out) {
  const std::size_t begin = at_ - 1;  // errors about the whole text name its opening quote
  for (;;) {
    std::size_t next = at_;
    while (next < text_.size() && text_[next] != '"' && text_[next] != '\\') {
      if (static_cast<unsigned char>(text_[next]) < 0x20) {
        return refuse("Invalid control character at", next);
      }
      ++next;
    }
    out.append(text_.substr(at_, next - at_));
    at_ = next;
    if (at_end()) {
      return refuse("Unterminated string starting at", begin);
    }
    if (text_[at_++] == '"') {
      return true;
    }
    if (!read_escape(out, begin)) {
      return false;
    }
  }
}

bool Scanner::read_escape(std::string& out, std::size_t begin) {
  if (at_end()) {
    return refuse("Unterminated string starting at", begin);
  }
  switch (text_[at_]) {
    case '"':
    case '\\':
    case '/':
      out.push_back(text_[at_]);
      break;
    case 'b':
      out.push_back('\b');
      break;
    case 'f':
      out.push_back('\f');
      break;
    case 'n':
      out.push_back('\n');
      break;
    case 'r':
      out.push_back('\r');
      break;
    case 't':
      out.push_back('\t');
      break;
    case 'u':
      return read_unicode_escape(out);
    default:
      return refuse("Invalid \\escape", at_ - 1);
  }
  ++at_;
  return true;
}

bool Scanner::read_unicode_escape(std::string& out) {
  const int first = hex_escape(at_);
  if (first < 0) {
    return refuse("Invalid \\uXXXX escape", at_);
  }
  at_ += 5;
  if (is_high_surrogate(first) && text_.substr(at_).starts_with("\\u")) {
    const int second = hex_escape(at_ + 1);
    if (second < 0) {
      return refuse("Invalid \\uXXXX escape", at_ + 1);
    }
    if (is_low_surrogate(second)) {
      at_ += 6;
      const int joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
      append_code_point(out, static_cast<char32_t>(joined));
      return true;
    }
  }
  append_code_point(out, static_cast<char32_t>(first));
  return true;
}

int Scanner::hex_escape(std::size_t at) const {
  if (at + 5 >= text_.size()) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = 1; i <= 4; ++i) {
    const int digit = hex_digit(text_[at + i]);
    if (digit < 0) {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace narvi::http::json
