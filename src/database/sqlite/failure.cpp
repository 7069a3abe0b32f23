#include "database/sqlite/failure.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace narvi::database::sqlite {

namespace {

ErrorCode constraint_code(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return ErrorCode::kUniqueViolation;
    default:
      return ErrorCode::kConstraint;
  }
}

}  // namespace

ErrorCode error_code(int extended_code) {
  switch (extended_code & 0xff) {
    case SQLITE_CONSTRAINT:
      return constraint_code(extended_code);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // lost the race for the WAL's locks too often
      return ErrorCode::kBusy;
    case SQLITE_INTERRUPT:  // only our own deadline interrupts (Connection::stop_at)
      return ErrorCode::kTimeout;
    case SQLITE_FULL:
      return ErrorCode::kDiskFull;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_NOLFS:
      return ErrorCode::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::kCorrupt;
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return ErrorCode::kRejectedValue;
    default:
      return ErrorCode::kStatement;
  }
}

Error make_error(int extended_code, std::string_view what, std::string_view words) {
  return {error_code(extended_code), fmt::format("{}: {} ({})", what, words, extended_code)};
}

}  // namespace narvi::database::sqlite
