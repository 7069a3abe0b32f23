#include "database/postgres/failure.h"

#include <array>

namespace narvi::database::postgres {

namespace {

struct Meaning {
  std::string_view prefix;
  ErrorCode code;
  Retry retry;
};

/// First match wins.
constexpr std::array kMeanings{
    Meaning{"23505", ErrorCode::kUniqueViolation, Retry::kNo},
    Meaning{"23", ErrorCode::kConstraint, Retry::kNo},
    Meaning{"40001", ErrorCode::kSerialization, Retry::kAgain},
    Meaning{"40P01", ErrorCode::kSerialization, Retry::kAgain},
    Meaning{"57014", ErrorCode::kTimeout, Retry::kCancelled},
    Meaning{"55P03", ErrorCode::kBusy, Retry::kNo},
    Meaning{"53100", ErrorCode::kDiskFull, Retry::kNo},
    Meaning{"53", ErrorCode::kUnavailable, Retry::kNo},
    Meaning{"57P", ErrorCode::kUnavailable, Retry::kNo},
    Meaning{"08P01", ErrorCode::kStatement, Retry::kNo},  // wrong number of parameters
    Meaning{"08", ErrorCode::kUnavailable, Retry::kNo},
    Meaning{"25006", ErrorCode::kUnavailable,
            Retry::kNo},  // read-only: a standby, or a server being failed over
    Meaning{"25P03", ErrorCode::kTimeout, Retry::kNo},
    Meaning{"26000", ErrorCode::kUnavailable, Retry::kStalePlan},
    Meaning{"22", ErrorCode::kRejectedValue, Retry::kNo},
    Meaning{"XX001", ErrorCode::kCorrupt, Retry::kNo},
    Meaning{"XX002", ErrorCode::kCorrupt, Retry::kNo},
};

const Meaning* meaning_of(std::string_view sqlstate) {
  for (const Meaning& meaning : kMeanings) {
    if (sqlstate.starts_with(meaning.prefix)) {
      return &meaning;
    }
  }
  return nullptr;
}

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

/// "cached plan must not change result type" has no SQLSTATE of its own, and its words may be translated; the
/// name of the server's function is neither.
bool is_stale_plan(const PGresult* result) {
  return field(result, PG_DIAG_SQLSTATE) == "0A000" &&
         field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
}

}  // namespace

ErrorCode code_of(std::string_view sqlstate) {
  const Meaning* meaning = meaning_of(sqlstate);
  return meaning == nullptr ? ErrorCode::kStatement : meaning->code;
}

Failure read_failure(const PGresult* result, std::string_view statement) {
  const std::string_view sqlstate = field(result, PG_DIAG_SQLSTATE);
  Failure failure;
  failure.error.message = std::string(statement) + ": ";
  if (sqlstate.empty()) {  // libpq's own words: it lost the connection
    failure.error.code = ErrorCode::kUnavailable;
    failure.error.message += "the connection to the database was lost";
    return failure;
  }
  const Meaning* meaning = meaning_of(sqlstate);
  failure.error.code = meaning == nullptr ? ErrorCode::kStatement : meaning->code;
  failure.retry = meaning == nullptr ? Retry::kNo : meaning->retry;
  if (is_stale_plan(result)) {
    failure.error.code = ErrorCode::kUnavailable;
    failure.retry = Retry::kStalePlan;
  }
  // Class 22 (data exceptions) quotes the value in its primary message; the others put values only into the
  // detail.
  failure.error.message += sqlstate.starts_with("22") ? std::string_view("the server refused a value")
                                                      : field(result, PG_DIAG_MESSAGE_PRIMARY);
  failure.error.message += " (" + std::string(sqlstate) + ")";
  return failure;
}

}  // namespace narvi::database::postgres
