#include "http/asserted_name.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "http/spoken_fields.h"

namespace narvi::http {

namespace {

constexpr std::size_t kLongestName = 150;  // of Django's column
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15: Cc from U+0080 on, Cf, Zl and Zp.
constexpr auto kUnseen = std::to_array<Range>({
    {0x80, 0x9F},       {0xAD, 0xAD},       {0x600, 0x605},     {0x61C, 0x61C},     {0x6DD, 0x6DD},
    {0x70F, 0x70F},     {0x890, 0x891},     {0x8E2, 0x8E2},     {0x180E, 0x180E},   {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x2064},   {0x2066, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0001, 0xE0001}, {0xE0020, 0xE007F},
});

bool is_joiner(char32_t c) {
  return c == 0x200C || c == 0x200D;
}

bool is_control(char32_t c, Reading reading) {
  return c < 0x20 || c == 0x7F ||
         (reading == Reading::kText && std::ranges::any_of(kUnseen, [c](const Range& range) {
            return c >= range.first && c <= range.last;
          }));
}

template <class Test>
bool any_character(std::string_view text, Test test) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (test(point.value)) {
      return true;
    }
    text.remove_prefix(point.length);
  }
  return false;
}

bool has_outer_blanks(std::string_view text, Reading reading) {
  if (reading == Reading::kText) {
    return python_strip(text).size() != text.size();
  }
  return text.starts_with(' ') || text.ends_with(' ') || text.starts_with(kNoBreakSpace) ||
         text.ends_with(kNoBreakSpace);
}

}  // namespace

std::string_view word(AssertionFault fault) {
  constexpr std::array<std::string_view, 10> kWords = {"repeated", "underscore", "hop_by_hop", "list",
                                                       "blanks",   "control",    "braces",     "too_long",
                                                       "charset",  "too_many"};
  return kWords[static_cast<std::size_t>(fault)];
}

Result<std::optional<std::string_view>, AssertionFault> asserted_field(const Headers& headers,
                                                                       std::string_view name) {
  std::optional<std::string_view> value;
  for (const HeaderView& field : headers.fields()) {
    if (!same_variable(field.name, name)) {
      continue;
    }
    if (field.name.find('_') != std::string_view::npos) {
      return tl::unexpected(AssertionFault::kUnderscore);
    }
    if (value) {
      return tl::unexpected(AssertionFault::kRepeated);
    }
    value = field.value;
  }
  if (is_hop_by_hop(headers, name)) {
    return tl::unexpected(AssertionFault::kHopByHop);
  }
  return value;
}

std::optional<AssertionFault> text_fault(std::string_view text, std::size_t most_characters,
                                         Reading reading) {
  if (find_utf8_fault(text)) {
    return AssertionFault::kCharset;
  }
  if (any_character(text, [reading](char32_t c) { return is_control(c, reading) && !is_joiner(c); })) {
    return AssertionFault::kControl;
  }
  if (has_outer_blanks(text, reading)) {
    return AssertionFault::kBlanks;
  }
  if (text.find_first_of("{}") != std::string_view::npos) {
    return AssertionFault::kBraces;
  }
  return count_code_points(text) > most_characters ? std::optional(AssertionFault::kTooLong) : std::nullopt;
}

std::optional<AssertionFault> name_fault(std::string_view name, Reading reading) {
  if (name.find(',') != std::string_view::npos) {
    return AssertionFault::kList;
  }
  if (const auto fault = text_fault(name, kLongestName, reading)) {
    return fault;
  }
  return any_character(name, is_joiner) ? std::optional(AssertionFault::kControl) : std::nullopt;
}

}  // namespace narvi::http
