#include "database/postgres/parameters.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "database/time_text.h"

namespace narvi::database::postgres {

namespace {

using Text = Result<std::optional<std::string>>;

std::string hexadecimal(const char* data, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

struct Encode {
  Text operator()(Null) const { return std::optional<std::string>(); }
  Text operator()(bool value) const { return std::string(value ? "t" : "f"); }
  Text operator()(std::int64_t value) const { return std::to_string(value); }

  Text operator()(double value) const {
    if (!std::isfinite(value)) {
      return std::string(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return std::string(digits, end);
  }

  Text operator()(const std::string& value) const {
    if (value.find('\0') != std::string::npos) {
      return fail(ErrorCode::kRejectedValue, "text contains a NUL");
    }
    return value;
  }

  Text operator()(Instant value) const {
    std::optional<std::string> text = format_instant(value);
    if (!text) {
      return fail(ErrorCode::kRejectedValue, "instant outside the years 1 to 9999");
    }
    return *text + "+00";
  }

  Text operator()(Duration value) const { return format_interval(value.length); }

  Text operator()(const Uuid& value) const {
    char raw[16];
    for (std::size_t i = 0; i < sizeof raw; ++i) {
      raw[i] = static_cast<char>(value.bytes[i]);
    }
    std::string text = hexadecimal(raw, sizeof raw);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
      text.insert(dash, 1, '-');
    }
    return text;
  }

  Text operator()(const Bytes& value) const {
    return "\\x" + hexadecimal(value.data.data(), value.data.size());
  }
};

}  // namespace

Result<Parameters> Parameters::encode(const Params& params) {
  // The protocol counts parameters in 16 bits.
  if (params.size() > std::numeric_limits<std::uint16_t>::max()) {
    return fail(ErrorCode::kRejectedValue, "more than 65535 parameters");
  }
  Parameters parameters;
  parameters.texts_.reserve(params.size());
  for (const Value& value : params) {
    Text text = std::visit(Encode{}, value);
    if (!text) {
      return tl::unexpected<Error>(std::move(text.error()));
    }
    parameters.texts_.push_back(std::move(*text));
  }
  return parameters;
}

std::vector<const char*> Parameters::pointers() const {
  std::vector<const char*> pointers;
  pointers.reserve(texts_.size());
  for (const std::optional<std::string>& text : texts_) {
    pointers.push_back(text ? text->c_str() : nullptr);
  }
  return pointers;
}

}  // namespace narvi::database::postgres
