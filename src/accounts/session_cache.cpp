#include "accounts/session_cache.h"

#include <utility>

#include "accounts/session_data.h"
#include "accounts/session_expiry.h"
#include "crypto/digest.h"

namespace narvi::accounts {

namespace {

constexpr std::string_view kPrefix = "django.contrib.sessions.cache";

}  // namespace

std::string session_entry_name(std::string_view prefix, std::string_view session_key) {
  return std::string(crypto::digest(crypto::HashAlgorithm::kSha256, {prefix, session_key}).bytes());
}

CacheSessions::CacheSessions(std::unique_ptr<cache::Entries> entries, database::Database& database,
                             const SigningKeys& keys, const SessionSettings& settings, const Clock& clock,
                             Random& random)
    : entries_(std::move(entries)),
      database_(database),
      keys_(keys),
      settings_(settings),
      clock_(clock),
      random_(random) {}

io::Task<Result<void>> CacheSessions::load(Session& session) {
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

io::Task<Result<bool>> CacheSessions::reload(Session& session) {
  const Result<std::optional<cache::Entry>> entry =
      co_await entries_->get(session_entry_name(kPrefix, *session.key()), clock_.now());
  if (!entry) {
    co_return tl::unexpected<Error>(entry.error());
  }
  if (!*entry) {
    co_return false;
  }
  http::json::Object data = readable_session((*entry)->value, keys_);
  std::string version = std::to_string((*entry)->version);
  if (session.loaded()) {
    session.rebase(std::move(data), std::move(version));
  } else {
    session.found(std::move(data), std::move(version));
  }
  co_return true;
}

io::Task<Result<SaveOutcome>> CacheSessions::save(Session& session, database::Batch also, bool keep) {
  if (!also.items.empty()) {
    const auto outcomes = co_await database_.run(std::move(also));
    if (!outcomes) {
      co_return tl::unexpected<Error>(database::to_error(outcomes.error()));
    }
  }
  const Result<void> forgotten = co_await forget_doomed(session);
  if (!forgotten) {
    co_return tl::unexpected<Error>(forgotten.error());
  }
  const bool write = keep && !session.empty() && (session.modified() || settings_.save_every_request);
  if (!write) {
    co_return SaveOutcome::kSaved;
  }
  co_return session.stored() ? co_await update(session) : co_await create(session);
}

io::Task<Result<void>> CacheSessions::forget_doomed(Session& session) {
  if (!session.doomed_key()) {
    co_return Result<void>();
  }
  const Result<bool> erased = co_await entries_->erase(session_entry_name(kPrefix, *session.doomed_key()));
  if (!erased) {
    co_return tl::unexpected<Error>(erased.error());
  }
  session.doomed_deleted();
  co_return Result<void>();
}

io::Task<Result<std::optional<std::uint64_t>>> CacheSessions::store(const Session& session, std::string key,
                                                                    std::uint64_t version) {
  const Instant now = clock_.now();
  return entries_->put_if(session_entry_name(kPrefix, key), version,
                          encode_session(session.data(), keys_, now),
                          session_expiry(session.data(), now, settings_).expires, now);
}

io::Task<Result<SaveOutcome>> CacheSessions::create(Session& session) {
  for (int attempt = 0; attempt < kSaveAttempts; ++attempt) {
    std::string key = random_.text(kSessionKeyLength, kLowerAlphanumerics);
    const Result<std::optional<std::uint64_t>> version = co_await store(session, key, 0);
    if (!version) {
      co_return tl::unexpected<Error>(version.error());
    }
    if (*version) {
      session.saved(std::move(key), std::to_string(**version));
      co_return SaveOutcome::kSaved;
    }
  }
  co_return fail(ErrorKind::kConflict, "no new session key was free");
}

io::Task<Result<SaveOutcome>> CacheSessions::update(Session& session) {
  for (int attempt = 0; attempt < kSaveAttempts; ++attempt) {
    const std::string key = *session.key();
    const Result<std::optional<std::uint64_t>> version =
        co_await store(session, key, std::stoull(*session.stored()));
    if (!version) {
      co_return tl::unexpected<Error>(version.error());
    }
    if (*version) {
      session.saved(key, std::to_string(**version));
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

io::Task<Result<std::int64_t>> CacheSessions::delete_expired(std::int64_t /*limit*/) {
  co_return 0;
}

io::Task<Result<std::int64_t>> CacheSessions::count_expired() {
  co_return 0;
}

}  // namespace narvi::accounts
