#pragma once
// The one difference between the portable SQL of a Statement and SQLite's: how parameters are written.

#include <cstddef>
#include <string>
#include <string_view>

namespace narvi::database::sqlite {

/// Writes every parameter $n as ?n. Text in single quotes, quoted names, comments and names that contain a
/// dollar sign stay as they are.
std::string to_sqlite(std::string_view sql);

/// The largest n of any $n in `sql`; 0 without parameters. Numbers beyond 99999 count as 99999.
std::size_t count_parameters(std::string_view sql);

}  // namespace narvi::database::sqlite
