#include "systems/authtoken/kind.h"

#include <utility>

#include "systems/authtoken/token_store.h"

namespace narvi::systems::authtoken {

namespace {

/// A use is noted at most once a minute, and written some seconds later.
constexpr Seconds kNoteDelay{120};

/// FROM ... WHERE of what has ended: $1 the bound of `created`, $2 that of the last use.
std::string ended(const Lifetimes& lifetimes) {
  const std::string idle = "COALESCE(" + std::string(kLastUsed) + ", t.created) < $2";
  if (!lifetimes.idle) {
    return "FROM authtoken_token AS t WHERE t.created < $1";
  }
  // A note may be older than the token it is about, which took the place of another.
  return "FROM authtoken_token AS t WHERE (t.created < $1 OR (t.created < $2 AND " + idle + "))";
}

}  // namespace

TokenKind::TokenKind(const rest::Services& services)
    : services_(services),
      lifetimes_(read_lifetimes(services.settings)),
      held_("authtoken.held", "SELECT t.created" +
                                  (lifetimes_.idle ? ", " + std::string(kLastUsed) : std::string()) +
                                  " FROM authtoken_token t WHERE t.user_id = $1"),
      delete_("authtoken.end", "DELETE FROM authtoken_token WHERE user_id = $1"),
      expired_("authtoken.expired",
               "SELECT t.key " + ended(lifetimes_) + (lifetimes_.idle ? " LIMIT $3" : " LIMIT $2")),
      count_("authtoken.count_expired", "SELECT count(*) " + ended(lifetimes_)),
      delete_key_("authtoken.delete_expired",
                  "DELETE " + ended(lifetimes_) + (lifetimes_.idle ? " AND t.key = $3" : " AND t.key = $2")) {
}

io::Task<Result<std::vector<rest::HeldCredential>>> TokenKind::held_by(accounts::User user) const {
  const auto rows = co_await services_.database.look_up(held_, {user.key.value()});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  std::vector<rest::HeldCredential> held;
  if (rows->empty()) {
    co_return held;
  }
  const std::optional<Instant> created = rows->front().instant(0);
  if (!created) {
    co_return fail(ErrorKind::kInternal, "a row of authtoken_token has no instant in created");
  }
  const std::optional<Instant> last_used = lifetimes_.idle ? rows->front().instant(1) : std::nullopt;
  if (!lifetimes_.ended(*created, last_used, services_.clock.now())) {
    held.push_back({user.key.text(), {}, created, lifetimes_.expiry(*created, last_used)});
  }
  co_return held;
}

io::Task<Result<std::int64_t>> TokenKind::end_all(accounts::User user, std::string except) const {
  if (except == user.key.text()) {
    co_return 0;
  }
  const auto outcome = co_await services_.database.write(delete_, {user.key.value()});
  if (!outcome) {
    co_return tl::unexpected<Error>(database::to_error(outcome.error()));
  }
  co_return outcome->affected;
}

io::Task<Result<bool>> TokenKind::end(accounts::User user, std::string ref) const {
  if (ref != user.key.text()) {
    co_return false;
  }
  const Result<std::int64_t> ended = co_await end_all(std::move(user), {});
  if (!ended) {
    co_return tl::unexpected<Error>(ended.error());
  }
  co_return *ended > 0;
}

database::Params TokenKind::bounds() const {
  const Instant now = services_.clock.now();
  // Without an absolute lifetime nothing is older than the beginning of time.
  const Instant oldest = lifetimes_.absolute ? now - *lifetimes_.absolute : Instant();
  database::Params params{oldest};
  if (lifetimes_.idle) {
    params.emplace_back(now - *lifetimes_.idle - kNoteDelay);
  }
  return params;
}

io::Task<Result<std::int64_t>> TokenKind::delete_expired(std::int64_t limit) const {
  if (!lifetimes_.any()) {
    co_return 0;
  }
  database::Params params = bounds();
  params.emplace_back(limit);
  const auto rows = co_await services_.database.scan(expired_, std::move(params));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  database::Batch batch;
  for (std::size_t index = 0; index < rows->size(); ++index) {
    database::Params which = bounds();  // whoever was used meanwhile stays
    which.emplace_back((*rows)[index].text(0));
    batch.add(delete_key_, std::move(which));
  }
  if (batch.items.empty()) {
    co_return 0;
  }
  const auto done = co_await services_.database.run(std::move(batch));
  if (!done) {
    co_return tl::unexpected<Error>(database::to_error(done.error()));
  }
  co_return static_cast<std::int64_t>(rows->size());
}

io::Task<Result<std::int64_t>> TokenKind::count_expired() const {
  if (!lifetimes_.any()) {
    co_return 0;
  }
  const auto rows = co_await services_.database.scan(count_, bounds());
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  co_return rows->front().integer(0).value_or(0);
}

}  // namespace narvi::systems::authtoken
