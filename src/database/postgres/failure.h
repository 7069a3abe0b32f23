#pragma once
// Failure: what the server's error means to us.

#include <string>
#include <string_view>

#include "database/error.h"
#include "database/postgres/handles.h"

namespace narvi::database::postgres {

enum class Retry {
  kNo,
  kAgain,      ///< everything was rolled back and running it again makes sense (serialization, deadlock)
  kStalePlan,  ///< the same, once the statement has been prepared anew
  kCancelled,  ///< the same, unless the cancelled statement was the one meant
};

struct Failure {
  Error error;
  Retry retry = Retry::kNo;
};

/// The meaning of an SQLSTATE (PostgreSQL manual, appendix A).
ErrorCode code_of(std::string_view sqlstate);

/// Reads a result of status PGRES_FATAL_ERROR. The message names `statement` and the SQLSTATE and holds only
/// such words of the server as cannot contain a parameter's value: a value may be a secret, and messages are
/// logged.
Failure read_failure(const PGresult* result, std::string_view statement);

}  // namespace narvi::database::postgres
