#include "http/server/guarded_fields.h"

#include <array>

#include "http/spoken_fields.h"

namespace narvi::http::server {

namespace {

// Rows before those of spoken_fields().
constexpr auto kOwn = std::to_array<std::string_view>(
    {"host", "content-length", "transfer-encoding", "authorization", "proxy-authorization"});

constexpr GuardedKind kind_of(std::size_t index) {
  return index < 3 ? static_cast<GuardedKind>(index) : GuardedKind::kIdentity;
}

}  // namespace

std::optional<GuardedField> guarded_field(std::string_view name) {
  for (std::size_t i = 0; i < kOwn.size(); ++i) {
    if (kOwn[i].size() == name.size() && same_variable(kOwn[i], name)) {
      return GuardedField{kind_of(i), static_cast<std::uint8_t>(i)};
    }
  }
  const std::optional<std::size_t> row = spoken_field(name);
  return row ? std::optional(
                   GuardedField{GuardedKind::kIdentity, static_cast<std::uint8_t>(kOwn.size() + *row)})
             : std::nullopt;
}

}  // namespace narvi::http::server
