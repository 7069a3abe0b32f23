#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "http/cookies.h"
#include "http/date.h"
#include "http/request.h"

namespace narvi::http {
namespace {

constexpr std::string_view kNameMarks = "!#$%&'*+-.^_`|~:";
constexpr std::string_view kValueMarks = " ()/<=>?@[]{}";  // stand for themselves inside quotes

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kNameMarks.find(c) != std::string_view::npos;
}

void append_octal(std::string& out, unsigned code) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "\\%03o", code);
  out.append(buffer);
}

/// Python's quoting. Code points up to U+00FF are written as octal escapes; higher ones stay UTF-8, for they
/// have no escape (upstream cannot send them at all).
std::string quoted(std::string_view value) {
  if (is_cookie_name(value)) {
    return std::string(value);
  }
  std::string out = "\"";
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(value[i]);
    const auto next = i + 1 < value.size() ? static_cast<std::uint8_t>(value[i + 1]) : std::uint8_t{0};
    const bool plain = is_name_character(value[i]) || kValueMarks.find(value[i]) != std::string_view::npos;
    if (value[i] == '"' || value[i] == '\\') {
      out.append("\\").push_back(value[i]);
    } else if (!plain && byte < 0x80) {
      append_octal(out, byte);
    } else if ((byte == 0xC2 || byte == 0xC3) && (next & 0xC0u) == 0x80u) {
      append_octal(out, ((byte & 0x03u) << 6) | (next & 0x3Fu));
      ++i;
    } else {
      out.push_back(value[i]);
    }
  }
  return out.append("\"");
}

}  // namespace

std::string write_set_cookie(const SetCookie& cookie) {
  std::string out = cookie.name + "=" + quoted(cookie.value);
  if (!cookie.domain.empty()) {
    out.append("; Domain=").append(cookie.domain);
  }
  if (cookie.expires) {
    out.append("; expires=").append(write_http_date(*cookie.expires));
  }
  if (cookie.http_only) {
    out.append("; HttpOnly");
  }
  if (cookie.max_age) {
    out.append("; Max-Age=").append(std::to_string(*cookie.max_age));
  }
  if (!cookie.path.empty()) {
    out.append("; Path=").append(cookie.path);
  }
  if (!cookie.same_site.empty()) {
    out.append("; SameSite=").append(cookie.same_site);
  }
  if (cookie.secure) {
    out.append("; Secure");
  }
  return out;
}

SetCookie lasting_cookie(std::string name, std::string value, std::int64_t max_age, Instant now) {
  SetCookie cookie;
  cookie.name = std::move(name);
  cookie.value = std::move(value);
  cookie.max_age = max_age;
  constexpr std::int64_t kFarthest =
      400'000'000'000;  // seconds; beyond the year 9999, and no overflow of Instant
  cookie.expires = now + Seconds(std::clamp(max_age, -kFarthest, kFarthest));
  return cookie;
}

SetCookie deletion_cookie(std::string name, std::string path, std::string domain, std::string same_site) {
  SetCookie cookie;
  cookie.secure =
      name.starts_with("__Secure-") || name.starts_with("__Host-") || same_name(same_site, "none");
  cookie.name = std::move(name);
  cookie.expires = Instant{};
  cookie.max_age = 0;
  cookie.path = std::move(path);
  cookie.domain = std::move(domain);
  cookie.same_site = std::move(same_site);
  return cookie;
}

bool is_cookie_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, is_name_character);
}

bool is_cookie_attribute(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return c >= 0x20 && c < 0x7F && c != ';'; });
}

}  // namespace narvi::http
