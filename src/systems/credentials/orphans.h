#pragma once
// Notes about credentials that have gone. Their tables belong to others (Django, too, deletes from them), so
// nobody tells us; a clean-up looks.

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "rest/services.h"

namespace narvi::systems::credentials {

/// Which notes go.
enum class Notes {
  kKeep,       ///< those of living credentials stay
  kDeleteAll,  ///< metadata are off: what was noted before goes, too
};

class Orphans {
 public:
  /// After every system has added its kind. `services` outlives this object.
  Orphans(const rest::Services& services, Notes notes);

  /// Deletes at most `limit` notes and gives how many. Found by a read that holds up nobody; what came back
  /// to life in between (a session key cannot) loses its name.
  io::Task<Result<std::int64_t>> remove(std::int64_t limit) const;

 private:
  struct Find {
    database::Statement statement;
    bool by_age;  ///< no table tells what has gone
  };
  io::Task<Result<std::int64_t>> forget(database::Rows rows) const;

  const rest::Services& services_;
  std::vector<Find> find_;
  database::Statement forget_;
};

}  // namespace narvi::systems::credentials
