#pragma once
// UTF-8 as Python's codec sees it: the same faults at the same positions, the same replacement characters.
// Text inside Narvi is UTF-8, except that a lone surrogate from JSON is kept in its three-byte form (WTF-8).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace narvi {

enum class Utf8FaultKind {
  kStartByte,         ///< a byte that cannot begin a sequence: "invalid start byte"
  kContinuationByte,  ///< a sequence broken by a byte that cannot go on: "invalid continuation byte"
  kEndOfData,         ///< a sequence cut off by the end: "unexpected end of data"
};

/// The first place where bytes stop being UTF-8. `length` is what Python's error names: the longest start of
/// a sequence that was still possible (Unicode 15 §3.9, maximal subparts).
struct Utf8Fault {
  std::size_t position = 0;
  std::size_t length = 0;
  Utf8FaultKind kind = Utf8FaultKind::kStartByte;
};

/// The first fault at or after byte `from`, or nothing if the rest is UTF-8 (surrogates are faults).
std::optional<Utf8Fault> find_utf8_fault(std::string_view bytes, std::size_t from = 0);

/// Python's text of a UnicodeDecodeError: `'utf-8' codec can't decode byte 0xff in position 6: invalid start
/// byte`.
std::string utf8_fault_text(const Utf8Fault& fault, std::string_view bytes);

/// `bytes.decode("utf-8", "replace")`: each fault becomes one U+FFFD.
std::string utf8_with_replacement(std::string_view bytes);

/// `bytes.decode("latin-1")` as UTF-8: each byte is the code point of that number.
std::string utf8_from_latin1(std::string_view bytes);

/// Appends a code point up to U+10FFFF; surrogates are written in three bytes (WTF-8), anything higher as
/// U+FFFD.
void append_code_point(std::string& out, char32_t code_point);

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  ///< bytes it took, at least 1
};

/// The code point at the start of `text`, which must not be empty. Reads WTF-8; a broken sequence gives
/// U+FFFD.
CodePoint first_code_point(std::string_view text);

/// How many code points `text` (UTF-8 or WTF-8) holds: Python's len().
std::size_t count_code_points(std::string_view text);

/// The first lone surrogate in WTF-8 text, or nothing.
std::optional<char32_t> first_surrogate(std::string_view text);

/// Python's str.strip(): drops the characters for which str.isspace() holds from both ends.
std::string_view python_strip(std::string_view text);

/// Python's bytes.strip(): drops ASCII blanks (space, \t, \n, \v, \f, \r) from both ends.
std::string_view ascii_strip(std::string_view bytes);

}  // namespace narvi
