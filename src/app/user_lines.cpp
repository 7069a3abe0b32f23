#include "app/user_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/printable.h"
#include "base/utf8.h"
#include "database/time_text.h"

namespace narvi::app {

namespace json = http::json;

namespace {

using Line = std::array<std::string, 6>;

std::string flags_of(const accounts::User& user) {
  std::string flags = user.is_active ? "" : "inactive";
  const auto add = [&flags](bool is, std::string_view name) {
    flags += is ? (flags.empty() ? "" : " ") + std::string(name) : "";
  };
  add(user.is_staff, "staff");
  add(user.is_superuser, "superuser");
  return flags.empty() ? "-" : flags;
}

Line line_of(const accounts::User& user) {
  return {user.key.text(),       printable(user.username),
          printable(user.email), printable(accounts::full_name(user)),
          flags_of(user),        moment(user.last_login)};
}

json::Value json_moment(const std::optional<Instant>& instant) {
  auto text = instant ? database::format_instant(*instant) : std::nullopt;
  if (!text) {
    return json::Null{};
  }
  (*text)[10] = 'T';
  return *text + "Z";
}

}  // namespace

std::string moment(const std::optional<Instant>& instant) {
  if (!instant) {
    return "never";
  }
  return database::format_instant(std::chrono::floor<std::chrono::seconds>(*instant)).value_or("?");
}

std::vector<std::string> user_table_lines(const std::vector<accounts::User>& users, bool with_header) {
  std::vector<Line> lines;
  lines.push_back({"KEY", "USERNAME", "EMAIL", "NAME", "FLAGS", "LAST LOGIN"});
  for (const accounts::User& user : users) {
    lines.push_back(line_of(user));
  }
  std::array<std::size_t, 6> widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], count_code_points(line[i]));
    }
  }
  std::vector<std::string> texts;
  for (std::size_t at = with_header ? 0 : 1; at < lines.size(); ++at) {
    std::string text;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      text += lines[at][i] + std::string(widths[i] - count_code_points(lines[at][i]) + 2, ' ');
    }
    texts.push_back(text + lines[at].back());
  }
  return texts;
}

json::Object user_json(const accounts::User& user) {
  json::Object object;
  const database::Value key = user.key.value();
  const auto* number = std::get_if<std::int64_t>(&key);
  object.set("id", number != nullptr ? json::Value(*number) : json::Value(user.key.text()));
  object.set("username", user.username);
  object.set("email", user.email);
  object.set("first_name", user.first_name);
  object.set("last_name", user.last_name);
  object.set("is_active", user.is_active);
  object.set("is_staff", user.is_staff);
  object.set("is_superuser", user.is_superuser);
  object.set("last_login", json_moment(user.last_login));
  object.set("date_joined", json_moment(user.date_joined));
  return object;
}

}  // namespace narvi::app
