#pragma once
// Owners of libpq's two kinds of object.

#include <libpq-fe.h>

#include <chrono>
#include <memory>

namespace narvi::database::postgres {

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

using TimePoint = std::chrono::steady_clock::time_point;

inline TimePoint steady_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace narvi::database::postgres
