#include "systems/forward_auth/print_text.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace narvi::systems::forward_auth {

namespace {

constexpr std::size_t kMostSpellings = 16;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

}  // namespace

std::string fill(std::string_view text, std::initializer_list<Filling> fillings) {
  std::string filled;
  while (true) {
    const std::size_t open = text.find("<<");
    filled += text.substr(0, open);
    if (open == std::string_view::npos) {
      return filled;
    }
    const std::size_t close = text.find(">>", open);
    const std::string_view name = text.substr(open + 2, close - open - 2);
    const auto* const found = std::ranges::find(fillings, name, &Filling::first);
    if (close == std::string_view::npos || found == fillings.end()) {
      std::abort();  // every configuration is printed by the tests
    }
    filled += found->second;
    text.remove_prefix(close + 2);
  }
}

std::string each(std::span<const std::string> names, std::string_view line) {
  std::string lines;
  for (const std::string& name : names) {
    lines += fill(line, {{"name", name}});
  }
  return lines;
}

std::vector<std::string> spellings(std::string_view name) {
  std::vector<std::string> all = {std::string(name)};
  for (std::size_t place = 0; place < name.size(); ++place) {
    if ((name[place] != '-' && name[place] != '_') || all.size() * 2 > kMostSpellings) {
      continue;
    }
    const std::size_t before = all.size();
    for (std::size_t index = 0; index < before; ++index) {
      std::string other = all[index];
      other[place] = name[place] == '-' ? '_' : '-';
      all.push_back(std::move(other));
    }
  }
  return all;
}

std::vector<std::string> spellings_of(std::span<const std::string> names) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    std::ranges::move(spellings(name), std::back_inserter(all));
  }
  return all;
}

std::string identifier(std::string_view text) {
  std::string name(text);
  std::ranges::transform(name, name.begin(), lower);
  std::ranges::replace_if(
      name, [](char letter) { return !is_word(letter); }, '_');
  return name;
}

std::span<const std::string> claims() {
  static const std::array<std::string, 20> kClaims = {
      "Forwarded",
      "X-Forwarded-Method",
      "X-Forwarded-Uri",
      "X-Forwarded-Port",
      "X-Forwarded-Server",
      "X-Forwarded-Prefix",
      "X-Forwarded-Scheme",
      "X-Forwarded-Ssl",
      "X-Forwarded-User",
      "X-Forwarded-Email",
      "X-Forwarded-Groups",
      "X-Forwarded-Preferred-Username",
      "X-Forwarded-Access-Token",
      "X-Original-Method",
      "X-Original-URL",
      "X-Original-URI",
      "X-Original-Host",
      "X-Rewrite-URL",
      "X-Real-IP",
      "X-Client-IP",
  };
  return kClaims;
}

}  // namespace narvi::systems::forward_auth
