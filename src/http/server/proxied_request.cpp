#include "http/server/proxied_request.h"

#include <algorithm>

#include "http/list_field.h"
#include "http/server/guarded_fields.h"
#include "http/server/response_writer.h"
#include "http/spoken_fields.h"

namespace narvi::http::server {

namespace {

char folded(char c) {
  if (c >= 'A' && c <= 'Z') {
    return static_cast<char>(c - 'A' + 'a');
  }
  return c == '_' ? '-' : c;
}

bool begins_with(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), name.begin(),
                    [](char row, char given) { return row == folded(given); });
}

std::optional<Refusal> add(std::string_view name, std::string_view value, Headers& headers) {
  const std::string_view trimmed = trim_blanks(value);
  if (!is_field_value(trimmed)) {
    return Refusal::kBytes;
  }
  headers.add(name, trimmed);
  return std::nullopt;
}

bool is_reserved(std::string_view name, std::span<const std::string> reserved) {
  return std::ranges::any_of(reserved, [name](const std::string& own) { return same_variable(own, name); });
}

/// Whether the options of a Connection field name what a visitor may not say.
bool lists_guarded(std::string_view options, std::span<const std::string> reserved) {
  while (!options.empty()) {
    const std::size_t comma = std::min(options.find(','), options.size());
    const std::string_view option = trim_blanks(options.substr(0, comma));
    if (guarded_field(option) || is_reserved(option, reserved)) {
      return true;
    }
    options.remove_prefix(std::min(comma + 1, options.size()));
  }
  return false;
}

/// Why the visitor's `field` stops the whole question; what merely stays behind does not.
std::optional<Refusal> refusal_of(const HeaderView& field, const Headers& made,
                                  std::span<const std::string> reserved) {
  if (!is_field_name(field.name)) {
    return Refusal::kSyntax;
  }
  if (same_name(field.name, "Connection") && lists_guarded(field.value, reserved)) {
    return Refusal::kHopByHopField;
  }
  if (same_name(field.name, "Authorization") && made.find(field.name)) {
    return Refusal::kRepeatedField;
  }
  return std::nullopt;
}

}  // namespace

bool may_come_along(std::string_view name, std::span<const std::string> reserved) {
  if (same_name(name, "Connection") || is_reserved(name, reserved)) {
    return false;
  }
  if (const auto guarded = guarded_field(name)) {
    return guarded->kind == GuardedKind::kIdentity && same_name(name, "Authorization");
  }
  return name.find('_') == std::string_view::npos && !begins_with(name, "x-forwarded-") &&
         !begins_with(name, "x-original-");
}

std::optional<Refusal> make_request(const ProxiedRequest& said, std::string_view target,
                                    const Headers& visitor, Request& request,
                                    std::span<const std::string> reserved) {
  request.headers.fields().clear();
  const std::string_view address = said.client_address.substr(0, said.client_address.find('%'));
  const HeaderView own[] = {
      {"Host", said.host},
      {"X-Forwarded-Method", said.method},
      {"X-Forwarded-Proto", said.scheme},
      {"X-Forwarded-Host", said.host},
      {"X-Forwarded-Uri", said.uri},
      {"X-Forwarded-For", address},
  };
  for (const HeaderView& field : own) {
    const auto refusal = field.value.empty() ? std::nullopt : add(field.name, field.value, request.headers);
    if (refusal) {
      return refusal;
    }
  }
  for (const HeaderView& field : visitor.fields()) {
    if (const auto refusal = refusal_of(field, request.headers, reserved)) {
      return refusal;
    }
    if (!may_come_along(field.name, reserved)) {
      continue;
    }
    if (const auto refusal = add(field.name, field.value, request.headers)) {
      return refusal;
    }
  }
  request.method = "GET";
  request.target = target;
  request.path = target;
  request.query = {};
  request.version = 11;
  request.body = nullptr;
  request.from_trusted_peer = false;  // http/admit decides
  request.https = false;
  request.host.clear();
  request.client_address = request.peer == nullptr ? std::string() : request.peer->address;
  request.remote_user = {};
  request.route = {};
  request.outcome = {};
  return std::nullopt;
}

}  // namespace narvi::http::server
