#pragma once
// SessionStore: where sessions live (contract django-sessions-csrf §3.1, §5, §5.1). Engines: session_db (rows
// shared with Django), session_cached_db, session_cache, session_signed_cookies.

#include <cstddef>
#include <cstdint>

#include "accounts/session.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

inline constexpr std::size_t kSessionKeyLength = 32;  // contract django-sessions-csrf §3.1
inline constexpr int kSaveAttempts = 3;               // design §3: reload and re-apply, at most three times

/// How a save ended.
enum class SaveOutcome {
  kSaved,
  kInterrupted,  ///< the row has gone meanwhile: a logout elsewhere is not undone (400, contract §2.3)
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  /// Loads the session if that has not happened yet. A missing, expired or undecodable row is not an error.
  virtual io::Task<Result<void>> load(Session& session) = 0;

  /// Makes the session's state durable: deletes the row that flush or cycle_key left, creates or updates the
  /// current one, and runs `also` (other writes of the same request, such as last_login) in the same batch.
  /// `keep` false: nothing is written of the data (a server error), but a doomed row still goes.
  virtual io::Task<Result<SaveOutcome>> save(Session& session, database::Batch also, bool keep) = 0;

  /// Deletes up to `limit` expired rows and returns how many went. Small batches keep writers moving. Engines
  /// without rows do nothing (§5).
  virtual io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) = 0;

  /// How many rows delete_expired would find: for a progress bar.
  virtual io::Task<Result<std::int64_t>> count_expired() = 0;
};

}  // namespace narvi::accounts
