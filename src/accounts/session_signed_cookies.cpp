#include "accounts/session_signed_cookies.h"

#include <string>
#include <utility>

#include "accounts/session_data.h"
#include "base/log.h"

namespace narvi::accounts {

namespace {

// Browsers drop a cookie whose name and value together are larger (RFC 6265bis §5.6).
constexpr std::size_t kLargestCookie = 4096;

}  // namespace

SignedCookieSessions::SignedCookieSessions(database::Database& database, const SigningKeys& keys,
                                           const SessionSettings& settings, const Clock& clock)
    : database_(database), keys_(keys), settings_(settings), clock_(clock) {}

io::Task<Result<void>> SignedCookieSessions::load(Session& session) {
  if (session.loaded()) {
    co_return Result<void>();
  }
  if (!session.key()) {
    session.not_found();
    co_return Result<void>();
  }
  const std::optional<Microseconds> age =
      settings_.cookie.age ? std::optional<Microseconds>(*settings_.cookie.age) : std::nullopt;
  Result<http::json::Value, BadSignature> value =
      loads(*session.key(), keys_, kSignedCookiesSalt, clock_.now(), age);
  http::json::Object* const data = value ? value->object() : nullptr;
  if (data == nullptr) {
    session.unreadable();
  } else {
    session.found(std::move(*data), {});
  }
  co_return Result<void>();
}

void SignedCookieSessions::warn_of_size(const std::string& value) {
  const std::size_t size = settings_.cookie.name.size() + value.size();
  if (size > kLargestCookie && !warned_.exchange(true)) {
    log_warning("a session is larger than the cookie that browsers keep: it is lost",
                {{"bytes", std::to_string(size)},
                 {"largest", std::to_string(kLargestCookie)},
                 {"mend", "keep less in sessions, or set [sessions] engine = \"db\""}});
  }
}

io::Task<Result<SaveOutcome>> SignedCookieSessions::save(Session& session, database::Batch also, bool keep) {
  if (!also.items.empty()) {
    const auto outcomes = co_await database_.run(std::move(also));
    if (!outcomes) {
      co_return tl::unexpected<Error>(database::to_error(outcomes.error()));
    }
  }
  session.doomed_deleted();  // the browser is told by the cookie
  if (keep && !session.empty() && (session.modified() || settings_.save_every_request)) {
    std::string value = encode_session(session.data(), keys_, clock_.now(), kSignedCookiesSalt);
    warn_of_size(value);
    session.saved(std::move(value), {});
  }
  co_return SaveOutcome::kSaved;
}

io::Task<Result<std::int64_t>> SignedCookieSessions::delete_expired(std::int64_t /*limit*/) {
  co_return 0;
}

io::Task<Result<std::int64_t>> SignedCookieSessions::count_expired() {
  co_return 0;
}

}  // namespace narvi::accounts
