#include "http/routes.h"

#include <algorithm>

namespace narvi::http {
namespace {

using Accepts = bool (*)(std::string_view segment);

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_integer(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

bool is_slug(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
  });
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == '-' ? c == '-' : is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

bool is_lookup(std::string_view text) {
  return text.find('.') == std::string_view::npos;
}

bool is_any(std::string_view) {
  return true;
}

constexpr std::string_view kRemainder = "path";

struct Kind {
  std::string_view name;
  Accepts accepts;
};
constexpr std::array kKinds = {Kind{"int", is_integer},   Kind{"uuid", is_uuid}, Kind{"slug", is_slug},
                               Kind{"lookup", is_lookup}, Kind{"str", is_any},   Kind{kRemainder, is_any}};
constexpr std::size_t kRemainderKind = kKinds.size() - 1;

/// One segment of a pattern.
struct Segment {
  std::string_view literal;          ///< if it is no parameter
  std::string_view name;             ///< of the parameter
  std::size_t kind = kKinds.size();  ///< index into kKinds if it is a parameter
  bool is_parameter() const { return kind < kKinds.size(); }
};

bool is_parameter_name(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
  });
}

Result<Segment> read_segment(std::string_view text, std::string_view pattern) {
  const auto malformed = [&] {
    return fail(ErrorKind::kInvalid,
                "route " + std::string(pattern) + ": malformed segment " + std::string(text));
  };
  if (text.find_first_of("<>") == std::string_view::npos) {
    return Segment{text, {}, kKinds.size()};
  }
  if (!text.starts_with('<') || !text.ends_with('>')) {
    return malformed();
  }
  std::string_view name = text.substr(1, text.size() - 2);
  std::string_view kind = "str";
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    kind = name.substr(0, colon);
    name.remove_prefix(colon + 1);
  }
  const auto* const found = std::ranges::find(kKinds, kind, &Kind::name);
  if (found == kKinds.end() || !is_parameter_name(name)) {
    return malformed();
  }
  return Segment{{}, name, static_cast<std::size_t>(found - kKinds.begin())};
}

/// Takes the first segment off `rest`, which begins with '/'.
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::string_view segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

Result<std::vector<Segment>> read_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) {
    return fail(ErrorKind::kInvalid, "route " + std::string(pattern) + " does not begin with /");
  }
  std::vector<Segment> segments;
  std::vector<std::string_view> names;
  for (std::string_view rest = pattern; !rest.empty();) {
    auto segment = read_segment(next_segment(rest), pattern);
    if (!segment) {
      return tl::unexpected(std::move(segment.error()));
    }
    if (segment->is_parameter()) {
      if (names.size() == kMostRouteParameters || std::ranges::find(names, segment->name) != names.end()) {
        return fail(ErrorKind::kInvalid, "route " + std::string(pattern) + ": repeated or fifth parameter");
      }
      names.push_back(segment->name);
    }
    if (segment->kind == kRemainderKind && !rest.empty()) {
      return fail(ErrorKind::kInvalid, "route " + std::string(pattern) + ": nothing can follow <path:...>");
    }
    segments.push_back(*segment);
  }
  return segments;
}

}  // namespace

/// A segment's place in the tree of patterns that hold parameters.
struct Routes::Node {
  std::unordered_map<std::string, std::unique_ptr<Node>, TextHash, std::equal_to<>> literals;
  std::array<std::unique_ptr<Node>, kKinds.size()> parameters;
  std::optional<std::size_t> route;  ///< index of patterns_, if a pattern ends here
  std::size_t endpoint = 0;
  std::vector<std::string> names;  ///< of that pattern's parameters
};

std::string_view RouteMatch::parameter(std::string_view name) const {
  for (std::size_t i = 0; i < size_; ++i) {
    if (parameters_[i].name == name) {
      return parameters_[i].value;
    }
  }
  return {};
}

Routes::Routes() : root_(std::make_unique<Node>()) {}
Routes::~Routes() = default;
Routes::Routes(Routes&&) noexcept = default;
Routes& Routes::operator=(Routes&&) noexcept = default;

Result<void> Routes::add(std::string_view pattern, std::size_t endpoint) {
  const auto segments = read_pattern(pattern);
  if (!segments) {
    return tl::unexpected(segments.error());
  }
  const auto conflict = [&](std::size_t other) {
    return fail(ErrorKind::kConflict,
                "route " + std::string(pattern) + " is already taken by " + patterns_[other]);
  };
  const std::size_t index = patterns_.size();
  if (std::ranges::none_of(*segments, &Segment::is_parameter)) {
    const auto [place, added] = exact_.try_emplace(std::string(pattern), index);
    if (!added) {
      return conflict(place->second);
    }
  } else {
    Node* node = root_.get();
    std::vector<std::string> names;
    for (const Segment& segment : *segments) {
      auto& next = segment.is_parameter() ? node->parameters[segment.kind]
                                          : node->literals[std::string(segment.literal)];
      if (segment.is_parameter()) {
        names.emplace_back(segment.name);
      }
      if (!next) {
        next = std::make_unique<Node>();
      }
      node = next.get();
    }
    if (node->route) {
      return conflict(*node->route);
    }
    node->route = index;
    node->endpoint = endpoint;
    node->names = std::move(names);
  }
  patterns_.emplace_back(pattern);
  endpoints_.push_back(endpoint);
  return {};
}

std::optional<RouteMatch> Routes::find(std::string_view path) const {
  RouteMatch match;
  if (const auto found = exact_.find(path); found != exact_.end()) {
    match.endpoint = endpoints_[found->second];
    return match;
  }
  if (!walk(*root_, path, match)) {
    return std::nullopt;
  }
  return match;
}

bool Routes::walk(const Node& node, std::string_view rest, RouteMatch& match) {
  if (rest.empty()) {
    if (!node.route) {
      return false;
    }
    match.endpoint = node.endpoint;
    for (std::size_t i = 0; i < match.size_; ++i) {
      match.parameters_[i].name = node.names[i];
    }
    return true;
  }
  if (rest.front() != '/') {
    return false;
  }
  const std::string_view remainder = rest.substr(1);
  const std::string_view segment = next_segment(rest);
  if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
    if (walk(*literal->second, rest, match)) {
      return true;
    }
  }
  if (match.size_ == kMostRouteParameters) {
    return false;
  }
  for (std::size_t kind = 0; kind < kRemainderKind && !segment.empty(); ++kind) {
    if (!node.parameters[kind] || !kKinds[kind].accepts(segment)) {
      continue;
    }
    match.parameters_[match.size_++].value = segment;
    if (walk(*node.parameters[kind], rest, match)) {
      return true;
    }
    --match.size_;
  }
  if (remainder.empty() || !node.parameters[kRemainderKind]) {
    return false;
  }
  match.parameters_[match.size_++].value = remainder;
  return walk(*node.parameters[kRemainderKind], {}, match);
}

}  // namespace narvi::http
