#include "accounts/python_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace narvi::accounts {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's Numeric_Type=Digit: digits of a special shape, which are not decimal (category Nd).
constexpr auto kShapedDigits = std::to_array<Range>({
    {0xB2, 0xB3},     {0xB9, 0xB9},       {0x1369, 0x1371},   {0x19DA, 0x19DA},   {0x2070, 0x2070},
    {0x2074, 0x2079}, {0x2080, 0x2089},   {0x2460, 0x2468},   {0x2474, 0x247C},   {0x2488, 0x2490},
    {0x24EA, 0x24EA}, {0x24F5, 0x24FD},   {0x24FF, 0x24FF},   {0x2776, 0x277E},   {0x2780, 0x2788},
    {0x278A, 0x2792}, {0x10A40, 0x10A43}, {0x10E60, 0x10E68}, {0x11052, 0x1105A}, {0x1F100, 0x1F10A},
});

// Cased beyond the categories Lu, Ll and Lt (Other_Uppercase, Other_Lowercase without what is ignored).
constexpr auto kOtherCased = std::to_array<Range>({
    {0xAA, 0xAA},
    {0xBA, 0xBA},
    {0x2160, 0x217F},
    {0x24B6, 0x24E9},
    {0x1F130, 0x1F149},
    {0x1F150, 0x1F169},
    {0x1F170, 0x1F189},
});

// Case_Ignorable beyond the categories Mn, Me, Cf, Lm and Sk: signs that stand inside words.
constexpr auto kOtherIgnored = std::to_array<Range>({
    {0x27, 0x27},
    {0x2E, 0x2E},
    {0x3A, 0x3A},
    {0xB7, 0xB7},
    {0x387, 0x387},
    {0x55F, 0x55F},
    {0x5F4, 0x5F4},
    {0x2018, 0x2019},
    {0x2024, 0x2024},
    {0x2027, 0x2027},
    {0xFE13, 0xFE13},
    {0xFE52, 0xFE52},
    {0xFE55, 0xFE55},
    {0xFF07, 0xFF07},
    {0xFF0E, 0xFF0E},
    {0xFF1A, 0xFF1A},
});

constexpr char32_t kCapitalSigma = 0x3A3;
constexpr char32_t kSmallSigma = 0x3C3;
constexpr char32_t kFinalSigma = 0x3C2;
constexpr char32_t kCapitalIWithDot = 0x130;
constexpr std::string_view kSmallIAndDot = "i\xCC\x87";  // the only lower-case form of two characters

template <std::size_t Size>
bool is_in(const std::array<Range, Size>& ranges, char32_t character) {
  return std::ranges::any_of(
      ranges, [=](const Range& range) { return character >= range.first && character <= range.last; });
}

utf8proc_category_t category(char32_t character) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(character));
}

bool is_cased(char32_t character) {
  switch (category(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
      return true;
    default:
      return is_in(kOtherCased, character);
  }
}

bool is_case_ignorable(char32_t character) {
  switch (category(character)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return is_in(kOtherIgnored, character);
  }
}

/// Whether the first character of `rest` that counts is a letter with case.
bool goes_on_cased(std::string_view rest) {
  while (!rest.empty()) {
    const CodePoint next = first_code_point(rest);
    if (!is_case_ignorable(next.value)) {
      return is_cased(next.value);
    }
    rest.remove_prefix(next.length);
  }
  return false;
}

}  // namespace

std::u32string code_points(std::string_view text) {
  std::u32string out;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    out.push_back(next.value);
    text.remove_prefix(next.length);
  }
  return out;
}

std::string python_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_cased = false;  // the last character that counts was a letter with case
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    text.remove_prefix(next.length);
    if (next.value == kCapitalIWithDot) {
      out.append(kSmallIAndDot);
    } else if (next.value == kCapitalSigma) {
      append_code_point(out, after_cased && !goes_on_cased(text) ? kFinalSigma : kSmallSigma);
    } else if (next.value < 0x80) {
      const bool capital = next.value >= 'A' && next.value <= 'Z';
      out.push_back(static_cast<char>(capital ? next.value + ('a' - 'A') : next.value));
    } else {
      const auto lower = utf8proc_tolower(static_cast<utf8proc_int32_t>(next.value));
      append_code_point(out, static_cast<char32_t>(lower));
    }
    if (!is_case_ignorable(next.value)) {
      after_cased = is_cased(next.value);
    }
  }
  return out;
}

bool is_python_word(char32_t character) {
  switch (category(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return character == '_';
  }
}

bool is_python_digit(char32_t character) {
  return category(character) == UTF8PROC_CATEGORY_ND || is_in(kShapedDigits, character);
}

bool is_unicode_other(char32_t character) {
  switch (category(character)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
      return true;
    default:
      return false;
  }
}

}  // namespace narvi::accounts
