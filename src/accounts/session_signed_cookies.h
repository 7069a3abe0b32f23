#pragma once
// The signed_cookies session engine: the cookie is the session (contract django-sessions-csrf §5.1, §6.4).
// Nothing is stored, so nothing can be taken back: a copy of a cookie is good until SESSION_COOKIE_AGE after
// it was signed, or until the password or the secret key changes, whatever logout says. Parallel requests
// overwrite each other in the browser. A session's own expiry moves the cookie, not that limit.

#include <atomic>

#include "accounts/browser_settings.h"
#include "accounts/session_store.h"
#include "accounts/signing.h"

namespace narvi::accounts {

class SignedCookieSessions final : public SessionStore {
 public:
  /// `database` runs the other writes of a request. All arguments must outlive the store.
  SignedCookieSessions(database::Database& database, const SigningKeys& keys, const SessionSettings& settings,
                       const Clock& clock);

  /// The key is the data. What cannot be read is an empty session that is sent again, as upstream does.
  io::Task<Result<void>> load(Session& session) override;
  /// Gives the session its new key: the text of the cookie. Never interrupted.
  io::Task<Result<SaveOutcome>> save(Session& session, database::Batch also, bool keep) override;
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) override;
  io::Task<Result<std::int64_t>> count_expired() override;

 private:
  void warn_of_size(const std::string& value);

  database::Database& database_;
  const SigningKeys& keys_;
  const SessionSettings& settings_;
  const Clock& clock_;
  std::atomic<bool> warned_{false};
};

}  // namespace narvi::accounts
