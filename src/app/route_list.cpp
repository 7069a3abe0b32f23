#include "app/route_list.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "http/python_json.h"
#include "rest/permission.h"
#include "rest/scheme.h"
#include "rest/throttle.h"

namespace narvi::app {

namespace {

using http::json::Array;
using http::json::Object;
using http::json::Value;

constexpr std::size_t kColumns = 7;
using Cells = std::array<std::string, kColumns>;

std::string joined(const std::vector<std::string>& parts, std::string_view none) {
  std::string text;
  for (const std::string& part : parts) {
    text.append(text.empty() ? "" : ", ").append(part);
  }
  return text.empty() ? std::string(none) : text;
}

std::string who_may(const RouteLine& route) {
  if (!route.open) {
    return joined(route.permissions, "-");
  }
  const std::string permissions = joined(route.permissions, "");
  const std::string why = route.open_because.empty() ? "no reason given" : route.open_because;
  return permissions.empty() ? "open: " + why
                             : permissions + ", open" + (route.open_because.empty() ? "" : ": " + why);
}

std::string how_often(const RouteLine& route) {
  std::vector<std::string> all;
  for (const auto& [name, limit] : route.throttles) {
    all.push_back(limit.empty() ? name : name + " " + limit);
  }
  return joined(all, "-");
}

bool marked(const RouteLine& route) {
  return route.open && route.unsafe;
}

Cells cells(const RouteLine& route) {
  return {marked(route) ? "!" : "",   route.path,     route.name,      route.methods,
          joined(route.schemes, "-"), who_may(route), how_often(route)};
}

/// The last column ends the line.
std::string padded(const Cells& cells, const std::array<std::size_t, kColumns>& widths) {
  std::string text;
  for (std::size_t column = 0; column < kColumns; ++column) {
    text += cells[column];
    if (column + 1 < kColumns) {
      text.append(widths[column] - cells[column].size() + (column == 0 ? 1 : 2), ' ');
    }
  }
  return text;
}

Array texts(const std::vector<std::string>& all) {
  Array array;
  for (const std::string& text : all) {
    array.emplace_back(text);
  }
  return array;
}

Array method_names(std::string_view methods) {
  Array array;
  while (!methods.empty()) {
    const std::size_t comma = std::min(methods.find(", "), methods.size());
    array.emplace_back(methods.substr(0, comma));
    methods.remove_prefix(std::min(comma + 2, methods.size()));
  }
  return array;
}

Value object(const RouteLine& route) {
  Array throttles;
  for (const auto& [name, limit] : route.throttles) {
    Object throttle;
    throttle.set("name", Value(name));
    throttle.set("limit", limit.empty() ? Value(http::json::Null()) : Value(limit));
    throttles.emplace_back(std::move(throttle));
  }
  Object line;
  line.set("path", Value(route.path));
  line.set("name", Value(route.name));
  line.set("methods", Value(method_names(route.methods)));
  line.set("schemes", Value(texts(route.schemes)));
  line.set("permissions", Value(texts(route.permissions)));
  line.set("throttles", Value(std::move(throttles)));
  line.set("open", Value(route.open));
  line.set("open_because",
           route.open_because.empty() ? Value(http::json::Null()) : Value(route.open_because));
  line.set("open_and_unsafe", Value(marked(route)));
  return Value(std::move(line));
}

}  // namespace

RouteLine route_line(const rest::Endpoint& endpoint) {
  RouteLine line;
  line.path = endpoint.path;
  line.name = endpoint.name;
  line.methods = !endpoint.direct ? endpoint.allow : endpoint.direct_any_method ? "any" : "GET, HEAD";
  for (const auto& scheme : endpoint.schemes) {
    line.schemes.emplace_back(scheme->name());
  }
  line.open = true;
  for (const auto& permission : endpoint.permissions) {
    line.permissions.emplace_back(permission->name());
    line.open = line.open && permission->name() == "AllowAny";
  }
  for (const auto& throttle : endpoint.throttles) {
    line.throttles.emplace_back(throttle->name(), throttle->limit(endpoint));
  }
  line.open_because = endpoint.open_because == nullptr ? "" : endpoint.open_because;
  line.unsafe = std::any_of(endpoint.methods.begin(), endpoint.methods.end(),
                            [](const rest::Method& method) { return !rest::is_safe_method(method.name); });
  return line;
}

std::vector<std::string> route_table(const std::vector<RouteLine>& routes) {
  std::vector<Cells> lines{{"", "PATH", "NAME", "METHODS", "SCHEMES", "PERMISSIONS", "THROTTLES"}};
  std::array<std::size_t, kColumns> widths{};
  for (const RouteLine& route : routes) {
    lines.push_back(cells(route));
  }
  for (const Cells& line : lines) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      widths[column] = std::max(widths[column], line[column].size());
    }
  }
  std::vector<std::string> text;
  for (const Cells& line : lines) {
    text.push_back(padded(line, widths));
  }
  if (std::any_of(routes.begin(), routes.end(), marked)) {
    text.insert(text.end(), {"",
                             "! everybody may send a method that changes something: the endpoint itself "
                             "must find out who it is"});
  }
  return text;
}

std::vector<std::string> route_json(const std::vector<RouteLine>& routes) {
  std::vector<std::string> text{"["};
  for (const RouteLine& route : routes) {
    const bool last = &route == &routes.back();
    text.push_back("  " + http::json::write(object(route), http::json::Style::kCompactUtf8) +
                   (last ? "" : ","));
  }
  text.emplace_back("]");
  return text;
}

}  // namespace narvi::app
