// The C++ half of python_json_oracle.py. Frames on standard input: four bytes of length (big endian), then
// one byte of mode and the document. Frames on standard output: four bytes of length, then 'V' and what was
// written again, or 'E' and the error text.
//
// Modes: 'a' session data (constants allowed), written as ASCII; 'u' request body, written as UTF-8.

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "http/python_json.h"

namespace {

namespace json = narvi::http::json;

constexpr std::size_t kLongestFrame = 1u << 24;

std::optional<std::string> read_frame() {
  unsigned char head[4];
  if (std::fread(head, 1, sizeof head, stdin) != sizeof head) {
    return std::nullopt;
  }
  const std::size_t length =
      std::size_t{head[0]} << 24 | std::size_t{head[1]} << 16 | std::size_t{head[2]} << 8 | head[3];
  if (length == 0 || length > kLongestFrame) {
    return std::nullopt;
  }
  std::string frame(length, '\0');
  if (std::fread(frame.data(), 1, length, stdin) != length) {
    return std::nullopt;
  }
  return frame;
}

void write_frame(const std::string& frame) {
  const auto length = static_cast<std::uint32_t>(frame.size());
  const unsigned char head[4] = {static_cast<unsigned char>(length >> 24),
                                 static_cast<unsigned char>(length >> 16),
                                 static_cast<unsigned char>(length >> 8), static_cast<unsigned char>(length)};
  std::fwrite(head, 1, sizeof head, stdout);
  std::fwrite(frame.data(), 1, frame.size(), stdout);
}

std::string answer(const std::string& frame) {
  const bool body = frame.front() == 'u';
  const std::string_view document = std::string_view(frame).substr(1);
  const auto value =
      body ? json::read_request_body(document) : json::read(document, json::Constants::kAllowed);
  if (!value) {
    return "E" + value.error().text;
  }
  return "V" + json::write(*value, body ? json::Style::kCompactUtf8 : json::Style::kCompactAscii);
}

}  // namespace

int main() {
  while (const auto frame = read_frame()) {
    write_frame(answer(*frame));
    std::fflush(stdout);
  }
  return 0;
}
