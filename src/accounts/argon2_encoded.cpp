#include "accounts/argon2_encoded.h"

#include <array>
#include <utility>

#include "accounts/encoded_hash.h"
#include "base/base64.h"

namespace narvi::accounts {

namespace {

using crypto::Argon2Parameters;
using crypto::Argon2Type;
using crypto::Argon2Version;

constexpr std::string_view kAlgorithm = "argon2";
constexpr std::array<std::pair<std::string_view, Argon2Type>, 3> kVarieties = {{
    {"argon2d", Argon2Type::kD},
    {"argon2i", Argon2Type::kI},
    {"argon2id", Argon2Type::kId},
}};

bool read_variety(std::string_view text, Argon2Encoded& into) {
  for (const auto& [name, type] : kVarieties) {
    if (name == text) {
      into.variety = name;
      into.parameters.type = type;
      return true;
    }
  }
  return false;
}

/// `v=16`, `v=19`.
bool read_version(std::string_view text, Argon2Encoded& into) {
  if (text == "v=16" || text == "v=19") {
    into.parameters.version = text == "v=16" ? Argon2Version::k10 : Argon2Version::k13;
    return true;
  }
  return false;
}

/// Cuts `name=NUMBER` and the comma behind it off.
std::optional<unsigned> take_cost(std::string_view& rest, std::string_view name) {
  if (!rest.starts_with(name)) {
    return std::nullopt;
  }
  rest.remove_prefix(name.size());
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::optional<unsigned> cost = read_cost(rest.substr(0, comma));
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return cost;
}

/// `m=102400,t=2,p=8`.
bool read_costs(std::string_view text, Argon2Encoded& into) {
  if (text.ends_with(',')) {
    return false;
  }
  const std::optional<unsigned> memory = take_cost(text, "m=");
  const std::optional<unsigned> passes = take_cost(text, "t=");
  const std::optional<unsigned> lanes = take_cost(text, "p=");
  if (!memory || !passes || !lanes || !text.empty()) {
    return false;
  }
  into.parameters.memory = *memory;
  into.parameters.passes = *passes;
  into.parameters.lanes = *lanes;
  return true;
}

bool read_bytes(std::string_view text, std::string& into) {
  if (text.find('=') != std::string_view::npos) {
    return false;
  }
  std::optional<std::string> bytes = base64_decode(repaired_padding(text));
  if (!bytes) {
    return false;
  }
  into = std::move(*bytes);
  return true;
}

std::string unpadded(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

}  // namespace

std::optional<Argon2Encoded> parse_argon2(std::string_view encoded) {
  Argon2Encoded read;
  std::string_view rest = encoded;
  const auto name = take_field(rest);
  const auto variety = take_field(rest);
  auto costs = take_field(rest);
  if (!name || *name != kAlgorithm || !variety || !read_variety(*variety, read) || !costs) {
    return std::nullopt;
  }
  read.names_version = costs->starts_with("v=");
  read.parameters.version = Argon2Version::k10;
  if (read.names_version) {
    if (!read_version(*costs, read)) {
      return std::nullopt;
    }
    costs = take_field(rest);
  }
  const auto salt = take_field(rest);
  read.tag_text = rest;
  if (!costs || !read_costs(*costs, read) || !salt || !read_bytes(*salt, read.salt) ||
      !read_bytes(rest, read.tag) ||
      !crypto::argon2_allows(read.parameters, read.salt.size(), read.tag.size())) {
    return std::nullopt;
  }
  return read;
}

std::string write_argon2(const Argon2Parameters& parameters, std::string_view salt, std::string_view tag) {
  std::string text(kAlgorithm);
  for (const auto& [name, type] : kVarieties) {
    if (type == parameters.type) {
      text.append("$").append(name);
    }
  }
  text += "$v=" + std::to_string(static_cast<unsigned>(parameters.version));
  text += "$m=" + std::to_string(parameters.memory) + ",t=" + std::to_string(parameters.passes) +
          ",p=" + std::to_string(parameters.lanes);
  return text + '$' + unpadded(salt) + '$' + unpadded(tag);
}

}  // namespace narvi::accounts
