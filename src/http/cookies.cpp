#include "http/cookies.h"

#include <algorithm>

#include "base/utf8.h"

namespace narvi::http {
namespace {

bool is_octal(char c, char highest) {
  return c >= '0' && c <= highest;
}

/// Undoes Python's quoting: inside double quotes, \ooo is the code point of that octal number and \c is c. A
/// backslash before a line end or at the very end stands for itself.
std::string unquote(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
    return std::string(value);
  }
  value = value.substr(1, value.size() - 2);
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 >= value.size() || value[i + 1] == '\n') {
      out.push_back(value[i]);
      continue;
    }
    if (i + 3 < value.size() && is_octal(value[i + 1], '3') && is_octal(value[i + 2], '7') &&
        is_octal(value[i + 3], '7')) {
      const int code = (value[i + 1] - '0') * 64 + (value[i + 2] - '0') * 8 + (value[i + 3] - '0');
      append_code_point(out, static_cast<char32_t>(code));
      i += 3;
      continue;
    }
    out.push_back(value[++i]);
  }
  return out;
}

/// Calls `take(name, quoted_value)` for each chunk of a field that is UTF-8.
template <class Take>
void each_cookie(std::string_view field, Take take) {
  for (bool more = true; more;) {
    const std::size_t end = std::min(field.find(';'), field.size());
    const std::string_view chunk = field.substr(0, end);
    more = end < field.size();
    field.remove_prefix(more ? end + 1 : end);
    const std::size_t equals = chunk.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string_view name = python_strip(named ? chunk.substr(0, equals) : std::string_view{});
    const std::string_view value = python_strip(named ? chunk.substr(equals + 1) : chunk);
    if (!name.empty() || !value.empty()) {
      take(name, value);
    }
  }
}

/// `field` if it is UTF-8, else a repaired copy in `storage`.
std::string_view as_utf8(std::string_view field, std::string& storage) {
  if (!find_utf8_fault(field)) {
    return field;
  }
  storage = utf8_with_replacement(field);
  return storage;
}

}  // namespace

const std::string* Cookies::find(std::string_view name) const {
  const auto found =
      std::find_if(cookies_.rbegin(), cookies_.rend(), [&](const auto& c) { return c.first == name; });
  return found == cookies_.rend() ? nullptr : &found->second;
}

Cookies parse_cookies(std::string_view field) {
  std::string storage;
  Cookies cookies;
  each_cookie(as_utf8(field, storage), [&](std::string_view name, std::string_view value) {
    cookies.add(std::string(name), unquote(value));
  });
  return cookies;
}

std::optional<std::string> find_cookie(std::string_view field, std::string_view name) {
  std::string storage;
  std::optional<std::string_view> found;
  each_cookie(as_utf8(field, storage), [&](std::string_view given, std::string_view value) {
    if (given == name) {
      found = value;
    }
  });
  if (!found) {
    return std::nullopt;
  }
  return unquote(*found);
}

}  // namespace narvi::http
