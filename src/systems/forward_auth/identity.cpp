#include "systems/forward_auth/identity.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace narvi::systems::forward_auth {

namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool has_outer_blank(std::string_view text) {
  return text.starts_with(' ') || text.ends_with(' ');
}

/// A user name goes out as it is or not at all: an application compares it. Braces would pass for what a
/// proxy's own configuration fills in (contract §3.4).
bool may_be_told(std::string_view name) {
  return !name.empty() && !has_outer_blank(name) &&
         std::ranges::none_of(name, [](char c) { return is_control(c) || c == '{' || c == '}' || c == ','; });
}

void append_encoded(std::string& out, std::string_view text, std::string_view also) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char c = text[index];
    const bool outer_blank = c == ' ' && (index == 0 || index + 1 == text.size());
    if (is_control(c) || outer_blank || also.find(c) != std::string_view::npos) {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    } else {
      out += c;
    }
  }
}

std::string encoded(std::string_view text) {
  std::string out;
  append_encoded(out, text, "%{}");
  return out;
}

std::string joined(const std::vector<std::string>& groups) {
  std::string out;
  for (const std::string& group : groups) {
    out += out.empty() ? "" : ",";
    append_encoded(out, group, "%{},");
  }
  return out;
}

struct Row {
  std::string_view what;  ///< as `identity` of a rule names it
  const std::string& field;
};

std::array<Row, 5> rows(const IdentityFields& fields) {
  return {{{"user", fields.user},
           {"groups", fields.groups},
           {"name", fields.name},
           {"email", fields.email},
           {"id", fields.id}}};
}

std::string value_of(std::string_view what, const Visitor& visitor) {
  if (what == "user") {
    return visitor.user.username;
  }
  if (what == "groups") {
    return joined(visitor.groups);
  }
  if (what == "name") {
    return encoded(accounts::full_name(visitor.user));
  }
  return what == "email" ? encoded(visitor.user.email) : visitor.user.key.text();
}

}  // namespace

Result<Fields> identity_fields(const Visitor& visitor, const std::vector<std::string>& told,
                               const Options& options) {
  if (!may_be_told(visitor.user.username)) {
    return fail(ErrorKind::kInvalid, "the user name cannot stand in a header field");
  }
  Fields fields;
  std::size_t bytes = 0;
  for (const Row& row : rows(options.fields)) {
    if (row.field.empty()) {
      continue;
    }
    const bool is_told = std::ranges::find(told, row.what) != told.end();
    fields.emplace_back(row.field, is_told ? value_of(row.what, visitor) : std::string());
    bytes += row.field.size() + fields.back().second.size();
  }
  if (bytes > options.max_header_bytes) {
    return fail(ErrorKind::kInvalid, "the identity fields would need " + std::to_string(bytes) +
                                         " bytes, more than max_header_bytes");
  }
  return fields;
}

Fields nobody(const Options& options) {
  Fields fields;
  for (const Row& row : rows(options.fields)) {
    if (!row.field.empty()) {
      fields.emplace_back(row.field, std::string());
    }
  }
  return fields;
}

}  // namespace narvi::systems::forward_auth
