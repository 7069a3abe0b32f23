#include "database/postgres/results.h"

#include <charconv>
#include <string_view>

namespace narvi::database::postgres {

namespace {

Rows read_rows(const PGresult* result) {
  const int columns = PQnfields(result);
  const int count = PQntuples(result);
  Rows rows(static_cast<std::size_t>(columns));
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) != 0) {
        rows.append(std::monostate());
        continue;
      }
      const auto length = static_cast<std::size_t>(PQgetlength(result, row, column));
      rows.append(std::string(PQgetvalue(result, row, column), length));
    }
  }
  return rows;
}

/// The command tag ends with the count: "INSERT 0 3", "UPDATE 2". A SELECT's count is of rows read.
std::int64_t read_affected(PGresult* result) {
  if (std::string_view(PQcmdStatus(result)).starts_with("SELECT")) {
    return 0;
  }
  const std::string_view digits = PQcmdTuples(result);
  std::int64_t affected = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), affected);
  return affected;
}

}  // namespace

Outcome read_outcome(const PGresult* result) {
  Outcome outcome;
  outcome.rows = read_rows(result);
  outcome.affected = read_affected(const_cast<PGresult*>(result));  // libpq's signature; it only reads
  return outcome;
}

}  // namespace narvi::database::postgres
