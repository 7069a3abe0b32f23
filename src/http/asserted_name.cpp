#include "http/asserted_name.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "http/spoken_fields.h"

namespace narvi::http {

namespace {

constexpr std::size_t kLongestName = 150;  // of Django's column
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7F;
}

bool has_outer_blanks(std::string_view text) {
  return text.starts_with(' ') || text.ends_with(' ') || text.starts_with(kNoBreakSpace) ||
         text.ends_with(kNoBreakSpace);
}

}  // namespace

std::string_view word(AssertionFault fault) {
  constexpr std::array<std::string_view, 9> kWords = {
      "repeated", "underscore", "hop_by_hop", "list", "blanks", "control", "braces", "too_long", "charset"};
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

std::optional<AssertionFault> text_fault(std::string_view text, std::size_t most_characters) {
  if (find_utf8_fault(text)) {
    return AssertionFault::kCharset;
  }
  if (std::ranges::any_of(text, is_control)) {
    return AssertionFault::kControl;
  }
  if (has_outer_blanks(text)) {
    return AssertionFault::kBlanks;
  }
  if (text.find_first_of("{}") != std::string_view::npos) {
    return AssertionFault::kBraces;
  }
  return count_code_points(text) > most_characters ? std::optional(AssertionFault::kTooLong) : std::nullopt;
}

std::optional<AssertionFault> name_fault(std::string_view name) {
  if (name.find(',') != std::string_view::npos) {
    return AssertionFault::kList;
  }
  return text_fault(name, kLongestName);
}

}  // namespace narvi::http
