#include "accounts/session_cached_db.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "accounts/session_cache.h"
#include "accounts/session_data.h"

namespace narvi::accounts {

namespace {

constexpr std::string_view kPrefix = "django.contrib.sessions.cached_db";

/// What an entry holds: the epoch and the instant that were true when the row was asked for, and the row.
struct Remembered {
  std::uint64_t epoch = 0;
  Instant asked;
  std::string data;
};

std::string write(std::uint64_t epoch, Instant asked, const std::string& data) {
  return std::to_string(epoch) + ' ' + std::to_string(asked.time_since_epoch().count()) + ' ' + data;
}

/// Takes a number and the blank behind it; only `write` made the text.
std::int64_t take_number(std::string_view& text) {
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::int64_t number = std::stoll(std::string(text.substr(0, blank)));
  text.remove_prefix(std::min(blank + 1, text.size()));
  return number;
}

Remembered read(std::string_view text) {
  Remembered entry;
  entry.epoch = static_cast<std::uint64_t>(take_number(text));
  entry.asked = Instant(Microseconds(take_number(text)));
  entry.data = std::string(text);
  return entry;
}

}  // namespace

CachedDatabaseSessions::CachedDatabaseSessions(database::Database& database,
                                               std::unique_ptr<cache::Entries> entries, Milliseconds trusted,
                                               const SigningKeys& keys, const SessionSettings& settings,
                                               const Clock& clock, Random& random)
    : rows_(database, keys, settings, clock, random),
      entries_(std::move(entries)),
      trusted_(trusted),
      keys_(keys),
      settings_(settings),
      clock_(clock) {}

io::Task<Result<std::optional<std::string>>> CachedDatabaseSessions::remembered(std::string name) {
  using Found = std::optional<std::string>;
  const Instant now = clock_.now();
  Result<std::optional<cache::Entry>> entry = co_await entries_->get(name, now);
  if (!entry) {
    co_return tl::unexpected<Error>(std::move(entry.error()));
  }
  if (!*entry) {
    co_return Found();
  }
  Remembered known = read((*entry)->value);
  // Asked in the future: the clock was put back, and the entry's age is unknown.
  const bool fresh = known.asked <= now && now < known.asked + trusted_;
  co_return fresh&& known.epoch == epochs_.of(name) ? Found(std::move(known.data)) : Found();
}

io::Task<Result<void>> CachedDatabaseSessions::remember(std::string name, std::uint64_t epoch, SessionRow row,
                                                        Instant asked) {
  const Instant end = std::min(row.expires, asked + trusted_);
  co_return co_await entries_->put(std::move(name), write(epoch, asked, row.data), end, clock_.now());
}

io::Task<Result<void>> CachedDatabaseSessions::load(Session& session) {
  if (session.loaded() || !session.key() || trusted_ == Milliseconds(0)) {
    co_return co_await rows_.load(session);
  }
  const std::string name = session_entry_name(kPrefix, *session.key());
  Result<std::optional<std::string>> known = co_await remembered(name);
  if (known && *known) {
    http::json::Object data = readable_session(**known, keys_);
    session.found(std::move(data), std::move(**known));
    co_return Result<void>();
  }
  // Both are taken before the question is sent: a write that ends later makes the answer stale.
  const std::uint64_t epoch = epochs_.of(name);
  const Instant asked = clock_.now();
  Result<std::optional<SessionRow>> row = co_await rows_.read(*session.key());
  if (!row) {
    co_return tl::unexpected<Error>(std::move(row.error()));
  }
  if (!*row) {
    session.not_found();
    co_return Result<void>();
  }
  // A cache that fails to keep it costs the next look-up, nothing else.
  static_cast<void>(co_await remember(name, epoch, **row, asked));
  http::json::Object data = readable_session((*row)->data, keys_);
  session.found(std::move(data), std::move((*row)->data));
  co_return Result<void>();
}

io::Task<Result<SaveOutcome>> CachedDatabaseSessions::save(Session& session, database::Batch also,
                                                           bool keep) {
  std::vector<std::string> touched;
  if (session.modified() || settings_.save_every_request) {
    for (const auto& key : {session.key(), session.doomed_key()}) {
      if (key) {
        touched.push_back(session_entry_name(kPrefix, *key));
      }
    }
  }
  Result<SaveOutcome> saved = co_await rows_.save(session, std::move(also), keep);
  // Also after an error: a commit whose answer was lost may still have happened.
  for (const std::string& name : touched) {
    epochs_.bump(name);
    static_cast<void>(co_await entries_->erase(name));  // the epoch has ended it; this frees its room
  }
  co_return saved;
}

io::Task<Result<std::int64_t>> CachedDatabaseSessions::delete_expired(std::int64_t limit) {
  return rows_.delete_expired(limit);  // entries end with their rows
}

io::Task<Result<std::int64_t>> CachedDatabaseSessions::count_expired() {
  return rows_.count_expired();
}

}  // namespace narvi::accounts
