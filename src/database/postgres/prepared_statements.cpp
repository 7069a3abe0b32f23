#include "database/postgres/prepared_statements.h"

#include <utility>

namespace narvi::database::postgres {

std::string PreparedStatements::Use::name() const {
  return "n" + std::to_string(id) + "_" + std::to_string(generation);
}

PreparedStatements::Use PreparedStatements::use(std::size_t id) {
  if (entries_.size() <= id) {
    entries_.resize(id + 1);
  }
  Entry& entry = entries_[id];
  return Use{id, entry.generation, !std::exchange(entry.prepared, true)};
}

void PreparedStatements::forget(const Use& use) {
  Entry& entry = entries_[use.id];
  if (entry.generation != use.generation) {
    return;
  }
  entry.generation += 1;
  entry.prepared = false;
}

void PreparedStatements::refuse(const Use& use, const Failure& failure) {
  refusals_[use.id] = Refusal{use.generation, failure};
  forget(use);
}

const Failure* PreparedStatements::refusal(const Use& use) const {
  const auto found = refusals_.find(use.id);
  return found != refusals_.end() && found->second.generation == use.generation ? &found->second.failure
                                                                                : nullptr;
}

}  // namespace narvi::database::postgres
