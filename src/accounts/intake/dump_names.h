#pragma once
// What the numbers in a dump mean. A number is good only in the database it came from, so everything is
// carried over by its natural key, which the dump gives either in place or in an object further up.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "accounts/intake/record.h"
#include "base/result.h"
#include "http/python_json.h"

namespace narvi::accounts::intake {

class DumpNames {
 public:
  /// Most content types, permissions and groups that one file may have: each a bound on memory.
  static constexpr std::size_t kMost = 100'000;

  /// Nothing if the object could be remembered: content types come into being with their permissions.
  std::optional<Record> add_content_type(std::uint64_t line, const http::json::Value* key,
                                         const http::json::Object& fields);
  Record add_permission(std::uint64_t line, const http::json::Value* key, const http::json::Object& fields);
  Record add_group(std::uint64_t line, const http::json::Value* key, const http::json::Object& fields);

  /// The permissions or groups of a list of numbers or natural keys; the error is a reason to refuse.
  Result<std::vector<PermissionName>, std::string> permissions(const http::json::Value& list) const;
  Result<std::vector<std::string>, std::string> groups(const http::json::Value& list) const;

 private:
  Result<PermissionName, std::string> permission(const http::json::Value& value) const;
  Result<std::string, std::string> group(const http::json::Value& value) const;
  Result<std::pair<std::string, std::string>, std::string> content_type(const http::json::Value& value) const;

  std::map<std::int64_t, std::pair<std::string, std::string>> content_types_;  ///< app label and model
  std::map<std::int64_t, PermissionName> permissions_;
  std::map<std::int64_t, std::string> groups_;
};

/// The text member `name`, or why there is none.
Result<std::string, std::string> text_member(const http::json::Object& fields, std::string_view name,
                                             std::size_t longest);

}  // namespace narvi::accounts::intake
