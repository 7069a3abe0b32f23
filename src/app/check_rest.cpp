#include <fmt/format.h>

#include "app/setting_syntax.h"
#include "app/settings_check.h"
#include "rest/throttle.h"

namespace narvi::app {

namespace {

constexpr std::string_view kRest = "rest_framework";

void check_rates(Findings& findings) {
  // Every rate is checked at the start, used or not (contracts README C24).
  for (const auto& [scope, text] : findings.settings().map(kRest, "default_throttle_rates")) {
    const Result<rest::Rate> rate = rest::parse_rate(text, false);
    if (text != "none" && !rate) {
      findings.add(kRest, "default_throttle_rates", fmt::format("{}: {}", scope, rate.error().message),
                   "write a number, '/' and second, minute, hour or day: \"10/min\"; or \"none\"");
    }
  }
}

}  // namespace

void check_rest(Findings& findings) {
  const Settings& settings = findings.settings();
  check_rates(findings);
  if (settings.text(kRest, "non_field_errors_key").empty()) {
    findings.add(kRest, "non_field_errors_key", "it must not be empty", "write \"non_field_errors\"");
  }
  if (!settings.boolean("compat", "use_tz")) {
    findings.add("compat", "use_tz", "times are written in UTC; USE_TZ = False is not available yet",
                 "set USE_TZ = True in Django, or keep this database to Narvi");
  }
  if (!is_time_zone(settings.text("compat", "time_zone"))) {
    findings.add(
        "compat", "time_zone",
        fmt::format("\"{}\" is not a time zone of this machine", settings.text("compat", "time_zone")),
        "write a name such as \"UTC\" or \"Europe/Berlin\"; zones come with the package tzdata");
  }
}

}  // namespace narvi::app
