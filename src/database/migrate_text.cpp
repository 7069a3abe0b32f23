#include "database/migrate_text.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <utility>

namespace narvi::database {

namespace {

constexpr std::size_t kLongestName = 63;  // PostgreSQL cuts longer identifiers, with no more than a notice
constexpr std::string_view kOpening = "{user.";

bool is_identifier(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
  });
}

std::string_view key_type(UserReference::Key key, Engine engine) {
  switch (key) {
    case UserReference::Key::kInteger:
      return "integer";
    case UserReference::Key::kBigInteger:
      return "bigint";
    case UserReference::Key::kUuid:
      return engine == Engine::kSqlite ? "char(32)" : "uuid";
  }
  return "integer";
}

std::string_view take_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

/// What stands for `inside`, the text between "{user." and "}".
std::optional<std::string> replacement(std::string_view inside, const UserReference& user, Engine engine) {
  const std::string_view kind = take_word(inside);
  if (kind == "table") {
    return user.table;
  }
  if (kind == "pk") {
    return user.primary_key;
  }
  if (kind == "key_type") {
    return std::string(key_type(user.key, engine));
  }
  if (kind == "fk") {
    const std::string_view table = take_word(inside);
    const std::string_view column = take_word(inside);
    return foreign_key_name(table, column, inside, user);
  }
  return std::nullopt;
}

}  // namespace

bool mentions_user(std::string_view sql) {
  return sql.find(kOpening) != std::string_view::npos;
}

std::vector<std::string> tables_made_by(std::string_view sql) {
  constexpr std::string_view kMake = "CREATE TABLE \"";
  std::vector<std::string> tables;
  for (std::size_t at = sql.find(kMake); at != std::string_view::npos; at = sql.find(kMake, at)) {
    at += kMake.size();
    tables.emplace_back(sql.substr(at, sql.find('"', at) - at));
  }
  return tables;
}

std::string foreign_key_name(std::string_view table, std::string_view column, std::string_view hash,
                             const UserReference& user) {
  std::string ending = std::string(hash) + "_fk_" + user.table + "_" + user.primary_key;
  std::string name = std::string(table) + "_" + std::string(column) + "_" + ending;
  if (name.size() <= kLongestName) {
    return name;
  }
  ending.resize(std::min(ending.size(), kLongestName / 3));
  const std::size_t other = (kLongestName - ending.size()) / 2 - 1;
  return std::string(table.substr(0, other)) + "_" + std::string(column.substr(0, other)) + "_" + ending;
}

narvi::Result<std::string> expand_user(std::string_view sql, const UserReference& user, Engine engine) {
  if (!is_identifier(user.table) || !is_identifier(user.primary_key)) {
    return narvi::fail(ErrorKind::kConfiguration, "not a plain table or column name: \"" + user.table +
                                                      "\" (\"" + user.primary_key + "\")");
  }
  std::string text;
  while (!sql.empty()) {
    const std::size_t opening = std::min(sql.find(kOpening), sql.size());
    text += sql.substr(0, opening);
    sql.remove_prefix(opening);
    if (sql.empty()) {
      break;
    }
    const std::size_t closing = sql.find('}');
    const std::string_view whole = sql.substr(0, closing);
    std::optional<std::string> value = replacement(whole.substr(kOpening.size()), user, engine);
    if (closing == std::string_view::npos || !value) {
      return narvi::fail(ErrorKind::kInternal,
                         "a migration holds the unknown placeholder " + std::string(whole));
    }
    text += *value;
    sql.remove_prefix(closing + 1);
  }
  return text;
}

}  // namespace narvi::database
