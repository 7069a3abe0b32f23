#pragma once
// Typed values of statements. What each looks like in a column is Django's own form and the engine's business
// (contract django-auth §5): instants are text in SQLite ("YYYY-MM-DD HH:MM:SS[.ffffff]", UTC) and
// timestamptz in PostgreSQL; durations are bigint microseconds and interval; uuids are char(32) and uuid.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace narvi::database {

struct Null {
  bool operator==(const Null&) const = default;
};

/// A 128-bit identifier.
struct Uuid {
  std::array<std::byte, 16> bytes{};
  bool operator==(const Uuid&) const = default;
};

/// Raw bytes (bytea, blob).
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};

/// A length of time (Django's DurationField).
struct Duration {
  Microseconds length{};
  bool operator==(const Duration&) const = default;
};

using Value = std::variant<Null, bool, std::int64_t, double, std::string, Instant, Duration, Uuid, Bytes>;

/// The parameters of one execution: the n-th is $n in the statement.
using Params = std::vector<Value>;

/// Shorthands that keep call sites free of variant noise.
inline Value text(std::string_view value) {
  return Value(std::string(value));
}
inline Value integer(std::int64_t value) {
  return Value(value);
}

}  // namespace narvi::database
