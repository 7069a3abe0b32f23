#include "accounts/session_db.h"

#include <utility>

#include "accounts/session_data.h"
#include "accounts/session_expiry.h"

namespace narvi::accounts {

namespace {

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
            "SELECT session_data, expire_date FROM django_session "
            "WHERE session_key = $1 AND expire_date > $2"),
      insert_("accounts.session_insert",
              "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)"),
      update_("accounts.session_update",
              "UPDATE django_session SET session_data = $3, expire_date = $4 "
              "WHERE session_key = $1 AND session_data = $2"),
      delete_("accounts.session_delete", "DELETE FROM django_session WHERE session_key = $1"),
      delete_expired_(
          "accounts.session_delete_expired",
          "DELETE FROM django_session WHERE session_key IN (SELECT session_key FROM django_session "
          "WHERE expire_date < $1 ORDER BY expire_date LIMIT $2)"),
      count_expired_("accounts.session_count_expired",
                     "SELECT count(*) FROM django_session WHERE expire_date < $1") {}

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

io::Task<Result<std::optional<SessionRow>>> DatabaseSessions::read(std::string key) {
  const database::Result<database::Rows> rows =
      co_await database_.look_up(load_, {std::move(key), clock_.now()});
  if (!rows) {
    // A key that the engine cannot even compare (NUL, bad UTF-8) is a key that does not exist.
    if (rows.error().code == database::ErrorCode::kRejectedValue) {
      co_return std::optional<SessionRow>();
    }
    co_return failed(rows.error());
  }
  if (rows->empty()) {
    co_return std::optional<SessionRow>();
  }
  // A date that cannot be read satisfied `expire_date > now` all the same: it is good for this one read.
  co_return SessionRow{rows->front().text(0), rows->front().instant(1).value_or(clock_.now())};
}

io::Task<Result<bool>> DatabaseSessions::reload(Session& session) {
  Result<std::optional<SessionRow>> row = co_await read(*session.key());
  if (!row) {
    co_return tl::unexpected<Error>(std::move(row.error()));
  }
  if (!*row) {
    co_return false;
  }
  http::json::Object data = readable_session((*row)->data, keys_);
  if (session.loaded()) {
    session.rebase(std::move(data), std::move((*row)->data));
  } else {
    session.found(std::move(data), std::move((*row)->data));
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
  for (int attempt = 0; attempt < kSaveAttempts; ++attempt) {
    // A key that is taken is astronomically unlikely; the primary key tells, without a look-up before.
    std::string key = random_.text(kSessionKeyLength, kLowerAlphanumerics);
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
  for (int attempt = 0; attempt < kSaveAttempts; ++attempt) {
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

io::Task<Result<std::int64_t>> DatabaseSessions::count_expired() {
  const database::Result<database::Rows> rows = co_await database_.scan(count_expired_, {clock_.now()});
  if (!rows) {
    co_return failed(rows.error());
  }
  co_return rows->empty() ? 0 : rows->front().integer(0).value_or(0);
}

}  // namespace narvi::accounts
