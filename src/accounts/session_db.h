#pragma once
// The db session engine: rows of django_session, shared with Django (contract django-sessions-csrf §5).

#include <optional>
#include <string>

#include "accounts/browser_settings.h"
#include "accounts/session_store.h"
#include "accounts/signing.h"
#include "base/clock.h"
#include "base/random.h"
#include "database/database.h"

namespace narvi::accounts {

/// A row that has not expired.
struct SessionRow {
  std::string data;  ///< session_data as stored
  Instant expires;
};

class DatabaseSessions final : public SessionStore {
 public:
  /// All arguments must outlive the store.
  DatabaseSessions(database::Database& database, const SigningKeys& keys, const SessionSettings& settings,
                   const Clock& clock, Random& random);

  io::Task<Result<void>> load(Session& session) override;
  io::Task<Result<SaveOutcome>> save(Session& session, database::Batch also, bool keep) override;
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) override;
  io::Task<Result<std::int64_t>> count_expired() override;

  /// The row of `key`; empty if there is none or it expired.
  io::Task<Result<std::optional<SessionRow>>> read(std::string key);

  /// The statements that look up by an index, for the EXPLAIN test.
  const database::Statement& load_statement() const { return load_; }

 private:
  struct Encoded {
    std::string data;
    Instant expires;
  };
  Encoded encode(const Session& session) const;
  io::Task<Result<SaveOutcome>> create(Session& session, database::Batch also);
  io::Task<Result<SaveOutcome>> update(Session& session, database::Batch also);
  /// Reads the row again after somebody else saved. False: it has gone.
  io::Task<Result<bool>> reload(Session& session);

  database::Database& database_;
  const SigningKeys& keys_;
  const SessionSettings& settings_;
  const Clock& clock_;
  Random& random_;
  database::Statement load_;
  database::Statement insert_;
  database::Statement update_;
  database::Statement delete_;
  database::Statement delete_expired_;
  database::Statement count_expired_;
};

}  // namespace narvi::accounts
