#pragma once
// Passed: decisions of a moment ago, so that a page with fifty pictures costs one question to the database
// and not fifty. Only permissions are kept, never refusals. Never stale towards this process: any write of it
// outdates everything (database::Database::ended_writes). Writes of others are seen after
// `cache_milliseconds` at the latest (design §4). Found by a digest of the credentials; they are never kept.

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "cache/recent.h"
#include "crypto/digest.h"
#include "database/database.h"
#include "http/request.h"
#include "rest/verdict.h"
#include "systems/forward_auth/identity.h"

namespace narvi::systems::forward_auth {

/// Who passed, and what is told of him.
struct Permitted {
  rest::Identity identity;  ///< without its credential
  std::vector<std::string> groups;
  Fields fields;
  std::size_t bytes = 0;  ///< of the fields, names included
};
using PermittedRef = std::shared_ptr<const Permitted>;

class Passed {
 public:
  /// `database` outlives this object. `trusted`: 0 keeps nothing.
  Passed(const database::Database& database, Milliseconds trusted)
      : database_(database), trusted_(trusted), entries_(kMost) {}

  /// What must be noted before the database is asked.
  struct Question {
    std::uint64_t writes = 0;
    Instant asked;
  };
  Question ask(Instant now) const { return {database_.ended_writes(), now}; }

  /// What an answer depends on: the place of the rule, the method, the credentials, and what narrows it.
  static crypto::Digest key(std::size_t rule, std::string_view method, const http::Headers& headers,
                            std::string_view narrowing);

  void remember(const crypto::Digest& key, PermittedRef permitted, const Question& question);
  /// Null: ask the database.
  PermittedRef find(const crypto::Digest& key, Instant now) const;

 private:
  static constexpr std::size_t kMost = 10'000;  // each may hold some kilobytes of groups
  struct Entry {
    PermittedRef permitted;
    Question question;
  };
  bool holds(const Entry& entry, Instant now) const;

  const database::Database& database_;
  Milliseconds trusted_;
  cache::Recent<Entry> entries_;
};

}  // namespace narvi::systems::forward_auth
