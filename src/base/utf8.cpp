#include "base/utf8.h"

#include <cstdint>
#include <cstdio>

namespace narvi {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

/// What may follow a start byte: how many continuation bytes, and the range of the first of them (RFC 3629
/// §4).
struct Shape {
  std::size_t following = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
};

std::optional<Shape> shape_of(std::uint8_t start, bool surrogates) {
  if (start >= 0xC2 && start <= 0xDF) {
    return Shape{1};
  }
  if (start == 0xE0) {
    return Shape{2, 0xA0, 0xBF};
  }
  if (start == 0xED && !surrogates) {
    return Shape{2, 0x80, 0x9F};
  }
  if (start >= 0xE1 && start <= 0xEF) {
    return Shape{2};
  }
  if (start == 0xF0) {
    return Shape{3, 0x90, 0xBF};
  }
  if (start >= 0xF1 && start <= 0xF3) {
    return Shape{3};
  }
  if (start == 0xF4) {
    return Shape{3, 0x80, 0x8F};
  }
  return std::nullopt;
}

struct Sequence {
  CodePoint point;
  std::optional<Utf8Fault> fault;
};

/// Reads one sequence at `at`, which is inside `bytes`.
Sequence read_sequence(std::string_view bytes, std::size_t at, bool surrogates) {
  const std::uint8_t start = byte_at(bytes, at);
  if (start < 0x80) {
    return {{start, 1}, std::nullopt};
  }
  const auto shape = shape_of(start, surrogates);
  if (!shape) {
    return {{kReplacement, 1}, Utf8Fault{at, 1, Utf8FaultKind::kStartByte}};
  }
  char32_t value = start & (0x3Fu >> shape->following);
  for (std::size_t i = 1; i <= shape->following; ++i) {
    if (at + i >= bytes.size()) {
      return {{kReplacement, i}, Utf8Fault{at, i, Utf8FaultKind::kEndOfData}};
    }
    const std::uint8_t next = byte_at(bytes, at + i);
    const std::uint8_t low = i == 1 ? shape->low : 0x80;
    const std::uint8_t high = i == 1 ? shape->high : 0xBF;
    if (next < low || next > high) {
      return {{kReplacement, i}, Utf8Fault{at, i, Utf8FaultKind::kContinuationByte}};
    }
    value = (value << 6) | (next & 0x3Fu);
  }
  return {{value, shape->following + 1}, std::nullopt};
}

std::string_view reason_of(Utf8FaultKind kind) {
  switch (kind) {
    case Utf8FaultKind::kStartByte:
      return "invalid start byte";
    case Utf8FaultKind::kContinuationByte:
      return "invalid continuation byte";
    case Utf8FaultKind::kEndOfData:
      return "unexpected end of data";
  }
  return {};
}

/// The characters of Python's str.isspace().
bool is_python_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool is_ascii_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

std::optional<Utf8Fault> find_utf8_fault(std::string_view bytes, std::size_t from) {
  for (std::size_t at = from; at < bytes.size();) {
    const Sequence sequence = read_sequence(bytes, at, false);
    if (sequence.fault) {
      return sequence.fault;
    }
    at += sequence.point.length;
  }
  return std::nullopt;
}

std::string utf8_fault_text(const Utf8Fault& fault, std::string_view bytes) {
  char place[96];
  if (fault.length == 1) {
    std::snprintf(place, sizeof place,
                  "byte 0x%02x in position %zu: ", unsigned{byte_at(bytes, fault.position)}, fault.position);
  } else {
    std::snprintf(place, sizeof place, "bytes in position %zu-%zu: ", fault.position,
                  fault.position + fault.length - 1);
  }
  return std::string("'utf-8' codec can't decode ").append(place).append(reason_of(fault.kind));
}

std::string utf8_with_replacement(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  std::size_t at = 0;
  for (;;) {
    const auto fault = find_utf8_fault(bytes, at);
    if (!fault) {
      return out.append(bytes.substr(at));
    }
    out.append(bytes.substr(at, fault->position - at));
    append_code_point(out, kReplacement);
    at = fault->position + fault->length;
  }
}

std::string utf8_from_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    append_code_point(out, byte_at(bytes, i));
  }
  return out;
}

void append_code_point(std::string& out, char32_t code_point) {
  const char32_t c = code_point > 0x10FFFF ? kReplacement : code_point;
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
    return;
  }
  const std::size_t following = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned kMarks[] = {0, 0xC0, 0xE0, 0xF0};
  out.push_back(static_cast<char>(kMarks[following] | (c >> (6 * following))));
  for (std::size_t i = following; i-- > 0;) {
    out.push_back(static_cast<char>(0x80u | ((c >> (6 * i)) & 0x3Fu)));
  }
}

CodePoint first_code_point(std::string_view text) {
  return read_sequence(text, 0, true).point;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += (static_cast<std::uint8_t>(c) & 0xC0u) != 0x80u ? 1 : 0;
  }
  return count;
}

std::optional<char32_t> first_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1)) {
    const CodePoint point = first_code_point(text.substr(at));
    if (point.value >= 0xD800 && point.value <= 0xDFFF) {
      return point.value;
    }
  }
  return std::nullopt;
}

std::string_view python_strip(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (!is_python_blank(point.value)) {
      begin = at < begin ? at : begin;
      end = at + point.length;
    }
    at += point.length;
  }
  return end == 0 ? std::string_view{} : text.substr(begin, end - begin);
}

std::string_view ascii_strip(std::string_view bytes) {
  while (!bytes.empty() && is_ascii_blank(bytes.front())) {
    bytes.remove_prefix(1);
  }
  while (!bytes.empty() && is_ascii_blank(bytes.back())) {
    bytes.remove_suffix(1);
  }
  return bytes;
}

}  // namespace narvi
