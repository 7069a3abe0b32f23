#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "http/python_json.h"

namespace json = narvi::http::json;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// NaN is not equal to itself, so texts are compared, not values.
void check_round_trip(const json::Value& value, json::Style style) {
  const std::string written = json::write(value, style);
  require(!narvi::find_utf8_fault(written));
  const auto again = json::read(written, json::Constants::kAllowed);
  require(again.has_value());
  require(json::write(*again, style) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = json::read(bytes, json::Constants::kAllowed);
  if (value) {
    check_round_trip(*value, json::Style::kCompactAscii);
    check_round_trip(*value, json::Style::kCompactUtf8);
  } else {
    require(!value.error().text.empty() && !narvi::find_utf8_fault(value.error().text));
  }
  // What a strict reader takes, a tolerant one takes too.
  const auto strict = json::read(bytes);
  require(!strict || value.has_value());
  require(!strict || json::read_request_body(bytes).has_value());
  return 0;
}
