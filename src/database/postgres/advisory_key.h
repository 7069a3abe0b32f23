#pragma once
// The number under which PostgreSQL locks a (kind, id).

#include <cstdint>
#include <string_view>

namespace narvi::database::postgres {

/// FNV-1a over kind, a NUL and id, then a mixing of the bits. The same in every version and on every machine,
/// since different processes must agree. Two pairs that meet in one number only wait for each other
/// needlessly.
std::int64_t advisory_key(std::string_view kind, std::string_view id);

}  // namespace narvi::database::postgres
