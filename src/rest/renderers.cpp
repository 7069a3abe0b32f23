#include "rest/renderers.h"

#include <string>

namespace narvi::rest {

namespace {
constexpr std::string_view kTable = "rest_framework";
constexpr std::string_view kKey = "default_renderer_classes";
}  // namespace

Result<std::vector<std::string_view>> default_renderers(const Settings& settings) {
  std::vector<std::string_view> types;
  for (const std::string& name : settings.list(kTable, kKey)) {
    types.push_back(name.ends_with("JSONRenderer") ? "application/json" : "text/html");
  }
  if (types.empty()) {
    return fail(ErrorKind::kConfiguration, settings.origin(kTable, kKey) +
                                               ": [rest_framework] default_renderer_classes: it is empty, so "
                                               "nothing could be answered; list \"JSONRenderer\"");
  }
  return types;
}

}  // namespace narvi::rest
