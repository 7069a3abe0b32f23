#pragma once
// The cache session engine: sessions live in a cache alone and end with it (contract django-sessions-csrf
// §5.1). What Django stores is pickled by Python, so a cache is never shared with it.

#include <memory>
#include <string>
#include <string_view>

#include "accounts/browser_settings.h"
#include "accounts/session_store.h"
#include "accounts/signing.h"
#include "base/random.h"
#include "cache/entries.h"

namespace narvi::accounts {

/// The name of a session's entry: a digest, so that a cache holds no credential and a client cannot make
/// names long.
std::string session_entry_name(std::string_view prefix, std::string_view session_key);

class CacheSessions final : public SessionStore {
 public:
  /// `database` runs the other writes of a request. All references must outlive the store.
  CacheSessions(std::unique_ptr<cache::Entries> entries, database::Database& database,
                const SigningKeys& keys, const SessionSettings& settings, const Clock& clock, Random& random);

  io::Task<Result<void>> load(Session& session) override;
  /// The other writes come first: if they fail, nothing has happened to the session.
  io::Task<Result<SaveOutcome>> save(Session& session, database::Batch also, bool keep) override;
  /// Entries leave by themselves.
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) override;
  io::Task<Result<std::int64_t>> count_expired() override;

 private:
  io::Task<Result<void>> forget_doomed(Session& session);
  io::Task<Result<SaveOutcome>> create(Session& session);
  io::Task<Result<SaveOutcome>> update(Session& session);
  /// Stores the session under `key` if the entry has `version`; the new version, empty if it has another.
  io::Task<Result<std::optional<std::uint64_t>>> store(const Session& session, std::string key,
                                                       std::uint64_t version);
  /// Reads the entry; false: it has gone.
  io::Task<Result<bool>> reload(Session& session);

  std::unique_ptr<cache::Entries> entries_;
  database::Database& database_;
  const SigningKeys& keys_;
  const SessionSettings& settings_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace narvi::accounts
