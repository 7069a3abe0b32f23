#include "accounts/idna_domain.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "accounts/python_text.h"
#include "base/utf8.h"

namespace narvi::accounts {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// RFC 3454 table B.1: characters that stand for nothing.
constexpr auto kDropped = std::to_array<Range>({{0xAD, 0xAD},
                                                {0x34F, 0x34F},
                                                {0x1806, 0x1806},
                                                {0x180B, 0x180D},
                                                {0x200B, 0x200D},
                                                {0x2060, 0x2060},
                                                {0xFE00, 0xFE0F},
                                                {0xFEFF, 0xFEFF}});

// Tables C.2.2 to C.9 as far as no category says them.
constexpr auto kProhibited = std::to_array<Range>({{0x80, 0x9F},
                                                   {0x340, 0x341},
                                                   {0x6DD, 0x6DD},
                                                   {0x70F, 0x70F},
                                                   {0x180E, 0x180E},
                                                   {0x200C, 0x200F},
                                                   {0x2028, 0x202E},
                                                   {0x2060, 0x2063},
                                                   {0x206A, 0x206F},
                                                   {0x2FF0, 0x2FFB},
                                                   {0xD800, 0xDFFF},
                                                   {0xFDD0, 0xFDEF},
                                                   {0xFEFF, 0xFEFF},
                                                   {0xFFF9, 0xFFFF},
                                                   {0x1D173, 0x1D17A},
                                                   {0xE0001, 0xE0001},
                                                   {0xE0020, 0xE007F}});

template <std::size_t Size>
bool is_in(const std::array<Range, Size>& ranges, char32_t character) {
  return std::ranges::any_of(
      ranges, [=](const Range& range) { return character >= range.first && character <= range.last; });
}

bool is_prohibited(char32_t character) {
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
  return (category == UTF8PROC_CATEGORY_ZS && character != U' ') || category == UTF8PROC_CATEGORY_CO ||
         (character & 0xFFFEU) == 0xFFFEU || is_in(kProhibited, character);
}

utf8proc_bidi_class_t direction(char32_t character) {
  return static_cast<utf8proc_bidi_class_t>(
      utf8proc_get_property(static_cast<utf8proc_int32_t>(character))->bidi_class);
}

bool is_right_to_left(char32_t character) {
  return direction(character) == UTF8PROC_BIDI_CLASS_R || direction(character) == UTF8PROC_BIDI_CLASS_AL;
}

/// RFC 3454 §6: a label that is written from the right holds nothing that is written from the left, and both
/// its ends are.
bool keeps_one_direction(std::u32string_view label) {
  if (std::ranges::none_of(label, is_right_to_left)) {
    return true;
  }
  const bool mixes =
      std::ranges::any_of(label, [](char32_t c) { return direction(c) == UTF8PROC_BIDI_CLASS_L; });
  return !mixes && is_right_to_left(label.front()) && is_right_to_left(label.back());
}

struct Free {
  void operator()(utf8proc_uint8_t* memory) const { std::free(memory); }
};

/// Folds and composes (tables B.2, B.3). Empty for text that is not UTF-8.
std::optional<std::string> folded(std::string_view text) {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(
      static_cast<unsigned>(UTF8PROC_STABLE) | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(static_cast<const utf8proc_uint8_t*>(static_cast<const void*>(text.data())),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, Free> owned(mapped);
  if (size < 0) {
    return std::nullopt;
  }
  return std::string(static_cast<const char*>(static_cast<const void*>(mapped)),
                     static_cast<std::size_t>(size));
}

/// RFC 3491. Empty for what may not be in a name.
std::optional<std::u32string> nameprep(std::u32string_view label) {
  std::string kept;
  for (const char32_t character : label) {
    if (!is_in(kDropped, character)) {
      append_code_point(kept, character);
    }
  }
  const std::optional<std::string> text = folded(kept);
  if (!text) {
    return std::nullopt;
  }
  std::u32string prepared = code_points(*text);
  if (std::ranges::any_of(prepared, is_prohibited) || !keeps_one_direction(prepared)) {
    return std::nullopt;
  }
  return prepared;
}

bool is_ascii(std::u32string_view text) {
  return std::ranges::all_of(text, [](char32_t c) { return c < 0x80; });
}

std::optional<std::string> fitting(std::string label) {
  return !label.empty() && label.size() < 64 ? std::optional(std::move(label)) : std::nullopt;
}

std::string narrowed(std::u32string_view ascii) {
  return {ascii.begin(), ascii.end()};
}

/// RFC 3490 §4.1.
std::optional<std::string> label_to_ascii(std::u32string_view label) {
  if (is_ascii(label)) {
    return fitting(narrowed(label));
  }
  const std::optional<std::u32string> prepared = nameprep(label);
  if (!prepared) {
    return std::nullopt;
  }
  if (is_ascii(*prepared)) {
    return fitting(narrowed(*prepared));
  }
  return prepared->starts_with(U"xn--") ? std::nullopt : fitting("xn--" + punycode(*prepared));
}

constexpr std::uint64_t kBase = 36;

/// RFC 3492 §6.1.
std::uint64_t adapted(std::uint64_t delta, std::uint64_t points, bool first) {
  constexpr std::uint64_t kMost = (kBase - 1) * 26 / 2;
  delta = first ? delta / 700 : delta / 2;
  delta += delta / points;
  std::uint64_t bias = 0;
  for (; delta > kMost; bias += kBase) {
    delta /= kBase - 1;
  }
  return bias + kBase * delta / (delta + 38);
}

void append_number(std::string& out, std::uint64_t number, std::uint64_t bias) {
  constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
  for (std::uint64_t k = kBase;; k += kBase) {
    const std::uint64_t threshold = k <= bias ? 1 : std::min<std::uint64_t>(k - bias, 26);
    if (number < threshold) {
      out.push_back(kDigits[number]);
      return;
    }
    out.push_back(kDigits[threshold + (number - threshold) % (kBase - threshold)]);
    number = (number - threshold) / (kBase - threshold);
  }
}

}  // namespace

std::string punycode(std::u32string_view label) {
  std::string out;
  for (const char32_t character : label) {
    if (character < 0x80) {
      out.push_back(static_cast<char>(character));
    }
  }
  std::uint64_t handled = out.size();
  const std::uint64_t basic = handled;
  if (basic > 0) {
    out.push_back('-');
  }
  std::uint64_t delta = 0;
  std::uint64_t bias = 72;
  for (char32_t next = 0x80; handled < label.size(); ++next, ++delta) {
    char32_t lowest = 0x10FFFF;
    for (const char32_t character : label) {
      lowest = character >= next ? std::min(lowest, character) : lowest;
    }
    delta += std::uint64_t{lowest - next} * (handled + 1);
    next = lowest;
    for (const char32_t character : label) {
      delta += character < next ? 1 : 0;
      if (character == next) {
        append_number(out, delta, bias);
        bias = adapted(delta, handled + 1, handled == basic);
        delta = 0;
        ++handled;
      }
    }
  }
  return out;
}

std::optional<std::string> idna_to_ascii(std::string_view domain) {
  constexpr std::u32string_view kDots = U".\u3002\uFF0E\uFF61";
  const std::u32string characters = code_points(domain);
  if (is_ascii(characters)) {
    return std::string(domain);
  }
  std::u32string_view rest = characters;
  std::string out;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(kDots), rest.size());
    const std::optional<std::string> label = label_to_ascii(rest.substr(0, end));
    if (!label) {
      return std::nullopt;
    }
    out += *label;
    if (end < rest.size()) {
      out.push_back('.');
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

}  // namespace narvi::accounts
