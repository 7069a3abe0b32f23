#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "app/setting_syntax.h"
#include "app/settings_check.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 5> kNeededNames = {"table", "id_field", "username_field",
                                                          "password_field", "link_field"};
constexpr std::array<std::string_view, 10> kOtherNames = {
    "email_field",    "first_name_field",      "last_name_field",  "is_active_field",
    "is_staff_field", "is_superuser_field",    "last_login_field", "date_joined_field",
    "groups_table",   "user_permissions_table"};
/// Two parts may share a column only where the login name is the mail address.
constexpr std::array<std::string_view, 10> kColumns = {
    "id_field",        "username_field", "password_field",     "first_name_field", "last_name_field",
    "is_active_field", "is_staff_field", "is_superuser_field", "last_login_field", "date_joined_field"};

void check_names(Findings& findings) {
  const auto complain = [&](std::string_view key) {
    findings.add("users", key,
                 fmt::format("\"{}\" is not a plain SQL name", findings.settings().text("users", key)),
                 "write letters, digits and '_' only, not first a digit, at most 63");
  };
  for (const std::string_view key : kNeededNames) {
    if (!is_identifier(findings.settings().text("users", key))) {
      complain(key);
    }
  }
  for (const std::string_view key : kOtherNames) {
    const std::string& name = findings.settings().text("users", key);
    if (!name.empty() && !is_identifier(name)) {
      complain(key);
    }
  }
}

void check_shared_columns(Findings& findings) {
  const Settings& settings = findings.settings();
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::string& column = settings.text("users", kColumns[i]);
      if (!column.empty() && column == settings.text("users", kColumns[j])) {
        findings.add("users", kColumns[i], fmt::format("\"{}\" is {}, too", column, kColumns[j]),
                     "give each its own column, or \"\" where the table has none");
      }
    }
  }
}

void check_insert_defaults(Findings& findings) {
  const Settings& settings = findings.settings();
  for (const auto& [column, text] : settings.map("users", "insert_defaults")) {
    if (!is_identifier(column)) {
      findings.add("users", "insert_defaults", fmt::format("\"{}\" is not a plain SQL name", column),
                   "write letters, digits and '_' only, not first a digit, at most 63");
    }
    if (text.find('\0') != std::string::npos) {
      findings.add("users", "insert_defaults", fmt::format("the text of {} holds a NUL", column),
                   "write it without");
    }
    const auto filled = std::find_if(kColumns.begin(), kColumns.end(), [&](std::string_view key) {
      return settings.text("users", key) == column;
    });
    const bool is_email = settings.text("users", "email_field") == column;
    if (filled != kColumns.end() || is_email) {
      findings.add("users", "insert_defaults",
                   fmt::format("\"{}\" is {}, which Narvi fills", column,
                               filled != kColumns.end() ? *filled : "email_field"),
                   "leave it out here");
    }
  }
}

}  // namespace

void check_users(Findings& findings) {
  check_names(findings);
  check_shared_columns(findings);
  check_insert_defaults(findings);
}

}  // namespace narvi::app
