#pragma once
// The scanner inside json::read. It follows Python 3.11's json scanner step by step, because the place and
// the wording of each refusal are part of the contract (drf §2.4).

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/python_json.h"

namespace narvi::http::json {

/// A repeated key keeps its first place and takes its last value, as in a dict. Sorting instead of hashing,
/// so that no choice of keys makes it slow.
void merge_repeated_keys(std::vector<std::pair<std::string, Value>>& members);

/// Reads one document. Positions are byte offsets into valid UTF-8; they become lines, columns and characters
/// only when an error is written. Each read_ function returns false after it has set the error.
class Scanner {
 public:
  Scanner(std::string_view text, Constants constants, ReadLimits limits)
      : text_(text), constants_(constants), limits_(limits) {}

  Result<Value, ReadError> read_document();

 private:
  bool read_value(Value& out, std::size_t depth);
  bool read_array(Value& out, std::size_t depth);
  bool read_object(Value& out, std::size_t depth);
  bool read_member(Object& object, std::size_t depth);
  /// After an element: either the closing bracket is next (more = false) or a comma was passed (more = true).
  bool read_separator(char closing, bool& more);
  bool read_constant(Value& out);
  bool read_number(Value& out);
  bool read_integer(Value& out, std::string_view digits);
  bool read_text(std::string& out);
  bool read_escape(std::string& out, std::size_t begin);
  bool read_unicode_escape(std::string& out);
  /// The value of \uXXXX whose 'u' stands at `at`, or -1. Python also wants one more character after it.
  int hex_escape(std::size_t at) const;

  bool at_end() const { return at_ >= text_.size(); }
  bool is(char c) const { return !at_end() && text_[at_] == c; }
  void skip_blanks();
  /// Sets "MESSAGE: line L column C (char N)" for a byte position; returns false.
  bool refuse(std::string_view message, std::size_t position);
  /// Sets a message that carries no place; returns false.
  bool refuse_plainly(std::string message);

  std::string_view text_;
  Constants constants_;
  ReadLimits limits_;
  std::size_t at_ = 0;
  ReadError error_;
};

}  // namespace narvi::http::json
