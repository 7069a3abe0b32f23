#include <fmt/format.h>

#include <algorithm>

#include "app/settings_check.h"
#include "base/time_zone.h"
#include "rest/schemes/builtin.h"
#include "rest/throttle.h"

namespace narvi::app {

namespace {

constexpr std::string_view kRest = "rest_framework";

void check_rates(Findings& findings) {
  // Every rate is checked at the start, used or not (contracts README C24).
  const bool extended = findings.settings().boolean(kRest, "extended_throttle_rates");
  for (const auto& [scope, text] : findings.settings().map(kRest, "default_throttle_rates")) {
    const Result<rest::Rate> rate = rest::parse_rate(text, extended);
    if (text != "none" && !rate) {
      findings.add(kRest, "default_throttle_rates", fmt::format("{}: {}", scope, rate.error().message),
                   "write a number, '/' and second, minute, hour or day: \"10/min\"; or \"none\"");
    }
  }
}

void check_remote_user(Findings& findings) {
  const std::string& key = findings.settings().text(kRest, "remote_user_header");
  if (key != "REMOTE_USER" && rest::schemes::header_of_key(key).empty()) {
    findings.add(kRest, "remote_user_header", fmt::format("\"{}\" names neither a variable nor a field", key),
                 "write \"REMOTE_USER\", or HTTP_ and the name of the field: \"HTTP_REMOTE_USER\"");
  }
}

void check_realm(Findings& findings) {
  const std::string& realm = findings.settings().text(kRest, "basic_realm");
  const bool plain = std::ranges::all_of(realm, [](char character) {
    return character >= ' ' && character < 0x7F && character != '"' && character != '\\';
  });
  if (!plain) {
    findings.add(kRest, "basic_realm", "it stands in a quoted string of a header",
                 "use letters, digits, blanks and signs other than '\"' and '\\'");
  }
}

}  // namespace

void check_rest(Findings& findings) {
  const Settings& settings = findings.settings();
  check_rates(findings);
  check_remote_user(findings);
  check_realm(findings);
  if (settings.text(kRest, "non_field_errors_key").empty()) {
    findings.add(kRest, "non_field_errors_key", "it must not be empty", "write \"non_field_errors\"");
  }
  if (const Result<TimeZone> zone = TimeZone::find(settings.text("compat", "time_zone")); !zone) {
    findings.add("compat", "time_zone", zone.error().message,
                 "write a name such as \"UTC\" or \"Europe/Berlin\"; zones come with the package tzdata");
  }
}

}  // namespace narvi::app
