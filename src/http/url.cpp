#include "http/url.h"

#include <algorithm>
#include <cstdint>

#include "base/utf8.h"

namespace narvi::http {
namespace {

constexpr std::string_view kIriSafe = "/#%[]=:;$&()+,!?*@'~";
constexpr std::string_view kPathSafe = "/:@&+$,-_.!~*'()";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-' || c == '~';
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out.push_back(text[i]);
      continue;
    }
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

std::string_view decode_path(std::string_view raw, std::string& storage) {
  const auto plain = [](char c) { return c != '%' && static_cast<std::uint8_t>(c) < 0x80; };
  if (std::ranges::all_of(raw, plain)) {
    return raw;
  }
  const std::string bytes = percent_decode(raw);
  const std::string_view view = bytes;
  storage.clear();
  std::size_t at = 0;
  for (;;) {
    const auto fault = find_utf8_fault(view, at);
    if (!fault) {
      return storage.append(view.substr(at));
    }
    storage.append(view.substr(at, fault->position - at));
    storage.append(quote(view.substr(fault->position, fault->length), kIriSafe));
    at = fault->position + fault->length;
  }
}

std::string quote(std::string_view text, std::string_view safe) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c) || (static_cast<std::uint8_t>(c) < 0x80 && safe.find(c) != std::string_view::npos)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    out.push_back('%');
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 0xF]);
  }
  return out;
}

std::string quote_plus(std::string_view text) {
  std::string out = quote(text, " ");
  std::ranges::replace(out, ' ', '+');
  return out;
}

std::string iri_to_uri(std::string_view iri) {
  return quote(iri, kIriSafe);
}

std::string escape_path(std::string_view decoded_path) {
  return quote(decoded_path, kPathSafe);
}

std::string full_path(std::string_view decoded_path, std::string_view raw_query) {
  std::string out = escape_path(decoded_path);
  if (!raw_query.empty()) {
    out.append("?").append(iri_to_uri(utf8_from_latin1(raw_query)));
  }
  return out;
}

std::string slash_location(std::string_view decoded_path, std::string_view raw_query) {
  std::string path(decoded_path);
  if (!path.ends_with('/')) {
    path.push_back('/');
  }
  std::string out = full_path(path, raw_query);
  if (out.starts_with("//")) {
    out.replace(1, 1, "%2F");
  }
  return out;
}

}  // namespace narvi::http
