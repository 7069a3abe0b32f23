#include "systems/knox/option_checks.h"

#include <algorithm>
#include <string>

#include "rest/schemes/authorization.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

// Half of a token stays secret when its first 15 characters are read from the table.
constexpr std::int64_t kShortestToken = 32;
constexpr std::size_t kLongestName = 63;  // PostgreSQL's identifiers

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_table_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

/// What a header can carry between two blanks.
bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

Result<void> check_token(const Options& options, const Settings& settings) {
  if (options.shape.prefix.size() > kLongestPrefix) {
    return refused("token_prefix", settings,
                   "it has " + std::to_string(options.shape.prefix.size()) +
                       " characters; 10 is the most, so write a shorter one");
  }
  if (!is_printable(options.shape.prefix)) {
    return refused("token_prefix", settings,
                   "a header cannot carry it; use ASCII letters, digits and signs without blanks");
  }
  const std::int64_t length = settings.integer(kTable, "auth_token_character_length");
  if (length < kShortestToken && !settings.boolean(kTable, "allow_short_tokens")) {
    return refused("auth_token_character_length", settings,
                   std::to_string(length) + " is too short: the first " + std::to_string(kKeyLength) +
                       " characters of a token stand in the table in clear; write 32 or more, or set "
                       "allow_short_tokens = true");
  }
  if (!rest::schemes::is_word(options.header_prefix)) {
    return refused("auth_header_prefix", settings,
                   "\"" + options.header_prefix + "\" is not one word of a header; write \"Token\"");
  }
  return {};
}

Result<void> check_answer(const Options& options, const Settings& settings) {
  const std::vector<std::string>& fields = options.user_fields;
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    if (std::find(fields.begin(), field, *field) != field) {
      return refused("user_fields", settings, "\"" + *field + "\" is listed twice; list it once");
    }
  }
  const bool serializer = settings.optional_text(kTable, "user_serializer").has_value();
  if (serializer && !settings.list(kTable, "user_fields").empty()) {
    return refused("user_fields", settings, "user_serializer says what \"user\" holds; drop one of the two");
  }
  return {};
}

Result<void> check_lifetimes(const Options& options, const Settings& settings) {
  if (options.renewal.max_ttl && !options.renewal.on && !options.token_endpoints) {
    return refused(
        "auto_refresh_max_ttl", settings,
        "nothing refreshes a token; set auto_refresh = true or token_endpoints = true, or drop it");
  }
  if (options.limit_policy == rest::LimitPolicy::kEvictOldest && options.limit.value_or(0) == 0) {
    return refused("limit_policy", settings,
                   "\"evict_oldest\" needs a token_limit_per_user of 1 or more; set it, or write \"refuse\"");
  }
  if (!is_table_name(options.table)) {
    return refused("table", settings,
                   "\"" + options.table + "\" is not the name of a table; use letters, digits and '_'");
  }
  return {};
}

}  // namespace

tl::unexpected<Error> refused(std::string_view key, const Settings& settings, std::string_view why) {
  return fail(ErrorKind::kConfiguration, settings.origin(kTable, key) + ": [systems.knox] " +
                                             std::string(key) + ": " + std::string(why));
}

Result<void> check(const Options& options, const Settings& settings) {
  for (const auto one : {check_token, check_answer, check_lifetimes}) {
    if (Result<void> checked = one(options, settings); !checked) {
      return checked;
    }
  }
  return {};
}

}  // namespace narvi::systems::knox
