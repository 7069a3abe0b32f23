#include <fmt/format.h>

#include <array>

#include "app/setting_syntax.h"
#include "app/settings_check.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 4> kNeededColumns = {"table", "id_field", "username_field",
                                                            "password_field"};
constexpr std::array<std::string_view, 8> kOtherColumns = {
    "email_field",    "first_name_field",   "last_name_field",  "is_active_field",
    "is_staff_field", "is_superuser_field", "last_login_field", "date_joined_field"};

}  // namespace

void check_users(Findings& findings) {
  const auto complain = [&](std::string_view key) {
    findings.add("users", key,
                 fmt::format("\"{}\" is not a plain SQL name", findings.settings().text("users", key)),
                 "write letters, digits and '_' only, not first a digit, at most 63");
  };
  for (const std::string_view key : kNeededColumns) {
    if (!is_identifier(findings.settings().text("users", key))) {
      complain(key);
    }
  }
  for (const std::string_view key : kOtherColumns) {
    const std::string& column = findings.settings().text("users", key);
    if (!column.empty() && !is_identifier(column)) {
      complain(key);
    }
  }
}

}  // namespace narvi::app
