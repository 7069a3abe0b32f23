#include "http/media_type.h"

#include <algorithm>

#include "base/utf8.h"

namespace narvi::http {
namespace {

struct Item {
  std::string_view text;
  MediaType type;
};

std::vector<Item> accept_items(std::string_view accept) {
  std::vector<Item> items;
  for (;;) {
    const std::size_t comma = accept.find(',');
    const std::string_view text = python_strip(accept.substr(0, comma));
    items.push_back({text, parse_media_type(text)});
    if (comma == std::string_view::npos) {
      return items;
    }
    accept.remove_prefix(comma + 1);
  }
}

bool same_or_wild(std::string_view left, std::string_view right) {
  return left == "*" || right == "*" || left == right;
}

/// The more specific of the two types, with the parameters that were asked for.
std::string accepted_text(std::string_view offered_text, const MediaType& offered, const Item& item) {
  if (offered.specificity() <= item.type.specificity()) {
    return std::string(item.text);
  }
  std::string text(offered_text);
  for (const HeaderParameter& parameter : item.type.parameters) {
    text.append(";").append(parameter.name).append("=").append(parameter.value);
  }
  return text;
}

}  // namespace

std::string_view MediaType::main() const {
  return std::string_view(full).substr(0, full.find('/'));
}

std::string_view MediaType::sub() const {
  const std::size_t slash = full.find('/');
  return slash == std::string::npos ? std::string_view{} : std::string_view(full).substr(slash + 1);
}

const std::string* MediaType::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &HeaderParameter::name);
  return found == parameters.end() ? nullptr : &found->value;
}

int MediaType::specificity() const {
  if (main() == "*") {
    return 0;
  }
  if (sub() == "*") {
    return 1;
  }
  const bool only_q = parameters.size() == 1 && parameters.front().name == "q";
  return parameters.empty() || only_q ? 2 : 3;
}

MediaType parse_media_type(std::string_view text) {
  auto header = parse_header_parameters(text);
  if (!header) {
    return {};
  }
  return {std::move(header->value), std::move(header->parameters)};
}

bool satisfies(const MediaType& offered, const MediaType& asked) {
  for (const HeaderParameter& own : offered.parameters) {
    const std::string* const other = asked.parameter(own.name);
    if (own.name != "q" && (other == nullptr || *other != own.value)) {
      return false;
    }
  }
  return same_or_wild(offered.sub(), asked.sub()) && same_or_wild(offered.main(), asked.main());
}

std::optional<Negotiated> negotiate(std::optional<std::string_view> accept,
                                    std::span<const std::string_view> offered) {
  const std::vector<Item> items = accept_items(accept.value_or("*/*"));
  std::vector<MediaType> types;
  for (const std::string_view text : offered) {
    types.push_back(parse_media_type(text));
  }
  for (int specificity = 3; specificity >= 0; --specificity) {
    for (std::size_t i = 0; i < types.size(); ++i) {
      const auto found = std::ranges::find_if(items, [&](const Item& item) {
        return item.type.specificity() == specificity && satisfies(types[i], item.type);
      });
      if (found != items.end()) {
        return Negotiated{i, found->type, accepted_text(offered[i], types[i], *found)};
      }
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> select_parser(const MediaType& content_type,
                                         std::span<const std::string_view> parsers) {
  for (std::size_t i = 0; i < parsers.size(); ++i) {
    if (satisfies(parse_media_type(parsers[i]), content_type)) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace narvi::http
