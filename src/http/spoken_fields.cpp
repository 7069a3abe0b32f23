#include "http/spoken_fields.h"

#include <algorithm>
#include <array>

#include "http/list_field.h"

namespace narvi::http {

namespace {

// Those that well-known proxies set. Of the second half each names the user that was admitted.
constexpr auto kFields = std::to_array<SpokenField>({
    {"forwarded"},
    {"x-forwarded-for"},
    {"x-forwarded-host"},
    {"x-forwarded-proto"},
    {"x-forwarded-port"},
    {"x-forwarded-prefix"},
    {"x-forwarded-server"},
    {"x-forwarded-uri"},
    {"x-forwarded-method"},
    {"x-forwarded-scheme"},
    {"x-forwarded-ssl"},
    {"x-original-uri"},
    {"x-original-url"},
    {"x-original-method"},
    {"x-real-ip"},
    {"x-client-ip"},
    {"x-cluster-client-ip"},
    {"true-client-ip"},
    {"remote-user", true},
    {"remote-groups", true},
    {"remote-email", true},
    {"remote-name", true},
    {"remote-id", true},
    {"x-remote-user", true},
    {"x-remote-groups", true},
    {"x-remote-email", true},
    {"x-remote-name", true},
    {"x-forwarded-user", true},
    {"x-forwarded-groups", true},
    {"x-forwarded-email", true},
    {"x-forwarded-preferred-username", true},
    {"x-forwarded-access-token", true},
    {"x-forwarded-client-cert", true},
    {"x-auth-request-user", true},
    {"x-auth-request-groups", true},
    {"x-auth-request-email", true},
    {"x-auth-request-preferred-username", true},
    {"x-auth-request-access-token", true},
    {"x-authenticated-user", true},
    {"x-webauth-user", true},
    {"x-client-cert", true},
    {"x-ssl-client-cert", true},
    {"x-ssl-client-verify", true},
    {"x-ssl-client-s-dn", true},
    {"x-narvi-assertion", true},
    {"x-narvi-proxy-secret", true},
});

constexpr std::size_t kLongest = 40;
static_assert(kFields.size() <= 64);  // kByLength has one bit for each

constexpr char folded(char character) {
  if (character >= 'A' && character <= 'Z') {
    return static_cast<char>(character - 'A' + 'a');
  }
  return character == '_' ? '-' : character;
}

/// For each length, which rows have it: most fields of a request match no row's length.
constexpr auto kByLength = [] {
  std::array<std::uint64_t, kLongest + 1> rows{};
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    rows.at(kFields[i].name.size()) |= std::uint64_t{1} << i;
  }
  return rows;
}();

bool lists(std::string_view list, std::string_view name) {
  bool found = false;
  each_element(list, [&](std::string_view element) { found = found || same_variable(element, name); });
  return found;
}

}  // namespace

std::span<const SpokenField> spoken_fields() {
  return kFields;
}

bool same_variable(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char one, char other) { return folded(one) == folded(other); });
}

std::optional<std::size_t> spoken_field(std::string_view name) {
  if (name.size() > kLongest) {
    return std::nullopt;
  }
  for (std::uint64_t rows = kByLength[name.size()]; rows != 0; rows &= rows - 1) {
    const auto index = static_cast<std::size_t>(__builtin_ctzll(rows));
    if (same_variable(name, kFields[index].name)) {
      return index;
    }
  }
  return std::nullopt;
}

bool is_hop_by_hop(const Headers& headers, std::string_view name) {
  return std::ranges::any_of(headers.fields(), [name](const HeaderView& field) {
    return same_name(field.name, "Connection") && lists(field.value, name);
  });
}

}  // namespace narvi::http
