#pragma once
// The cached_db session engine: the rows of django_session are the truth and written first; reads may be
// served from memory (contract django-sessions-csrf §5.1; design §3, §4). Django's own cached_db trusts its
// cache until a session ends, so a logout elsewhere is not seen; ours is coherent:
//  * within this process by epochs: what a write of ours ended is refused once that write is acknowledged;
//  * with other writers (Django, another Narvi) by age: an entry is trusted for `trusted` at most.

#include <memory>
#include <string>

#include "accounts/session_db.h"
#include "cache/entries.h"
#include "cache/epochs.h"

namespace narvi::accounts {

class CachedDatabaseSessions final : public SessionStore {
 public:
  /// `entries` must be of this process: epochs mean nothing elsewhere. `trusted`: how long a row may be
  /// believed without asking; 0: never. The other arguments must outlive the store.
  CachedDatabaseSessions(database::Database& database, std::unique_ptr<cache::Entries> entries,
                         Milliseconds trusted, const SigningKeys& keys, const SessionSettings& settings,
                         const Clock& clock, Random& random);

  io::Task<Result<void>> load(Session& session) override;
  io::Task<Result<SaveOutcome>> save(Session& session, database::Batch also, bool keep) override;
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) override;
  io::Task<Result<std::int64_t>> count_expired() override;

 private:
  /// The row as it is believed to be; empty: nobody knows, ask the database.
  io::Task<Result<std::optional<std::string>>> remembered(std::string name);
  io::Task<Result<void>> remember(std::string name, std::uint64_t epoch, SessionRow row, Instant asked);

  DatabaseSessions rows_;
  std::unique_ptr<cache::Entries> entries_;
  cache::Epochs epochs_;
  Milliseconds trusted_;
  const SigningKeys& keys_;
  const SessionSettings& settings_;
  const Clock& clock_;
};

}  // namespace narvi::accounts
