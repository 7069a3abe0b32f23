#pragma once
// Users as lines for people and for programs.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/user.h"
#include "base/printable.h"
#include "http/python_json.h"

namespace narvi::app {

/// "2026-01-31 23:59:59", UTC, or "never".
std::string moment(const std::optional<Instant>& instant);

/// The columns of a list; `users` decide how wide they are. With the line of their names if `with_header`.
std::vector<std::string> user_table_lines(const std::vector<accounts::User>& users, bool with_header);

/// Every column but the hash. Times are "2026-01-31T23:59:59.123456Z", as Django writes them in JSON.
http::json::Object user_json(const accounts::User& user);

}  // namespace narvi::app
