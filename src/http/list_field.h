#pragma once
// Values of fields that are lists with commas, and the blanks around them (RFC 9110 §5.6.1, §5.6.3).

#include <algorithm>
#include <string_view>

namespace narvi::http {

/// Without the spaces and tabs at both ends.
inline std::string_view trim_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Calls `seen` with each element of `list` that is not empty, trimmed.
template <class Seen>
void each_element(std::string_view list, Seen seen) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view element = trim_blanks(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (!element.empty()) {
      seen(element);
    }
  }
}

}  // namespace narvi::http
