#pragma once
// JsonLine: appends one flat JSON object to a text, for log lines: no tree, no allocation of its own.

#include <cstdint>
#include <string>
#include <string_view>

namespace narvi::http::server {

class JsonLine {
 public:
  /// Appends to `out`, which outlives this object; end() finishes the object and the line.
  explicit JsonLine(std::string& out) : out_(out) { out_ += '{'; }

  /// `key` is our own text and is not escaped. Of `value` at most `limit` bytes are kept. Bytes that are no
  /// ASCII text, whatever their encoding, are written as \u00XX: the line is valid JSON for any input.
  JsonLine& text(std::string_view key, std::string_view value, std::size_t limit = 1024);
  JsonLine& number(std::string_view key, std::uint64_t value);
  void end() { out_ += "}\n"; }

 private:
  void begin_member(std::string_view key);
  std::string& out_;
  bool first_ = true;
};

}  // namespace narvi::http::server
