#pragma once
// Exchange: what goes to the server between two synchronisation points, and what came back so far. All its
// statements happen or none (PostgreSQL manual, 34.5 Pipeline Mode), unless a transaction is open already.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/callback.h"
#include "database/postgres/failure.h"
#include "database/postgres/handles.h"
#include "database/postgres/parameters.h"
#include "database/postgres/prepared_statements.h"
#include "database/rows.h"
#include "database/statement.h"

namespace narvi::database::postgres {

struct Step {
  const Statement* statement;
  Parameters parameters;
};

/// How an exchange ended.
struct Reply {
  Result<std::vector<Outcome>> outcomes;  ///< one for each step
  Retry retry = Retry::kNo;               ///< with an error: whether the same again makes sense
};

struct Exchange {
  // What to send: steps, or a script of any number of statements in the simple protocol.
  std::vector<Step> steps;
  std::string script;
  TimePoint deadline;
  Callback<void(Reply)> done;  ///< called once; empty afterwards
  int attempts = 0;            ///< how often it was sent

  // While it is in flight. The pointers in `steps` are valid only until `done` was called.
  struct Expected {
    PreparedStatements::Use use;
    bool prepares;  ///< the result of preparing, not of executing
    std::size_t step;
  };
  std::vector<Expected> expected;
  std::size_t at = 0;  ///< which of `expected` the next result belongs to
  std::vector<Outcome> outcomes;
  std::optional<Failure> failure;

  bool answered() const { return !done; }

  void answer(Reply reply) {
    if (done) {
      Callback<void(Reply)> once = std::exchange(done, nullptr);
      once(std::move(reply));
    }
  }
  void refuse(ErrorCode code, std::string message) {
    answer(Reply{fail(code, std::move(message)), Retry::kNo});
  }

  /// Ready to be sent from the beginning.
  void rewind() {
    expected.clear();
    at = 0;
    outcomes.clear();
    failure.reset();
  }
};

using ExchangePtr = std::unique_ptr<Exchange>;

}  // namespace narvi::database::postgres
