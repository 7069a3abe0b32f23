#include <algorithm>
#include <array>
#include <limits>

#include "base/utf8.h"
#include "http/python_json_scanner.h"

namespace narvi::http::json {
namespace {

// Python raises RecursionError here, which is a 500 upstream; a client's mistake must not be one (README §5
// C15).
constexpr std::string_view kTooDeep = "maximum recursion depth exceeded while decoding a JSON object";
constexpr std::string_view kBom = "\xEF\xBB\xBF";

struct Word {
  std::string_view text;
  double value;
};
constexpr std::array kFloatWords = {
    Word{"NaN", std::numeric_limits<double>::quiet_NaN()},
    Word{"Infinity", std::numeric_limits<double>::infinity()},
    Word{"-Infinity", -std::numeric_limits<double>::infinity()},
};

/// Whether Python's incremental decoder would wait for more at this fault. It also waits after the first two
/// bytes of a surrogate, which a whole-buffer decode refuses at once.
bool is_unfinished_end(const Utf8Fault& fault, std::string_view bytes) {
  const std::string_view rest = bytes.substr(fault.position);
  return fault.kind == Utf8FaultKind::kEndOfData ||
         (rest.size() == 2 && rest[0] == '\xED' && (static_cast<unsigned char>(rest[1]) & 0xE0u) == 0xA0u);
}

Result<Value, ReadError> read_with(std::string_view bytes, Constants constants, ReadLimits limits,
                                   bool drop_unfinished_end) {
  if (const auto fault = find_utf8_fault(bytes)) {
    if (!drop_unfinished_end || !is_unfinished_end(*fault, bytes)) {
      return tl::unexpected(ReadError{utf8_fault_text(*fault, bytes)});
    }
    bytes = bytes.substr(0, fault->position);
  }
  return Scanner(bytes, constants, limits).read_document();
}

}  // namespace

Result<Value, ReadError> read(std::string_view bytes, Constants constants, ReadLimits limits) {
  return read_with(bytes, constants, limits, false);
}

Result<Value, ReadError> read_request_body(std::string_view bytes, ReadLimits limits) {
  return read_with(bytes, Constants::kRefused, limits, true);
}

Result<Value, ReadError> Scanner::read_document() {
  Value value;
  if (text_.starts_with(kBom)) {
    refuse("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
    return tl::unexpected(std::move(error_));
  }
  skip_blanks();
  if (!read_value(value, 0)) {
    return tl::unexpected(std::move(error_));
  }
  skip_blanks();
  if (!at_end()) {
    refuse("Extra data", at_);
    return tl::unexpected(std::move(error_));
  }
  return value;
}

bool Scanner::read_value(Value& out, std::size_t depth) {
  if (at_end()) {
    return refuse("Expecting value", at_);
  }
  switch (text_[at_]) {
    case '"': {
      std::string text;
      ++at_;
      if (!read_text(text)) {
        return false;
      }
      out = Value(std::move(text));
      return true;
    }
    case '{':
      return read_object(out, depth + 1);
    case '[':
      return read_array(out, depth + 1);
    case 'n':
    case 't':
    case 'f':
    case 'N':
    case 'I':
      return read_constant(out);
    default:
      return text_.substr(at_).starts_with("-Infinity") ? read_constant(out) : read_number(out);
  }
}

bool Scanner::read_constant(Value& out) {
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("null")) {
    out = Value();
    at_ += 4;
    return true;
  }
  if (rest.starts_with("true")) {
    out = Value(true);
    at_ += 4;
    return true;
  }
  if (rest.starts_with("false")) {
    out = Value(false);
    at_ += 5;
    return true;
  }
  for (const Word& word : kFloatWords) {
    if (!rest.starts_with(word.text)) {
      continue;
    }
    if (constants_ == Constants::kRefused) {
      return refuse_plainly("Out of range float values are not JSON compliant: '" + std::string(word.text) +
                            "'");
    }
    out = Value(word.value);
    at_ += word.text.size();
    return true;
  }
  return refuse("Expecting value", at_);
}

bool Scanner::read_array(Value& out, std::size_t depth) {
  if (depth > limits_.depth) {
    return refuse_plainly(std::string(kTooDeep));
  }
  Array array;
  ++at_;
  skip_blanks();
  for (bool more = !is(']'); more;) {
    if (!read_value(array.emplace_back(), depth)) {
      return false;
    }
    if (!read_separator(']', more)) {
      return false;
    }
  }
  ++at_;
  out = Value(std::move(array));
  return true;
}

bool Scanner::read_object(Value& out, std::size_t depth) {
  if (depth > limits_.depth) {
    return refuse_plainly(std::string(kTooDeep));
  }
  Object object;
  ++at_;
  skip_blanks();
  for (bool more = !is('}'); more;) {
    if (!read_member(object, depth)) {
      return false;
    }
    if (!read_separator('}', more)) {
      return false;
    }
  }
  ++at_;
  merge_repeated_keys(object.members());
  out = Value(std::move(object));
  return true;
}

bool Scanner::read_separator(char closing, bool& more) {
  skip_blanks();
  more = !is(closing);
  if (!more) {
    return true;
  }
  if (!is(',')) {
    return refuse("Expecting ',' delimiter", at_);
  }
  ++at_;
  skip_blanks();
  return true;
}

bool Scanner::read_member(Object& object, std::size_t depth) {
  if (!is('"')) {
    return refuse("Expecting property name enclosed in double quotes", at_);
  }
  ++at_;
  auto& [key, value] = object.members().emplace_back();
  if (!read_text(key)) {
    return false;
  }
  skip_blanks();
  if (!is(':')) {
    return refuse("Expecting ':' delimiter", at_);
  }
  ++at_;
  skip_blanks();
  return read_value(value, depth);
}

void Scanner::skip_blanks() {
  while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
    ++at_;
  }
}

bool Scanner::refuse(std::string_view message, std::size_t position) {
  const std::string_view before = text_.substr(0, position);
  const auto lines = std::ranges::count(before, '\n');
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0: the first line
  error_.text = std::string(message) + ": line " + std::to_string(lines + 1) + " column " +
                std::to_string(count_code_points(line) + 1) + " (char " +
                std::to_string(count_code_points(before)) + ")";
  return false;
}

bool Scanner::refuse_plainly(std::string message) {
  error_.text = std::move(message);
  return false;
}

}  // namespace narvi::http::json
