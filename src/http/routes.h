#pragma once
// Routes: a table built once at start that finds the endpoint of a path.
//
// A pattern is literal segments and parameters: "/durin/sessions/<id>/", "/o/applications/<int:pk>/". A
// parameter is a whole segment. Kinds, after Django's converters: `str` (default; anything but '/', not
// empty), `int` (decimal digits), `slug` (letters, digits, '-', '_'), `uuid` (lower case, with hyphens),
// `lookup` (anything but '/' and
// '.': what REST framework's routers accept); and `path`, only as the last segment: all that is left, slashes
// included, but not nothing.
//
// At each segment a literal goes before a parameter, and parameters in the order int, uuid, slug, lookup,
// str, path; if the rest of the path then fails, the next is tried.

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace narvi::http {

inline constexpr std::size_t kMostRouteParameters = 4;

/// What a path led to. Holds views into the path and into the table.
class RouteMatch {
 public:
  struct Parameter {
    std::string_view name;
    std::string_view value;
  };

  std::size_t endpoint = 0;
  /// The value of a parameter that the pattern names. Empty for others, as no parameter's value is empty.
  std::string_view parameter(std::string_view name) const;
  std::size_t size() const { return size_; }
  const Parameter& at(std::size_t index) const { return parameters_.at(index); }

 private:
  friend class Routes;
  std::array<Parameter, kMostRouteParameters> parameters_{};
  std::size_t size_ = 0;
};

class Routes {
 public:
  Routes();
  ~Routes();
  Routes(Routes&&) noexcept;
  Routes& operator=(Routes&&) noexcept;

  /// Adds a pattern. kConflict if another route has the same shape (names of parameters do not count): the
  /// message names both patterns. kInvalid for a pattern that does not begin with '/', or has a malformed,
  /// repeated or fifth parameter.
  Result<void> add(std::string_view pattern, std::size_t endpoint);

  /// The route of a decoded path. Paths without parameters are found by one hash; nothing is allocated.
  std::optional<RouteMatch> find(std::string_view path) const;

  /// Whether the path has a route: `has(path + "/")` is Django's question before it appends a slash.
  bool has(std::string_view path) const { return find(path).has_value(); }

  /// Every pattern in the order it was added.
  const std::vector<std::string>& patterns() const { return patterns_; }

 private:
  struct Node;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  static bool walk(const Node& node, std::string_view rest, RouteMatch& match);

  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>
      exact_;  ///< to an index of patterns_
  std::unique_ptr<Node> root_;
  std::vector<std::string> patterns_;
  std::vector<std::size_t> endpoints_;
};

}  // namespace narvi::http
