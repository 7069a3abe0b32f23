#pragma once
// What a database operation can fail with. The engines translate their own codes into these.

#include <string>
#include <tl/expected.hpp>

#include "base/result.h"

namespace narvi::database {

enum class ErrorCode {
  kUnavailable,      ///< not connected, gone away, or starting up: HTTP 503 with Retry-After
  kBusy,             ///< locked by another process longer than the deadline allows: HTTP 503
  kTimeout,          ///< our own deadline passed: HTTP 503
  kUniqueViolation,  ///< a unique index refused the row
  kConstraint,       ///< another constraint (foreign key, not null, check) refused the row
  kDiskFull,         ///< nothing was written: HTTP 503
  kSerialization,    ///< the transaction lost against another one; running it again makes sense
  kRejectedValue,  ///< the engine cannot store or compare this value (NUL in text, invalid UTF-8, number out
                   ///< of range)
  kStatement,      ///< the SQL does not fit the schema: a bug, or a table of another version
  kCorrupt,        ///< the store says it is damaged
};

struct Error {
  ErrorCode code = ErrorCode::kStatement;
  std::string message;  ///< the engine's words; for logs, never for clients
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// The same failure in the vocabulary of the rest of the house.
narvi::Error to_error(const Error& error);

}  // namespace narvi::database
