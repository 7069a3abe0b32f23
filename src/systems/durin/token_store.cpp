#include "systems/durin/token_store.h"

#include <algorithm>
#include <utility>

#include "systems/durin/tokens.h"

namespace narvi::systems::durin {

namespace {

using namespace std::chrono;

// What Python's datetime holds, a day less at both ends, so that every zone can show it.
constexpr Instant kFirst = sys_days(year(1) / January / 2);
constexpr Instant kLast = sys_days(year(9999) / December / 30);

constexpr std::string_view kListed =
    "SELECT t.id, t.created, t.expiry, t.token, c.name FROM durin_authtoken t "
    "JOIN durin_client c ON c.id = t.client_id ";
constexpr std::string_view kExpired = "(expiry < $1 OR created < $2)";

tl::unexpected<Error> damaged() {
  return fail(ErrorKind::kInternal, "a row of durin_authtoken has a column of an unexpected type");
}

}  // namespace

database::Params alive_bounds(const Options& options, Instant now) {
  return {now, options.max_lifetime ? std::max(now - *options.max_lifetime, kFirst) : kFirst};
}

std::optional<TokenRow> decode_token(const database::Row& row, std::size_t first, const Options& options) {
  const std::optional<std::int64_t> id = row.integer(first);
  const std::optional<Instant> created = row.instant(first + 1);
  const std::optional<Instant> expiry = row.instant(first + 2);
  if (!id || !created || !expiry) {
    return std::nullopt;
  }
  const Instant end = options.max_lifetime ? std::min(*expiry, *created + *options.max_lifetime) : *expiry;
  return TokenRow{*id, *created, end, *expiry};
}

Instant expiry_of(const Options& options, Instant created, Instant now, Microseconds lifetime) {
  const Microseconds shortest = kFirst - now;
  const Microseconds longest = kLast - now;
  const Instant expiry = now + std::clamp(lifetime, shortest, longest);
  return options.max_lifetime ? std::min(expiry, created + *options.max_lifetime) : expiry;
}

TokenStore::TokenStore(const rest::Services& services, const Options& options,
                       rest::CheckedCredentials& checked)
    : services_(services),
      options_(options),
      checked_(checked),
      find_("durin.find", services.accounts.users.table().expand(
                              "SELECT t.id, t.created, t.expiry, c.id, c.name, c.token_ttl, "
                              "c.throttle_rate, {user.columns} FROM durin_authtoken t "
                              "JOIN durin_client c ON c.id = t.client_id {user.join t.user_id} "
                              "WHERE t.token = $1")),
      of_user_("durin.of_user", std::string(kListed) + "WHERE t.user_id = $1 ORDER BY t.id"),
      of_client_("durin.of_client", std::string(kListed) + "WHERE t.user_id = $1 AND c.name = $2"),
      drop_expired_("durin.drop_expired",
                    "DELETE FROM durin_authtoken WHERE " + std::string(kExpired) + " AND id = $3"),
      renew_("durin.renew", "UPDATE durin_authtoken SET expiry = $1 WHERE id = $2"),
      prolong_("durin.prolong", "UPDATE durin_authtoken SET expiry = $1 WHERE id = $2 AND expiry = $3"),
      end_("durin.end", "DELETE FROM durin_authtoken WHERE user_id = $1 AND id = $2"),
      end_unless_of_("durin.end_unless_of",
                     "DELETE FROM durin_authtoken WHERE user_id = $1 AND id = $2 AND client_id NOT IN "
                     "(SELECT c.id FROM durin_client c WHERE c.name = $3)"),
      end_of_client_("durin.end_of_client",
                     "DELETE FROM durin_authtoken WHERE user_id = $1 AND client_id IN "
                     "(SELECT c.id FROM durin_client c WHERE c.name = $2)"),
      end_all_("durin.end_all", "DELETE FROM durin_authtoken WHERE user_id = $1 AND id <> $2"),
      expired_("durin.expired",
               "SELECT id FROM durin_authtoken WHERE " + std::string(kExpired) + " ORDER BY id LIMIT $3"),
      count_expired_("durin.count_expired",
                     "SELECT count(*) AS number FROM durin_authtoken WHERE " + std::string(kExpired)) {}

io::Task<Result<std::optional<Proof>>> TokenStore::find(SecretText token) {
  if (!may_be_token(token.reveal())) {
    co_return std::optional<Proof>();
  }
  const database::Result<database::Rows> rows = co_await services_.database.look_up(find_, {token.reveal()});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  if (rows->empty()) {
    co_return std::optional<Proof>();
  }
  const database::Row row = rows->front();
  constexpr std::size_t kClient = 3;
  constexpr std::size_t kUser = 7;
  const std::optional<TokenRow> found = decode_token(row, 0, options_);
  const std::optional<std::int64_t> client = row.integer(kClient);
  const std::optional<database::Duration> lifetime = row.duration(kClient + 2);
  std::optional<accounts::User> user = services_.accounts.users.table().decode(row, kUser);
  if (!found || !client || !lifetime || !user) {
    co_return damaged();
  }
  Proof proof;
  proof.token = *found;
  proof.client = {*client, row.text(kClient + 1), lifetime->length, row.text(kClient + 3), {}};
  proof.user = std::move(*user);
  co_return std::optional(std::move(proof));
}

io::Task<Result<std::vector<ListedToken>>> TokenStore::list(const database::Statement& statement,
                                                            database::Params params) {
  const database::Result<database::Rows> rows =
      co_await services_.database.look_up(statement, std::move(params));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  std::vector<ListedToken> tokens;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const database::Row row = (*rows)[i];
    const std::optional<TokenRow> token = decode_token(row, 0, options_);
    if (!token) {
      co_return damaged();
    }
    tokens.push_back({*token, row.text(4), SecretText(row.text(3))});
  }
  co_return tokens;
}

