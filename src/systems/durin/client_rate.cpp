#include "systems/durin/client_rate.h"

#include <algorithm>

#include "http/python_int.h"
#include "rest/rate_period.h"

namespace narvi::systems::durin {

namespace {

struct Parts {
  std::string_view number;
  std::string_view period;
};

constexpr std::int64_t kMostHits = 1'000'000'000;  // beyond it nothing is limited, or everything refused

/// The two sides of the one '/'; empty if there is none, or more.
std::optional<Parts> split(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.find('/', slash + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return Parts{text.substr(0, slash), text.substr(slash + 1)};
}

/// As Python's repr writes it, for texts that are typed.
std::string quoted(std::string_view text) {
  const bool single = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char quote = single ? '"' : '\'';
  std::string out(1, quote);
  for (const char character : text) {
    if (character == '\\' || character == quote) {
      out.push_back('\\');
    }
    out.push_back(character);
  }
  out.push_back(quote);
  return out;
}

}  // namespace

std::string client_rate_fault(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  const std::optional<Parts> parts = split(text);
  if (!parts) {
    return text.find('/') == std::string_view::npos ? "not enough values to unpack (expected 2, got 1)"
                                                    : "too many values to unpack (expected 2)";
  }
  if (!http::python_int(parts->number)) {
    return "invalid literal for int() with base 10: " + quoted(parts->number);
  }
  const bool known = parts->period.size() == 1 && rest::period_unit(parts->period.front());
  return known ? std::string() : "invalid period '" + std::string(parts->period) + "'.";
}

std::optional<rest::Rate> parse_client_rate(std::string_view text) {
  const std::optional<Parts> parts = split(text);
  const auto number = parts ? http::python_int(parts->number) : std::nullopt;
  const auto period =
      number && !parts->period.empty() ? rest::period_unit(parts->period.front()) : std::nullopt;
  if (!period) {
    return std::nullopt;
  }
  return rest::Rate{std::clamp(*number, -kMostHits, kMostHits), *period};
}

}  // namespace narvi::systems::durin
