#include "accounts/session_db.h"

#include <utility>

#include "accounts/session_data.h"
#include "accounts/session_expiry.h"
#include "base/log.h"

namespace narvi::accounts {

namespace {

constexpr std::size_t kKeyLength = 32;  // contract django-sessions-csrf §3.1
constexpr int kAttempts = 3;            // design §3: reload and re-apply, at most three times

tl::unexpected<Error> failed(const database::Error& error) {
  return tl::unexpected<Error>(database::to_error(error));
}

}  // namespace

DatabaseSessions::DatabaseSessions(database::Database& database, const SigningKeys& keys,
                                   const SessionSettings& settings, const Clock& clock, Random& random)
    : database_(database),
      keys_(keys),
      settings_(settings),
      clock_(clock),
      random_(random),
      load_("accounts.session_load",
            "SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > $2"),
      insert_("accounts.session_insert",
              "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)"),
      update_("accounts.session_update",
              "UPDATE django_session SET session_data = $3, expire_date = $4 "
              "WHERE session_key = $1 AND session_data = $2"),
      delete_("accounts.session_delete", "DELETE FROM django_session WHERE session_key = $1"),
      delete_expired_(
          "accounts.session_delete_expired",
          "DELETE FROM django_session WHERE session_key IN (SELECT session_key FROM django_session "
          "WHERE expire_date < $1 ORDER BY expire_date LIMIT $2)") {}

io::Task<Result<void>> DatabaseSessions::load(Session& session) {
  if (session.loaded()) {
    co_return Result<void>();
  }
  if (!session.key()) {
    session.not_found();
    co_return Result<void>();
  }
  const Result<bool> found = co_await reload(session);
  if (!found) {
    co_return tl::unexpected<Error>(found.error());
  }
  if (!*found) {
    session.not_found();
  }
  co_return Result<void>();
}

io::Task<Result<bool>> DatabaseSessions::reload(Session& session) {
  const database::Result<database::Rows> rows =
      co_await database_.look_up(load_, {*session.key(), clock_.now()});
  if (!rows) {
    // A key that the engine cannot even compare (NUL, bad UTF-8) is a key that does not exist.
    if (rows.error().code == database::ErrorCode::kRejectedValue) {
      co_return false;
    }
    co_return failed(rows.error());
  }
  if (rows->empty()) {
    co_return false;
  }
  std::string stored = rows->front().text(0);
  DecodedSession decoded = decode_session(stored, keys_);
  if (decoded.outcome == DecodedSession::Outcome::kCorrupted) {
    // Mostly a changed secret key: an operator should hear of it (contract django-sessions-csrf §3.1, §9).
    log_warning("Session data corrupted", {{"hint", "is the old key in secret_key_fallbacks?"}});
  }
  if (session.loaded()) {
    session.rebase(std::move(decoded.data), std::move(stored));
  } else {
    session.found(std::move(decoded.data), std::move(stored));
  }
  co_return true;
}

DatabaseSessions::Encoded DatabaseSessions::encode(const Session& session) const {
  const Instant now = clock_.now();
  return {encode_session(session.data(), keys_, now), session_expiry(session.data(), now, settings_).expires};
}

io::Task<Result<SaveOutcome>> DatabaseSessions::save(Session& session, database::Batch also, bool keep) {
  const bool write = keep && !session.empty() && (session.modified() || settings_.save_every_request);
  if (write && session.stored()) {
    co_return co_await update(session, std::move(also));
  }
  if (write) {
    co_return co_await create(session, std::move(also));
  }
  if (session.doomed_key()) {
    also.add(delete_, {*session.doomed_key()});
  }
  if (also.items.empty()) {
    co_return SaveOutcome::kSaved;
  }
  const auto outcomes = co_await database_.run(std::move(also));
  if (!outcomes) {
    co_return failed(outcomes.error());
  }
  session.doomed_deleted();
  co_return SaveOutcome::kSaved;
}

io::Task<Result<SaveOutcome>> DatabaseSessions::create(Session& session, database::Batch also) {
  database::Result<std::vector<database::Outcome>> outcomes;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    // A key that is taken is astronomically unlikely; the primary key tells, without a look-up before.
    std::string key = random_.text(kKeyLength, kLowerAlphanumerics);
    Encoded encoded = encode(session);
    database::Batch batch;
    if (session.doomed_key()) {
      batch.add(delete_, {*session.doomed_key()});
    }
    batch.add(insert_, {key, encoded.data, encoded.expires});
    batch.items.insert(batch.items.end(), also.items.begin(), also.items.end());
    outcomes = co_await database_.run(std::move(batch));
    if (outcomes) {
      session.saved(std::move(key), std::move(encoded.data));
      session.doomed_deleted();
      co_return SaveOutcome::kSaved;
    }
    if (outcomes.error().code != database::ErrorCode::kUniqueViolation) {
      break;
    }
  }
  co_return failed(outcomes.error());
}

io::Task<Result<SaveOutcome>> DatabaseSessions::update(Session& session, database::Batch also) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::string key = *session.key();
    Encoded encoded = encode(session);
    database::Batch batch;
    batch.add(update_, {key, *session.stored(), encoded.data, encoded.expires});
    batch.items.insert(batch.items.end(), also.items.begin(), also.items.end());
    also.items.clear();  // they are idempotent, and done even if the session's own row was not
    const auto outcomes = co_await database_.run(std::move(batch));
    if (!outcomes) {
      co_return failed(outcomes.error());
    }
    if (outcomes->front().affected == 1) {
      session.saved(key, std::move(encoded.data));
      co_return SaveOutcome::kSaved;
    }
    const Result<bool> still_there = co_await reload(session);
    if (!still_there) {
      co_return tl::unexpected<Error>(still_there.error());
    }
    if (!*still_there) {
      co_return SaveOutcome::kInterrupted;
    }
  }
  co_return fail(ErrorKind::kConflict, "a session is written by too many requests at once");
}

io::Task<Result<std::int64_t>> DatabaseSessions::delete_expired(std::int64_t limit) {
  const database::Result<database::Outcome> outcome =
      co_await database_.write(delete_expired_, {clock_.now(), limit});
  if (!outcome) {
    co_return failed(outcome.error());
  }
  co_return outcome->affected;
}

}  // namespace narvi::accounts
