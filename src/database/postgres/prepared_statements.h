#pragma once
// PreparedStatements: which statements one connection has prepared, and under which names.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "database/postgres/failure.h"

namespace narvi::database::postgres {

class PreparedStatements {
 public:
  /// One use of a statement. Remembers the generation, so that several failed uses forget it only once.
  struct Use {
    std::size_t id = 0;
    std::uint32_t generation = 0;
    bool first = false;  ///< it must be prepared first, under name()

    /// The name on the server. Each generation has its own, so a name is never prepared twice.
    std::string name() const;
  };

  /// Notes that the statement numbered `id` is used, and from now on prepared.
  Use use(std::size_t id);

  /// The server does not have it, or has a plan that no longer fits: the next use prepares it anew.
  void forget(const Use& use);

  /// The server refused to prepare it. Uses that were sent behind that attempt will fail because it does not
  /// exist: refusal() tells why.
  void refuse(const Use& use, const Failure& failure);
  /// Why the preparation that `use` relied on was refused; null if it was not.
  const Failure* refusal(const Use& use) const;

 private:
  struct Entry {
    std::uint32_t generation = 0;
    bool prepared = false;
  };
  struct Refusal {
    std::uint32_t generation = 0;
    Failure failure;
  };
  std::vector<Entry> entries_;
  std::map<std::size_t, Refusal> refusals_;  // the last of each statement; a bug or a foreign schema, so few
};

}  // namespace narvi::database::postgres
