// The C++ half of python_json_oracle.py. Frames on standard input: four bytes of length (big endian), then
// one byte of mode and the document. Frames on standard output: four bytes of length, then 'V' and what was
// written again, or 'E' and the error text.
//
// Modes: 'a' session data (constants allowed), written as ASCII; 'u' request body, written as UTF-8.

#include <string>

#include "frames.h"
#include "http/python_json.h"

namespace {

namespace json = narvi::http::json;

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
  }
  return 0;
}
