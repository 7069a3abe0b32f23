#include "systems/credentials/session_kind.h"

#include <algorithm>
#include <utility>

#include "accounts/session_data.h"

namespace narvi::systems::credentials {

namespace {

using accounts::Session;
using rest::HeldCredential;

constexpr std::int64_t kPage = 100;  // each is read in one piece, on the caller's loop

/// `_auth_user_id` as text: Django writes text, but reads a number, too.
std::string user_id(const http::json::Object& data) {
  const http::json::Value* const value = data.find("_auth_user_id");
  if (value == nullptr) {
    return {};
  }
  if (const std::int64_t* number = value->integer()) {
    return std::to_string(*number);
  }
  return value->text() == nullptr ? std::string() : *value->text();
}

/// Whether a request with this session would be `user`'s (contract django-auth §3.3).
bool serves(const http::json::Object& data, const accounts::User& user, const accounts::SigningKeys& keys) {
  const http::json::Value* const hash = data.find("_auth_user_hash");
  return user_id(data) == user.key.text() && hash != nullptr && hash->text() != nullptr &&
         accounts::match_session_auth_hash(*hash->text(), user.password, keys) !=
             accounts::SessionHashMatch::kNone;
}

bool keeps_rows(const Settings& settings) {
  const std::string& engine = settings.text("sessions", "engine");
  return engine == "db" || engine == "cached_db";
}

}  // namespace

SessionKind::SessionKind(const rest::Services& services, std::shared_ptr<Uses> uses)
    : services_(services),
      uses_(std::move(uses)),
      has_rows_(keeps_rows(services.settings)),
      noted_("credentials.sessions_noted",
             "SELECT ref FROM narvi_credential WHERE user_id = $1 AND kind = 'session' LIMIT $2"),
      row_("credentials.session",
           "SELECT session_key, session_data, expire_date FROM django_session WHERE session_key = $1 AND "
           "expire_date > $2"),
      page_("credentials.session_page",
            "SELECT session_key, session_data, expire_date FROM django_session WHERE session_key > $1 AND "
            "expire_date > $2 ORDER BY session_key LIMIT $3"),
      forget_("credentials.forget_session",
              "DELETE FROM narvi_credential WHERE kind = 'session' AND ref = $1") {}

io::Task<Result<std::vector<std::string>>> SessionKind::noted(accounts::UserKey user) const {
  const auto rows =
      co_await services_.database.look_up(noted_, {user.value(), database::integer(rest::kMostHeld)});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  std::vector<std::string> keys;
  for (std::size_t index = 0; index < rows->size(); ++index) {
    keys.push_back((*rows)[index].text(0));
  }
  co_return keys;
}

io::Task<Result<std::vector<HeldCredential>>> SessionKind::scan(Keep keep) const {
  if (scanning_.exchange(true)) {
    co_return fail(ErrorKind::kOverloaded, "all sessions are being read already");
  }
  auto found = co_await scan_pages(std::move(keep));
  scanning_ = false;
  co_return found;
}

/// Every session that has not expired and whose data `keep` wants, a page at a time.
io::Task<Result<std::vector<HeldCredential>>> SessionKind::scan_pages(Keep keep) const {
  std::vector<HeldCredential> found;
  std::string after;
  while (true) {
    const auto rows =
        co_await services_.database.scan(page_, {after, services_.clock.now(), database::integer(kPage)});
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    for (std::size_t index = 0; index < rows->size(); ++index) {
      const database::Row row = (*rows)[index];
      after = row.text(0);
      const auto decoded = accounts::decode_session(row.text(1), services_.accounts.keys);
      if (decoded.outcome == accounts::DecodedSession::Outcome::kRead && keep(decoded.data)) {
        found.push_back({after, {}, std::nullopt, row.instant(2)});
      }
    }
    if (rows->size() < static_cast<std::size_t>(kPage)) {
      co_return found;
    }
  }
}

/// The session under `key` if it is a living one of `user`.
io::Task<Result<std::optional<HeldCredential>>> SessionKind::look_at(accounts::User user,
                                                                     std::string key) const {
  if (has_rows_) {
    const auto rows = co_await services_.database.look_up(row_, {key, services_.clock.now()});
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    if (rows->empty()) {
      co_return std::nullopt;
    }
    const auto decoded = accounts::decode_session(rows->front().text(1), services_.accounts.keys);
    if (!serves(decoded.data, user, services_.accounts.keys)) {
      co_return std::nullopt;
    }
    co_return HeldCredential{std::move(key), {}, std::nullopt, rows->front().instant(2)};
  }
  Session session{std::string_view(key)};
  const Result<void> loaded = co_await services_.accounts.sessions->load(session);
  if (!loaded) {
    co_return tl::unexpected<Error>(loaded.error());
  }
  if (!serves(session.data(), user, services_.accounts.keys)) {
    co_return std::nullopt;
  }
  co_return HeldCredential{std::move(key), {}, std::nullopt, std::nullopt};
}

io::Task<Result<std::vector<HeldCredential>>> SessionKind::held_by(accounts::User user) const {
  if (!uses_) {
    if (!has_rows_) {
      co_return std::vector<HeldCredential>();
    }
    co_return co_await scan([user, &keys = services_.accounts.keys](const http::json::Object& data) {
      return serves(data, user, keys);
    });
  }
  const Result<std::vector<std::string>> keys = co_await noted(user.key);
  if (!keys) {
    co_return tl::unexpected<Error>(keys.error());
  }
  std::vector<HeldCredential> held;
  std::vector<std::string> gone;
  for (const std::string& key : *keys) {
    Result<std::optional<HeldCredential>> one = co_await look_at(user, key);
    if (!one) {
      co_return tl::unexpected<Error>(one.error());
    }
    if (*one) {
      held.push_back(std::move(**one));
    } else {
      gone.push_back(key);
    }
  }
  const Result<void> forgotten = co_await forget(std::move(gone));
  if (!forgotten) {
    co_return tl::unexpected<Error>(forgotten.error());
  }
  co_return held;
}

/// Notes of sessions that are no more: engines without rows have no other way to tell.
io::Task<Result<void>> SessionKind::forget(std::vector<std::string> keys) const {
  if (keys.empty()) {
    co_return Result<void>();
  }
  std::sort(keys.begin(), keys.end());
  database::Batch batch;
  for (std::string& key : keys) {
    batch.add(forget_, {std::move(key)});
  }
  const auto done = co_await services_.database.run(std::move(batch));
  if (!done) {
    co_return tl::unexpected<Error>(database::to_error(done.error()));
  }
  co_return Result<void>();
}

io::Task<Result<bool>> SessionKind::end(accounts::User user, std::string ref) const {
  Session session{std::string_view(ref)};
  const Result<void> loaded = co_await services_.accounts.sessions->load(session);
  if (!loaded) {
    co_return tl::unexpected<Error>(loaded.error());
  }
  if (user_id(session.data()) != user.key.text()) {
    co_return false;
  }
  session.flush();
  const auto saved = co_await services_.accounts.sessions->save(session, {}, true);
  if (!saved) {
    co_return tl::unexpected<Error>(saved.error());
  }
  co_return true;
}

io::Task<Result<std::int64_t>> SessionKind::end_each(accounts::User user, std::vector<std::string> keys,
                                                     std::string except) const {
  std::int64_t ended = 0;
  for (const std::string& key : keys) {
    if (key == except) {
      continue;
    }
    const Result<bool> went = co_await end(user, key);
    if (!went) {
      co_return tl::unexpected<Error>(went.error());
    }
    ended += *went ? 1 : 0;
  }
  co_return ended;
}

io::Task<Result<std::int64_t>> SessionKind::end_all(accounts::User user, std::string except) const {
  std::int64_t ended = 0;
  if (has_rows_) {
    const std::string id = user.key.text();
    const auto found = co_await scan([id](const http::json::Object& data) { return user_id(data) == id; });
    if (!found) {
      co_return tl::unexpected<Error>(found.error());
    }
    std::vector<std::string> keys;
    for (const HeldCredential& held : *found) {
      keys.push_back(held.ref);
    }
    const Result<std::int64_t> went = co_await end_each(user, std::move(keys), except);
    if (!went) {
      co_return went;
    }
    ended = *went;
  }
  if (uses_) {  // also those that were made behind the scan's back, and those of engines without rows
    const Result<void> written = co_await uses_->write_all();
    if (!written) {
      co_return tl::unexpected<Error>(written.error());
    }
    Result<std::vector<std::string>> keys = co_await noted(user.key);
    if (!keys) {
      co_return tl::unexpected<Error>(keys.error());
    }
    const Result<std::int64_t> went = co_await end_each(std::move(user), std::move(*keys), std::move(except));
    if (!went) {
      co_return went;
    }
    ended += *went;
  }
  co_return ended;
}

io::Task<Result<std::int64_t>> SessionKind::delete_expired(std::int64_t limit) const {
  return services_.accounts.sessions->delete_expired(limit);
}

io::Task<Result<std::int64_t>> SessionKind::count_expired() const {
  return services_.accounts.sessions->count_expired();
}

std::string SessionKind::gone_condition() const {
  return has_rows_ ? "NOT EXISTS (SELECT 1 FROM django_session s WHERE s.session_key = m.ref)" : "";
}

std::shared_ptr<Uses> uses_of(const rest::Services& services) {
  const auto* sessions = dynamic_cast<const SessionKind*>(services.credentials.find("session"));
  return sessions == nullptr ? nullptr : sessions->uses();
}

}  // namespace narvi::systems::credentials
