#include "systems/durin/token_issue.h"

#include <utility>

#include "systems/durin/token_store.h"
#include "systems/durin/tokens.h"

namespace narvi::systems::durin {

namespace {
constexpr std::string_view kAlive = "user_id = $3 AND expiry >= $1 AND created >= $2";
// Each look after the first means that somebody else wrote in between, and so had his token.
constexpr int kLooks = 16;
}  // namespace

TokenIssue::TokenIssue(const rest::Services& services, const Options& options,
                       rest::CheckedCredentials& checked)
    : services_(services),
      options_(options),
      checked_(checked),
      of_pair_(
          "durin.of_pair",
          "SELECT id, created, expiry, token FROM durin_authtoken WHERE user_id = $1 AND client_id = $2"),
      insert_("durin.insert",
              "INSERT INTO durin_authtoken (token, created, expiry, client_id, user_id) "
              "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id"),
      renew_("durin.renew_at_login", "UPDATE durin_authtoken SET expiry = $1 WHERE id = $2 AND token = $3"),
      replace_(
          "durin.replace",
          "UPDATE durin_authtoken SET token = $1, created = $2, expiry = $3 WHERE id = $4 AND token = $5"),
      count_alive_("durin.count_alive",
                   "SELECT count(*) AS number FROM durin_authtoken WHERE " + std::string(kAlive)),
      evict_("durin.evict", "DELETE FROM durin_authtoken WHERE id IN (SELECT id FROM durin_authtoken WHERE " +
                                std::string(kAlive) + " ORDER BY created, id LIMIT $4)") {}

std::optional<Issued> TokenIssue::decode(const database::Rows& rows) const {
  if (rows.empty()) {
    return std::nullopt;
  }
  const std::optional<TokenRow> row = decode_token(rows.front(), 0, options_);
  return row ? std::optional(Issued{Issue::kFound, *row, SecretText(rows.front().text(3))}) : std::nullopt;
}

TokenIssue::Plan TokenIssue::plan_for(const TokenRow& row, Instant now) const {
  const bool expired = row.expired(now);
  const bool worn_out = options_.max_lifetime && row.created + *options_.max_lifetime <= now;
  if ((expired && options_.replace_expired_on_login) || (options_.refresh_on_login && worn_out)) {
    return Plan::kReplace;
  }
  return options_.refresh_on_login ? Plan::kRenew : Plan::kKeep;
}

io::Task<Result<Issued>> TokenIssue::obtain(accounts::UserKey user, Client client) {
  const database::Result<database::Rows> rows =
      co_await services_.database.look_up(of_pair_, {user.value(), client.id});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  const Instant now = services_.clock.now();
  std::optional<Issued> existing = decode(*rows);
  if (existing && plan_for(existing->row, now) == Plan::kKeep) {
    co_return std::move(*existing);
  }
  Wish wish{user, std::move(client), {}, now, true};
  const bool needs_token = !existing || plan_for(existing->row, now) == Plan::kReplace;
  wish.token = needs_token ? random_token(services_.random, options_.token_characters) : SecretText();
  co_return co_await settle(std::move(wish));
}

io::Task<Result<Issued>> TokenIssue::create(accounts::UserKey user, Client client) {
  Wish wish{user, std::move(client), random_token(services_.random, options_.token_characters),
            services_.clock.now(), false};
  co_return co_await settle(std::move(wish));
}

io::Task<Result<Issued>> TokenIssue::settle(Wish wish) {
  auto body = [this, wish](database::Transaction& transaction) { return settle_in(transaction, wish); };
  database::Result<Issued> issued = co_await services_.database.transact<Issued>(std::move(body));
  checked_.changed(wish.user);
  if (!issued && issued.error().code == database::ErrorCode::kConstraint) {
    co_return fail(ErrorKind::kNotFound, "the user or the client has gone");
  }
  if (!issued) {
    co_return tl::unexpected<Error>(database::to_error(issued.error()));
  }
  co_return std::move(*issued);
}

io::Task<database::Result<std::optional<Issued>>> TokenIssue::of_pair_in(database::Transaction& transaction,
                                                                         Wish wish) {
  const database::Result<database::Outcome> found =
      co_await transaction.run(of_pair_, {wish.user.value(), wish.client.id});
  if (!found) {
    co_return tl::unexpected<database::Error>(found.error());
  }
  co_return decode(found->rows);
}

/// Whether one more token fits; ends the oldest ones if that is the policy.
io::Task<database::Result<bool>> TokenIssue::make_room_in(database::Transaction& transaction, Wish wish) {
  if (!options_.tokens_per_user) {
    co_return true;
  }
  database::Params alive = alive_bounds(options_, wish.now);
  alive.push_back(wish.user.value());
  const database::Result<database::Outcome> counted = co_await transaction.run(count_alive_, alive);
  if (!counted) {
    co_return tl::unexpected<database::Error>(counted.error());
  }
  const std::int64_t surplus = counted->rows.front().integer(0).value_or(0) - *options_.tokens_per_user + 1;
  if (surplus <= 0 || options_.limit_policy == rest::LimitPolicy::kRefuse) {
    co_return surplus <= 0;
  }
  alive.emplace_back(surplus);
  const database::Result<database::Outcome> evicted = co_await transaction.run(evict_, std::move(alive));
  if (!evicted) {
    co_return tl::unexpected<database::Error>(evicted.error());
  }
  co_return true;
}

/// Renews or replaces a row that is there, if it still holds the token that was read; empty: it does not,
/// look again. So of many logins that find an expired token one replaces it, and all get the same. A row that
/// had expired counts again from now on.
io::Task<TokenIssue::Tried> TokenIssue::change_in(database::Transaction& transaction, Wish wish,
                                                  Issued existing) {
  const Plan plan = wish.may_change ? plan_for(existing.row, wish.now) : Plan::kKeep;
  if (plan == Plan::kKeep) {
    co_return existing;
  }
  if (existing.row.expired(wish.now)) {
    const database::Result<bool> room = co_await make_room_in(transaction, wish);
    if (!room) {
      co_return tl::unexpected<database::Error>(room.error());
    }
    if (!*room) {
      co_return Issued{.issue = Issue::kTooMany};
    }
  }
  const bool replaces = plan == Plan::kReplace;
  TokenRow& row = existing.row;
  row.created = replaces ? wish.now : row.created;
  row.expiry = expiry_of(options_, row.created, wish.now, wish.client.token_ttl);
  row.stored_expiry = row.expiry;
  database::Params params{row.expiry, row.id, existing.token.reveal()};
  if (replaces) {
    const SecretText before = existing.token;
    if (wish.token.empty()) {  // it expired between the first look and this one
      wish.token = random_token(services_.random, options_.token_characters);
    }
    existing.token = wish.token;
    params = {existing.token.reveal(), row.created, row.expiry, row.id, before.reveal()};
  }
  const database::Result<database::Outcome> changed =
      co_await transaction.run(replaces ? replace_ : renew_, std::move(params));
  if (!changed) {
    co_return tl::unexpected<database::Error>(changed.error());
  }
  if (changed->affected == 0) {
    co_return std::nullopt;
  }
  existing.issue = replaces ? Issue::kMade : Issue::kRenewed;
  co_return existing;
}

/// A first token of the pair; empty: somebody else's first login was first, and his token is the token.
io::Task<TokenIssue::Tried> TokenIssue::make_in(database::Transaction& transaction, Wish wish) {
  const database::Result<bool> room = co_await make_room_in(transaction, wish);
  if (!room) {
    co_return tl::unexpected<database::Error>(room.error());
  }
  if (!*room) {
    co_return Issued{.issue = Issue::kTooMany};
  }
  if (wish.token.empty()) {  // it was there at the first look
    wish.token = random_token(services_.random, options_.token_characters);
  }
  Issued made{Issue::kMade, {0, wish.now, {}, {}}, wish.token};
  made.row.expiry = expiry_of(options_, wish.now, wish.now, wish.client.token_ttl);
  made.row.stored_expiry = made.row.expiry;
  database::Params params{made.token.reveal(), made.row.created, made.row.expiry, wish.client.id,
                          wish.user.value()};
  const database::Result<database::Outcome> stored = co_await transaction.run(insert_, std::move(params));
  if (!stored) {
    co_return tl::unexpected<database::Error>(stored.error());
  }
  if (stored->rows.empty()) {
    co_return std::nullopt;
  }
  made.row.id = stored->rows.front().integer(0).value_or(0);
  co_return made;
}

io::Task<database::Result<Issued>> TokenIssue::settle_in(database::Transaction& transaction, Wish wish) {
  if (options_.tokens_per_user) {
    const database::Result<void> locked = co_await transaction.lock("durin", wish.user.text());
    if (!locked) {
      co_return tl::unexpected<database::Error>(locked.error());
    }
  }
  for (int look = 0; look < kLooks; ++look) {
    database::Result<std::optional<Issued>> existing = co_await of_pair_in(transaction, wish);
    if (!existing) {
      co_return tl::unexpected<database::Error>(existing.error());
    }
    Tried tried = *existing ? co_await change_in(transaction, wish, std::move(**existing))
                            : co_await make_in(transaction, wish);
    if (!tried) {
      co_return tl::unexpected<database::Error>(tried.error());
    }
    if (*tried) {
      co_return std::move(**tried);
    }
  }
  co_return database::fail(database::ErrorCode::kSerialization, "others change this token all the time");
}

}  // namespace narvi::systems::durin
