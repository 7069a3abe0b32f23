#include "app/user_fields.h"

#include <fmt/format.h>

#include <optional>

#include "accounts/default_username.h"
#include "accounts/email_address.h"
#include "accounts/username.h"
#include "app/account_command.h"
#include "base/utf8.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

// The widths of Django's columns (contract django-auth §5).
constexpr std::size_t kLongestName = 150;
constexpr std::size_t kLongestEmail = 254;

tl::unexpected<std::string> because(std::string message) {
  return tl::unexpected<std::string>(std::move(message));
}

/// Nothing, or Django's words for a text that does not fit its column.
std::optional<std::string> refuse_text(std::string_view text, std::size_t longest) {
  if (find_utf8_fault(text)) {
    return "It is not UTF-8.";
  }
  if (text.find('\0') != std::string_view::npos) {
    return "Null characters are not allowed.";
  }
  const std::size_t length = count_code_points(text);
  if (length > longest) {
    return fmt::format("Ensure this value has at most {} characters (it has {}).", longest, length);
  }
  return std::nullopt;
}

}  // namespace

Result<std::string, std::string> clean_short_text(std::string_view given) {
  if (auto message = refuse_text(given, kLongestName)) {
    return because(std::move(*message));
  }
  return std::string(given);
}

Result<std::string, std::string> clean_email(House& house, std::string_view given) {
  if (given.empty()) {
    return std::string();
  }
  if (auto message = refuse_text(given, kLongestEmail)) {
    return because(std::move(*message));
  }
  if (!accounts::is_valid_email(given, house.accounts().django)) {
    return because("Enter a valid email address.");
  }
  return accounts::normalize_email(given);
}

Result<std::string, std::string> clean_username(House& house, std::string_view given) {
  const accounts::UserTable& table = house.accounts().users.table();
  if (given.empty()) {
    return because("This field cannot be blank.");
  }
  if (table.username == table.email) {
    return clean_email(house, given);
  }
  if (auto message = refuse_text(given, kLongestName)) {
    return because(std::move(*message));
  }
  const std::optional<std::string> name = accounts::normalize_username(given);
  if (!name) {
    return because("It is not UTF-8.");
  }
  if (const auto message =
          accounts::refuse_username(*name, accounts::UsernameCharacters::kUnicode, house.accounts().django)) {
    return because(std::string(*message));
  }
  return *name;
}

std::string refuse_new_username(House& house, const std::string& name) {
  const std::string called = name_of_username(house.accounts().users.table());
  if (name.empty()) {
    return capitalized(called) + " cannot be blank.";
  }
  const auto existing = io::run_blocking(house.accounts().users.find_by_name(name));
  if (!existing) {
    return existing.error().message;
  }
  return *existing ? "Error: That " + called + " is already taken." : "";
}

std::string free_default_username(House& house, std::string_view system_name) {
  const std::string offered = accounts::default_username(system_name);
  const bool free =
      !offered.empty() && clean_username(house, offered) && refuse_new_username(house, offered).empty();
  return free ? offered : "";
}

}  // namespace narvi::app
