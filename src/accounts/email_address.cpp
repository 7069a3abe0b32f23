#include "accounts/email_address.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "accounts/idna_domain.h"
#include "accounts/python_text.h"
#include "accounts/username.h"
#include "base/utf8.h"
#include "http/network.h"

namespace narvi::accounts {

namespace {

constexpr std::size_t kLongestAddress = 320;  // RFC 3696 §3, in characters
constexpr std::size_t kLongestLabel = 63;     // RFC 1034

bool is_ascii_alphanumeric(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A letter or digit of a Python pattern [A-Z0-9] that ignores case: four letters beyond ASCII fold into it.
bool is_pattern_alphanumeric(char32_t c) {
  return is_ascii_alphanumeric(c) || c == 0x130 || c == 0x131 || c == 0x17F || c == 0x212A;
}

bool is_atom_character(char32_t c) {
  constexpr std::u32string_view kSigns = U"-!#$%&'*+/=?^_`{}|~";
  return is_pattern_alphanumeric(c) || kSigns.find(c) != std::u32string_view::npos;
}

/// Atoms with single dots between them (RFC 5322 §3.2.3).
bool is_dot_atom(std::u32string_view local) {
  bool after_atom = false;
  for (const char32_t c : local) {
    if (c == U'.' ? !after_atom : !is_atom_character(c)) {
      return false;
    }
    after_atom = c != U'.';
  }
  return after_atom;
}

bool may_stand_quoted(char32_t c) {
  const bool control = (c >= 1 && c <= 0x1F && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  const bool sign = c > ' ' && c < 0x7F && c != '"' && c != '\\';
  return control || sign || is_pattern_alphanumeric(c);
}

bool may_follow_backslash(char32_t c) {
  return (c >= 1 && c <= 0x7F && c != '\n' && c != '\r') || is_pattern_alphanumeric(c);
}

/// `"..."` (RFC 5322 §3.2.4), without white space unless a backslash is in front.
bool is_quoted_string(std::u32string_view local) {
  if (local.size() < 2 || local.front() != U'"' || local.back() != U'"') {
    return false;
  }
  local = local.substr(1, local.size() - 2);
  for (std::size_t at = 0; at < local.size(); ++at) {
    const bool escaped = local[at] == U'\\';
    at += escaped ? 1 : 0;
    if (at == local.size() || !(escaped ? may_follow_backslash(local[at]) : may_stand_quoted(local[at]))) {
      return false;
    }
  }
  return true;
}

/// An address in brackets (RFC 5321 §4.1.3).
bool is_literal(std::string_view domain) {
  if (domain.size() < 2 || domain.front() != '[' || domain.back() != ']') {
    return false;
  }
  const std::string_view address = domain.substr(1, domain.size() - 2);
  return address.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos &&
         http::parse_ip(address).has_value();
}

struct DomainRules {
  bool (*is_letter)(char32_t);  ///< besides '-'
  bool (*is_top)(std::u32string_view label, bool (*is_letter)(char32_t));
};

bool has_hyphen_at_end(std::u32string_view label) {
  return label.back() == U'-';
}

bool consists_of(std::u32string_view label, bool (*is_letter)(char32_t)) {
  return !label.empty() && label.size() <= kLongestLabel &&
         std::ranges::all_of(label, [=](char32_t c) { return c == U'-' || is_letter(c); });
}

bool is_label(std::u32string_view label, bool (*is_letter)(char32_t)) {
  return consists_of(label, is_letter) && label.front() != U'-' && !has_hyphen_at_end(label);
}

/// Up to 4.2: two characters at least; it may even begin with a hyphen.
bool is_old_top(std::u32string_view label, bool (*is_letter)(char32_t)) {
  return label.size() >= 2 && consists_of(label, is_letter) && !has_hyphen_at_end(label);
}

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

bool is_punycode_label(std::u32string_view label) {
  constexpr std::u32string_view kPrefix = U"xn--";
  const auto same_letter = [](char32_t left, char32_t right) { return (left | 0x20U) == (right | 0x20U); };
  return label.size() > kPrefix.size() && label.size() <= kLongestLabel &&
         std::ranges::equal(label.substr(0, kPrefix.size()), kPrefix, same_letter) && label[2] == U'-' &&
         label[3] == U'-' && std::ranges::all_of(label.substr(kPrefix.size()), is_pattern_alphanumeric);
}

/// From 5.2 on: no digits, unless it is in Punycode.
bool is_new_top(std::u32string_view label, bool (*is_letter)(char32_t)) {
  return is_punycode_label(label) ||
         (label.size() >= 2 && is_label(label, is_letter) && std::ranges::none_of(label, is_digit));
}

bool is_unicode_letter(char32_t c) {
  return is_ascii_alphanumeric(c) || (c >= 0xA1 && c <= 0xFFFF);
}

constexpr DomainRules kOldRules{is_pattern_alphanumeric, is_old_top};
constexpr DomainRules kNewRules{is_unicode_letter, is_new_top};

bool is_domain(std::string_view text, const DomainRules& rules) {
  const std::u32string domain = code_points(text);
  std::u32string_view rest = domain;
  for (std::size_t dot = rest.find(U'.'); dot != std::u32string_view::npos; dot = rest.find(U'.')) {
    if (!is_label(rest.substr(0, dot), rules.is_letter)) {
      return false;
    }
    rest.remove_prefix(dot + 1);
  }
  return rest.size() < domain.size() && rules.is_top(rest, rules.is_letter);
}

bool is_valid_domain(std::string_view domain, const DjangoBehaviour& version) {
  if (domain == "localhost" || is_literal(domain)) {
    return true;
  }
  if (version.refuses_numeric_tld) {
    return is_domain(domain, kNewRules);
  }
  if (is_domain(domain, kOldRules)) {
    return true;
  }
  const std::optional<std::string> ascii = idna_to_ascii(domain);
  return ascii && (is_domain(*ascii, kOldRules) || is_literal(*ascii));
}

struct Free {
  void operator()(utf8proc_uint8_t* memory) const { std::free(memory); }
};

/// NFKC, then case folding: in this order, as Python's normalize() and casefold() do it.
std::optional<std::string> folded_address(std::string_view address) {
  const std::optional<std::string> normal = normalize_username(address);
  if (!normal) {
    return std::nullopt;
  }
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(static_cast<const utf8proc_uint8_t*>(static_cast<const void*>(normal->data())),
                   static_cast<utf8proc_ssize_t>(normal->size()), &mapped, UTF8PROC_CASEFOLD);
  const std::unique_ptr<utf8proc_uint8_t, Free> owned(mapped);
  if (size < 0) {
    return std::nullopt;
  }
  return std::string(static_cast<const char*>(static_cast<const void*>(mapped)),
                     static_cast<std::size_t>(size));
}

}  // namespace

bool is_valid_email(std::string_view address, const DjangoBehaviour& version) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || count_code_points(address) > kLongestAddress ||
      find_utf8_fault(address)) {
    return false;
  }
  const std::u32string local = code_points(address.substr(0, at));
  return (is_dot_atom(local) || is_quoted_string(local)) && is_valid_domain(address.substr(at + 1), version);
}

bool same_mailbox(std::string_view left, std::string_view right) {
  const std::optional<std::string> folded = folded_address(left);
  return folded && folded == folded_address(right);
}

}  // namespace narvi::accounts
