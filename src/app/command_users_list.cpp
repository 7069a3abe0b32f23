// users list and users show.

#include <fmt/format.h>

#include <utility>

#include "accounts/password_hash.h"
#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/user_choice.h"
#include "app/user_lines.h"
#include "io/suspend.h"

namespace narvi::app {

namespace json = http::json;

namespace {

constexpr std::size_t kPage = 500;  // users in memory at one time

/// True or false where the line asks for it, nothing where it does not or asks for both.
std::optional<bool> asked(const CommandLine& line, std::string_view yes, std::string_view no) {
  if (line.has(yes) == line.has(no)) {
    return std::nullopt;
  }
  return line.has(yes);
}

void print(Terminal& terminal, const std::vector<accounts::User>& users, bool as_json, bool first) {
  if (!as_json) {
    for (const std::string& text : user_table_lines(users, first)) {
      terminal.out(text);
    }
    return;
  }
  for (const accounts::User& user : users) {
    terminal.out(json::write(user_json(user), json::Style::kCompactUtf8));
  }
}

/// By name; none on a site whose users have no groups.
Result<std::vector<std::string>> names_of_groups(accounts::Accounts& accounts, const accounts::UserKey& key) {
  std::vector<std::string> names;
  if (!accounts.groups.have_members()) {
    return names;
  }
  const auto groups = io::run_blocking(accounts.groups.of_user(key));
  if (!groups) {
    return tl::unexpected<Error>(groups.error());
  }
  for (const accounts::Group& group : *groups) {
    names.push_back(group.name);
  }
  return names;
}

template <class Names>
json::Array json_names(const Names& names) {
  json::Array array;
  for (const std::string& name : names) {
    array.emplace_back(name);
  }
  return array;
}

template <class Names>
std::string joined(const Names& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + printable(name);
  }
  return text.empty() ? "-" : text;
}

/// What may be shown of the password: never the hash.
std::string summary_of(House& house, const accounts::User& user) {
  const std::string& encoded = user.password.reveal();
  if (!accounts::is_password_usable(encoded)) {
    return "none (unusable)";
  }
  const accounts::Hasher* hasher = house.accounts().passwords.hashers().identify(encoded);
  const accounts::SafeSummary summary =
      hasher == nullptr ? accounts::SafeSummary() : hasher->safe_summary(encoded);
  if (summary.empty()) {
    return "Invalid password format or unknown hashing algorithm.";
  }
  std::string text;
  for (const auto& [label, value] : summary) {
    text += (text.empty() ? "" : ", ") + label + " " + printable(value);
  }
  return text;
}

}  // namespace

int run_users_list(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  const accounts::UserFilter filter{
      asked(line, "active", "inactive"), line.has("staff") ? std::optional(true) : std::nullopt,
      line.has("superuser") ? std::optional(true) : std::nullopt, line.value("search").value_or("")};
  accounts::UserPage next{{}, kPage};
  while (true) {
    const auto page = io::run_blocking((*house)->accounts().users.list(filter, next));
    if (!page) {
      return refuse_command(terminal, page.error().message);
    }
    print(terminal, *page, line.has("json"), !next.after);
    if (page->size() < kPage) {
      return 0;
    }
    next.after = page->back().key;
  }
}

int run_users_show(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  accounts::Accounts& accounts = (*house)->accounts();
  const auto chosen = chosen_user(accounts.users, line);
  if (!chosen) {
    return refuse_command(terminal, chosen.error().message);
  }
  const accounts::User& user = *chosen;
  const auto groups = names_of_groups(accounts, user.key);
  const auto permissions = io::run_blocking(accounts.permissions.of_user(user.key));
  if (!groups || !permissions) {
    return refuse_command(terminal, groups ? permissions.error().message : groups.error().message);
  }
  const std::string password = summary_of(**house, user);
  if (line.has("json")) {
    json::Object object = user_json(user);
    object.set("password", password);
    object.set("groups", json_names(*groups));
    object.set("user_permissions", json_names(*permissions));
    terminal.out(json::write(object, json::Style::kCompactUtf8));
    return 0;
  }
  const std::vector<std::pair<std::string_view, std::string>> rows = {
      {"key", user.key.text()},
      {"username", printable(user.username)},
      {"email", printable(user.email)},
      {"first name", printable(user.first_name)},
      {"last name", printable(user.last_name)},
      {"active", user.is_active ? "yes" : "no"},
      {"staff", user.is_staff ? "yes" : "no"},
      {"superuser", user.is_superuser ? "yes" : "no"},
      {"last login", moment(user.last_login)},
      {"date joined", user.date_joined ? moment(user.date_joined) : "-"},
      {"password", password},
      {"groups", joined(*groups)},
      {"permissions", joined(*permissions)},
  };
  for (const auto& [name, value] : rows) {
    terminal.out(fmt::format("{:<12} {}", name, value.empty() ? "-" : value));
  }
  return 0;
}

}  // namespace narvi::app