io::Task<Result<std::vector<ListedToken>>> TokenStore::of_user(accounts::UserKey user) {
  return list(of_user_, {user.value()});
}

io::Task<Result<std::optional<ListedToken>>> TokenStore::of_client(accounts::UserKey user,
                                                                   std::string client) {
  Result<std::vector<ListedToken>> tokens = co_await list(of_client_, {user.value(), std::move(client)});
  if (!tokens) {
    co_return tl::unexpected<Error>(std::move(tokens.error()));
  }
  co_return tokens->empty() ? std::optional<ListedToken>() : std::optional(std::move(tokens->front()));
}

/// How many rows it wrote. The epoch goes up after an error, too: a commit whose answer was lost may still
/// have happened.
io::Task<Result<std::int64_t>> TokenStore::write(const database::Statement& statement,
                                                 database::Params params,
                                                 std::optional<accounts::UserKey> user) {
  const database::Result<database::Outcome> outcome =
      co_await services_.database.write(statement, std::move(params));
  if (user) {
    checked_.changed(*user);
  }
  if (!outcome) {
    co_return tl::unexpected<Error>(database::to_error(outcome.error()));
  }
  co_return outcome->affected;
}

namespace {

io::Task<Result<bool>> one_row(io::Task<Result<std::int64_t>> writing) {
  const Result<std::int64_t> rows = co_await std::move(writing);
  co_return rows ? Result<bool>(*rows > 0) : Result<bool>(tl::unexpected<Error>(rows.error()));
}

}  // namespace

io::Task<Result<bool>> TokenStore::drop_expired(accounts::UserKey user, std::int64_t id, Instant now) {
  database::Params params = alive_bounds(options_, now);
  params.emplace_back(id);
  return one_row(write(drop_expired_, std::move(params), user));
}

io::Task<Result<bool>> TokenStore::renew(accounts::UserKey user, std::int64_t id, Instant expiry) {
  return one_row(write(renew_, {expiry, id}, user));
}

io::Task<Result<bool>> TokenStore::prolong(TokenRow row, Instant expiry) {
  return one_row(write(prolong_, {expiry, row.id, row.stored_expiry}, std::nullopt));
}

io::Task<Result<bool>> TokenStore::end(accounts::UserKey user, std::int64_t id) {
  return one_row(write(end_, {user.value(), id}, user));
}

io::Task<Result<bool>> TokenStore::end_unless_of(accounts::UserKey user, std::int64_t id,
                                                 std::string client) {
  return one_row(write(end_unless_of_, {user.value(), id, std::move(client)}, user));
}

io::Task<Result<bool>> TokenStore::end_of_client(accounts::UserKey user, std::string client) {
  return one_row(write(end_of_client_, {user.value(), std::move(client)}, user));
}

io::Task<Result<std::int64_t>> TokenStore::end_all(accounts::UserKey user, std::int64_t spared) {
  return write(end_all_, {user.value(), spared}, user);
}

// The scan is no part of the write, for which all other writers of an SQLite file would wait.
io::Task<Result<std::int64_t>> TokenStore::delete_expired(std::int64_t limit) {
  const database::Params bounds = alive_bounds(options_, services_.clock.now());
  database::Params asked = bounds;
  asked.emplace_back(limit);
  const database::Result<database::Rows> rows = co_await services_.database.scan(expired_, std::move(asked));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  database::Batch batch;
  for (std::size_t at = 0; at < rows->size(); ++at) {
    database::Params params = bounds;
    params.emplace_back((*rows)[at].integer(0).value_or(0));
    batch.add(drop_expired_, std::move(params));
  }
  if (batch.items.empty()) {
    co_return 0;
  }
  // An expired entry is not believed anyway, so nobody's epoch has to go up.
  const auto outcomes = co_await services_.database.run(std::move(batch));
  if (!outcomes) {
    co_return tl::unexpected<Error>(database::to_error(outcomes.error()));
  }
  std::int64_t deleted = 0;
  for (const database::Outcome& outcome : *outcomes) {
    deleted += outcome.affected;
  }
  co_return deleted;
}

io::Task<Result<std::int64_t>> TokenStore::count_expired() {
  const database::Result<database::Rows> rows =
      co_await services_.database.scan(count_expired_, alive_bounds(options_, services_.clock.now()));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  co_return rows->front().integer(0).value_or(0);
}

}  // namespace narvi::systems::durin
