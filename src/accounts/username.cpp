#include "accounts/username.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace narvi::accounts {

namespace {

constexpr std::string_view kUnicodeMessage =
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
constexpr utf8proc_int32_t kCapitalIWithDot = 0x130;
constexpr std::string_view kSmallIAndDot = "i\xCC\x87";  // its only lower-case form outside Turkish

const utf8proc_uint8_t* address(std::string_view text) {
  return static_cast<const utf8proc_uint8_t*>(static_cast<const void*>(text.data()));
}

/// Takes the first code point off `text`; empty optional if that is not UTF-8.
std::optional<utf8proc_int32_t> next_code_point(std::string_view& text) {
  utf8proc_int32_t code_point = 0;
  const utf8proc_ssize_t size =
      utf8proc_iterate(address(text), static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size <= 0) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(size));
  return code_point;
}

bool is_ascii_word(utf8proc_int32_t code_point) {
  return (code_point >= 'a' && code_point <= 'z') || (code_point >= 'A' && code_point <= 'Z') ||
         (code_point >= '0' && code_point <= '9') || code_point == '_';
}

/// Python's \w without marks: letters and everything numeric.
bool is_unicode_word(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
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
      return code_point == '_';
  }
}

bool is_username_sign(utf8proc_int32_t code_point) {
  return code_point == '@' || code_point == '.' || code_point == '+' || code_point == '-';
}

bool is_acceptable(std::string_view username, UsernameCharacters characters) {
  if (username.empty()) {
    return false;
  }
  while (!username.empty()) {
    const std::optional<utf8proc_int32_t> code_point = next_code_point(username);
    if (!code_point) {
      return false;
    }
    const bool word =
        characters == UsernameCharacters::kAscii ? is_ascii_word(*code_point) : is_unicode_word(*code_point);
    if (!word && !is_username_sign(*code_point)) {
      return false;
    }
  }
  return true;
}

/// What Python's str.strip() takes off.
bool is_blank(utf8proc_int32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

/// Without outer blanks; empty optional if it is not UTF-8.
std::optional<std::string_view> trimmed(std::string_view text) {
  std::size_t first = text.size();
  std::size_t end = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t start = text.size() - rest.size();
    const std::optional<utf8proc_int32_t> code_point = next_code_point(rest);
    if (!code_point) {
      return std::nullopt;
    }
    if (!is_blank(*code_point)) {
      first = std::min(first, start);
      end = text.size() - rest.size();
    }
  }
  return end == 0 ? std::string_view() : text.substr(first, end - first);
}

/// Of valid UTF-8.
std::string lower_case(std::string_view text) {
  std::string out;
  while (const std::optional<utf8proc_int32_t> code_point =
             text.empty() ? std::nullopt : next_code_point(text)) {
    if (*code_point == kCapitalIWithDot) {
      out.append(kSmallIAndDot);
      continue;
    }
    std::array<utf8proc_uint8_t, 4> bytes{};
    const utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_tolower(*code_point), bytes.data());
    out.append(static_cast<const char*>(static_cast<const void*>(bytes.data())),
               static_cast<std::size_t>(size));
  }
  return out;
}

struct Free {
  void operator()(utf8proc_uint8_t* memory) const { std::free(memory); }
};

}  // namespace

std::optional<std::string> normalize_username(std::string_view username) {
  constexpr auto kNfkc = static_cast<utf8proc_option_t>(static_cast<unsigned>(UTF8PROC_STABLE) |
                                                        static_cast<unsigned>(UTF8PROC_COMPOSE) |
                                                        static_cast<unsigned>(UTF8PROC_COMPAT));
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(address(username), static_cast<utf8proc_ssize_t>(username.size()), &mapped, kNfkc);
  const std::unique_ptr<utf8proc_uint8_t, Free> owned(mapped);
  if (size < 0) {
    return std::nullopt;
  }
  return std::string(static_cast<const char*>(static_cast<const void*>(mapped)),
                     static_cast<std::size_t>(size));
}

std::optional<std::string_view> refuse_username(std::string_view username, UsernameCharacters characters,
                                                const DjangoBehaviour& version) {
  if (is_acceptable(username, characters)) {
    return std::nullopt;
  }
  return characters == UsernameCharacters::kAscii ? version.ascii_username_message : kUnicodeMessage;
}

std::string normalize_email(std::string_view email) {
  const std::optional<std::string_view> text = trimmed(email);
  const std::size_t at = text ? text->rfind('@') : std::string_view::npos;
  if (at == std::string_view::npos) {
    return std::string(email);
  }
  return std::string(text->substr(0, at + 1)) + lower_case(text->substr(at + 1));
}

}  // namespace narvi::accounts
