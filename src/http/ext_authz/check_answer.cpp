#include "http/ext_authz/check_answer.h"

#include <algorithm>
#include <array>

#include "http/request.h"
#include "http/server/response_writer.h"
#include "http/spoken_fields.h"

namespace narvi::http::ext_authz {

namespace {

/// What a refusal tells the visitor's client.
constexpr std::array<std::string_view, 5> kRefusalFields = {"WWW-Authenticate", "Location", "Content-Type",
                                                            "Cache-Control", "Retry-After"};

struct CodeRow {
  int status;
  std::int32_t code;  ///< google.rpc.Code
  std::string_view message;
};

constexpr std::array<CodeRow, 9> kCodes = {{
    {302, 16, ""},  // UNAUTHENTICATED: to the login page
    {303, 16, ""},
    {400, 3, "malformed"},         // INVALID_ARGUMENT
    {401, 16, "unauthenticated"},  // UNAUTHENTICATED
    {403, 7, "forbidden"},         // PERMISSION_DENIED
    {404, 5, "not found"},         // NOT_FOUND: no decision is at that path
    {429, 8, "throttled"},         // RESOURCE_EXHAUSTED
    {431, 3, "too long"},
    {503, 14, "unavailable"},  // UNAVAILABLE
}};
constexpr CodeRow kOther = {0, 13, "internal"};  // INTERNAL

const CodeRow& row_of(int status) {
  const auto row = std::ranges::find(kCodes, status, &CodeRow::status);
  return row == kCodes.end() ? kOther : *row;
}

narvi_ext_authz_text view(std::string_view text) {
  return {text.data(), text.size()};
}

narvi_ext_authz_told told(std::string_view name, std::string_view value, bool append) {
  return {view(name), view(value), append ? 1 : 0};
}

bool has_name(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [name](const std::string& own) { return same_name(own, name); });
}

/// Whether an application that takes '_' for '-' would see a field of `names` in it.
bool passes_for_one(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [name](const std::string& own) { return same_variable(own, name); });
}

}  // namespace

std::vector<std::string> folded_spellings(const std::string& name) {
  constexpr std::size_t kMost = 4;
  std::vector<std::size_t> dashes;
  for (std::size_t at = name.find('-'); at != std::string::npos; at = name.find('-', at + 1)) {
    dashes.push_back(at);
  }
  std::vector<std::string> spellings;
  if (dashes.size() > kMost) {
    spellings.push_back(name);
    std::ranges::replace(spellings.back(), '-', '_');
    return spellings;
  }
  for (unsigned which = 1; which < 1U << dashes.size(); ++which) {
    spellings.push_back(name);
    for (std::size_t i = 0; i < dashes.size(); ++i) {
      spellings.back()[dashes[i]] = (which >> i & 1U) != 0 ? '_' : '-';
    }
  }
  return spellings;
}

bool may_be_told(const Response& response) {
  return server::may_be_sent(response) && (response.status == 200 || response.status >= 300);
}

CheckAnswer::CheckAnswer(const Response& response, const AnswerRules& rules,
                         std::span<const narvi_ext_authz_field> visitor) {
  if (response.status == 200) {
    allow(response, rules, visitor);
  } else {
    refuse(response);
  }
  plain_.fields = fields_.data();
  plain_.field_count = fields_.size();
  plain_.visitor_fields = visitor_fields_.data();
  plain_.visitor_field_count = visitor_fields_.size();
  plain_.removed = removed_.data();
  plain_.removed_count = removed_.size();
}

void CheckAnswer::allow(const Response& response, const AnswerRules& rules,
                        std::span<const narvi_ext_authz_field> visitor) {
  plain_.code = 0;
  plain_.http_status = 200;
  for (const std::string& field : rules.fields) {
    if (const std::string* value = response.find(field)) {
      fields_.push_back(told(field, *value, false));
    } else {
      removed_.push_back(view(field));
    }
  }
  for (const std::string& name : rules.removed) {
    if (!has_name(rules.fields, name)) {
      removed_.push_back(view(name));
    }
  }
  for (const narvi_ext_authz_field& field : visitor) {
    const std::string_view name(field.name.data, field.name.size);
    if (passes_for_one(rules.fields, name) && !has_name(rules.fields, name) &&
        !has_name(rules.removed, name)) {
      removed_.push_back(field.name);
    }
  }
  for (const auto& [name, value] : response.headers) {
    if (same_name(name, "Set-Cookie")) {
      visitor_fields_.push_back(told(name, value, true));
    }
  }
}

void CheckAnswer::refuse(const Response& response) {
  const CodeRow& row = row_of(response.status);
  plain_.code = row.code;
  plain_.message = view(row.message);
  plain_.http_status = response.status;
  plain_.body = view(response.body);
  for (const auto& [name, value] : response.headers) {
    const bool cookie = same_name(name, "Set-Cookie");
    if (cookie || std::ranges::any_of(kRefusalFields, [&field = name](std::string_view wanted) {
          return same_name(wanted, field);
        })) {
      fields_.push_back(told(name, value, cookie));
    }
  }
}

}  // namespace narvi::http::ext_authz
