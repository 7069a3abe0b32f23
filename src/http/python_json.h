#pragma once
// JSON as Python's json module reads and writes it, because the contracts fix its error texts, its order of
// keys, its integers of any size and its lone surrogates (design §1, contract drf §2.4, §6.2;
// django-sessions-csrf §6.2).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace narvi::http::json {

class Value;
struct Null {
  bool operator==(const Null&) const = default;
};
/// A number kept as its canonical Python text: integers that do not fit 64 bits.
struct BigInteger {
  std::string digits;  ///< optional '-', then decimal digits without leading zeros
  bool operator==(const BigInteger&) const = default;
};
using Array = std::vector<Value>;

/// Members in order of first appearance; a repeated key keeps its place and takes the last value, as a dict
/// does.
class Object {
 public:
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  void set(std::string_view key, Value value);
  bool erase(std::string_view key);
  std::vector<std::pair<std::string, Value>>& members() { return members_; }
  const std::vector<std::pair<std::string, Value>>& members() const { return members_; }
  bool empty() const;
  std::size_t size() const;

 private:
  std::vector<std::pair<std::string, Value>> members_;
};

/// Text is UTF-8; a lone surrogate \uD800..\uDFFF is kept as its three-byte generalised UTF-8 form (WTF-8).
class Value {
 public:
  using Storage = std::variant<Null, bool, std::int64_t, BigInteger, double, std::string, Array, Object>;
  Value() = default;
  Value(Null) {}
  Value(bool value) : storage_(value) {}
  Value(int value) : storage_(static_cast<std::int64_t>(value)) {}
  Value(std::int64_t value) : storage_(value) {}
  Value(BigInteger value) : storage_(std::move(value)) {}
  Value(double value) : storage_(value) {}
  Value(const char* value) : storage_(std::string(value)) {}
  Value(std::string_view value) : storage_(std::string(value)) {}
  Value(std::string value) : storage_(std::move(value)) {}
  Value(Array value);
  Value(Object value);

  bool is_null() const { return std::holds_alternative<Null>(storage_); }
  const bool* boolean() const { return std::get_if<bool>(&storage_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&storage_); }
  const BigInteger* big_integer() const { return std::get_if<BigInteger>(&storage_); }
  const double* real() const { return std::get_if<double>(&storage_); }
  const std::string* text() const { return std::get_if<std::string>(&storage_); }
  const Array* array() const { return std::get_if<Array>(&storage_); }
  const Object* object() const { return std::get_if<Object>(&storage_); }
  Array* array() { return std::get_if<Array>(&storage_); }
  Object* object() { return std::get_if<Object>(&storage_); }
  const Storage& storage() const { return storage_; }
  bool operator==(const Value& other) const;

 private:
  Storage storage_;
};

inline bool Object::empty() const {
  return members_.empty();
}
inline std::size_t Object::size() const {
  return members_.size();
}

/// Limits of the reader, checked before anything is allocated for what lies beyond.
struct ReadLimits {
  std::size_t depth = 200;  ///< nesting; deeper input is an error, never a crash
};

/// What Python would say. `text` is the message after "JSON parse error - " in REST framework's answers.
struct ReadError {
  std::string text;
};

/// Whether NaN, Infinity and -Infinity are values (session data) or errors (STRICT_JSON, request bodies:
/// "Out of range float values are not JSON compliant: 'NaN'").
enum class Constants { kAllowed, kRefused };

/// Reads `bytes` as `json.loads(bytes.decode("utf-8"))` would: invalid UTF-8, a BOM and trailing data give
/// Python's error texts with line, column and character offset (counted in code points).
Result<Value, ReadError> read(std::string_view bytes, Constants constants = Constants::kRefused,
                              ReadLimits limits = {});

/// Reads a request body as REST framework's JSONParser does: constants are refused, and because it decodes a
/// stream, a UTF-8 sequence cut off by the very end of the body is dropped instead of being an error.
Result<Value, ReadError> read_request_body(std::string_view bytes, ReadLimits limits = {});

enum class Style {
  kCompactUtf8,   ///< REST framework: "," ":" separators, non-ASCII as is, U+2028/2029 escaped (drf §6.2)
  kCompactAscii,  ///< sessions and signing: "," ":" separators, everything outside 0x20-0x7E escaped
};

/// Writes a value as Python would. Floats are Python's shortest repr (1.0, 1e+22); NaN and infinities as bare
/// words.
std::string write(const Value& value, Style style);

/// `compact`, which `write` made, as json.dumps(indent=width, separators=(",", ": ")) would have made it (drf
/// §2.4). Other text comes back with blanks in other places; nothing is ever lost.
std::string indented(std::string_view compact, std::size_t width);

/// Appends `text` as a JSON string literal in the given style.
void write_text(std::string& out, std::string_view text, Style style);

/// Python's repr of a float: shortest round trip, "1.0", "1e+22", "1e-07".
std::string python_float(double value);

}  // namespace narvi::http::json
