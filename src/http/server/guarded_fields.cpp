#include "http/server/guarded_fields.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace narvi::http::server {

namespace {

// Lower case, with dashes. Identity fields are those that well-known proxies set for the user they admitted.
constexpr std::string_view kNames[] = {
    "host",
    "content-length",
    "transfer-encoding",
    "authorization",
    "proxy-authorization",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-server",
    "x-forwarded-uri",
    "x-forwarded-method",
    "x-original-uri",
    "x-original-url",
    "x-original-method",
    "x-real-ip",
    "x-client-ip",
    "remote-user",
    "remote-groups",
    "remote-email",
    "remote-name",
    "x-remote-user",
    "x-remote-groups",
    "x-remote-email",
    "x-forwarded-user",
    "x-forwarded-groups",
    "x-forwarded-email",
    "x-forwarded-preferred-username",
    "x-forwarded-access-token",
    "x-forwarded-client-cert",
    "x-auth-request-user",
    "x-auth-request-groups",
    "x-auth-request-email",
    "x-auth-request-preferred-username",
    "x-authenticated-user",
    "x-webauth-user",
    "x-client-cert",
    "x-ssl-client-cert",
    "x-ssl-client-verify",
    "x-ssl-client-s-dn",
};
static_assert(std::size(kNames) <= 64);  // the guard keeps one bit for each

constexpr std::size_t kLongest = 40;

constexpr GuardedKind kind_of(std::size_t index) {
  return index < 3 ? static_cast<GuardedKind>(index) : GuardedKind::kIdentity;
}

constexpr unsigned char folded(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 'A' && byte <= 'Z') {
    return static_cast<unsigned char>(byte + 32);
  }
  return byte == '_' ? '-' : byte;
}

/// For each length, which rows have it: most fields of a request match no row's length.
constexpr auto kByLength = [] {
  std::array<std::uint64_t, kLongest + 1> rows{};
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    rows.at(kNames[i].size()) |= std::uint64_t{1} << i;
  }
  return rows;
}();

}  // namespace

std::optional<GuardedField> guarded_field(std::string_view name) {
  if (name.size() > kLongest) {
    return std::nullopt;
  }
  for (std::uint64_t rows = kByLength[name.size()]; rows != 0; rows &= rows - 1) {
    const auto index = static_cast<std::size_t>(__builtin_ctzll(rows));
    const std::string_view candidate = kNames[index];
    const bool same = std::equal(name.begin(), name.end(), candidate.begin(), [](char given, char row) {
      return folded(given) == static_cast<unsigned char>(row);
    });
    if (same) {
      return GuardedField{kind_of(index), static_cast<std::uint8_t>(index)};
    }
  }
  return std::nullopt;
}

}  // namespace narvi::http::server
