#include "database/database.h"

namespace narvi::database {

io::Task<Result<Outcome>> Database::write(const Statement& statement, Params params) {
  Batch batch;
  batch.add(statement, std::move(params));
  Result<std::vector<Outcome>> outcomes = co_await run(std::move(batch));
  if (!outcomes) {
    co_return tl::unexpected<Error>(std::move(outcomes.error()));
  }
  co_return std::move(outcomes->front());
}

narvi::Error to_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::kUnavailable:
    case ErrorCode::kDiskFull:
      return {ErrorKind::kUnavailable, error.message};
    case ErrorCode::kBusy:
    case ErrorCode::kTimeout:
      return {ErrorKind::kTimeout, error.message};
    case ErrorCode::kUniqueViolation:
    case ErrorCode::kSerialization:
      return {ErrorKind::kConflict, error.message};
    case ErrorCode::kRejectedValue:
      return {ErrorKind::kInvalid, error.message};
    case ErrorCode::kConstraint:
    case ErrorCode::kStatement:
    case ErrorCode::kCorrupt:
      return {ErrorKind::kInternal, error.message};
  }
  return {ErrorKind::kInternal, error.message};
}

}  // namespace narvi::database
