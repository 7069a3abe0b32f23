#include "systems/authtoken/token_store.h"

#include <algorithm>
#include <utility>

#include "crypto/same.h"

namespace narvi::systems::authtoken {

namespace {

constexpr int kAttempts = 5;

tl::unexpected<Error> failed(const database::Error& error) {
  // The only constraint that a new row of ours can break is the reference to its user.
  if (error.code == database::ErrorCode::kConstraint) {
    return fail(ErrorKind::kNotFound, "the user has gone");
  }
  return tl::unexpected<Error>(database::to_error(error));
}

/// Only a sliding lifetime needs the note, and the table that has it.
std::string noted(const Lifetimes& lifetimes) {
  return lifetimes.idle ? ", " + std::string(kLastUsed) : std::string();
}

}  // namespace

TokenStore::TokenStore(const rest::Services& services, Storage storage)
    : services_(services),
      storage_(storage),
      lifetimes_(read_lifetimes(services.settings)),
      find_("authtoken.find",
            services.accounts.users.table().expand("SELECT {user.columns}, t.created" + noted(lifetimes_) +
                                                   " FROM authtoken_token t {user.join t.user_id} "
                                                   "WHERE t.key IN ($1, $2)")),
      of_user_("authtoken.of_user", "SELECT t.key, t.created" + noted(lifetimes_) +
                                        " FROM authtoken_token t WHERE t.user_id = $1"),
      insert_("authtoken.insert",
              "INSERT INTO authtoken_token (key, created, user_id) VALUES ($1, $2, $3) "
              "ON CONFLICT (user_id) DO NOTHING"),
      swap_("authtoken.swap",
            "UPDATE authtoken_token SET key = $1, created = $2 WHERE user_id = $3 AND key = $4") {}

bool TokenStore::has_ended(const database::Row& row, std::size_t column) const {
  const std::optional<Instant> created = row.instant(column);
  const std::optional<Instant> last_used = lifetimes_.idle ? row.instant(column + 1) : std::nullopt;
  return !created || lifetimes_.ended(*created, last_used, services_.clock.now());
}

io::Task<Result<std::optional<Holder>>> TokenStore::find(SecretText token) {
  if (!may_be_token(token.reveal())) {
    co_return std::optional<Holder>();
  }
  database::Params both{token.reveal(), digest_of(token.reveal())};
  const database::Result<database::Rows> rows = co_await services_.database.look_up(find_, std::move(both));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  // Two rows: the same token in clear at one user and as a digest at another, which nobody but a person with
  // the database open can have made. It proves neither.
  if (rows->size() != 1) {
    co_return std::optional<Holder>();
  }
  std::optional<accounts::User> user = services_.accounts.users.table().decode(rows->front());
  if (!user) {
    co_return fail(ErrorKind::kInternal, "a row of the user table has a column of an unexpected type");
  }
  const std::size_t created = rows->columns() - (lifetimes_.idle ? 2 : 1);
  const bool ended = lifetimes_.any() && has_ended(rows->front(), created);
  co_return Holder{std::move(*user), ended};
}

io::Task<Result<std::optional<TokenStore::Stored>>> TokenStore::of_user(accounts::UserKey user) {
  const database::Result<database::Rows> rows = co_await services_.database.look_up(of_user_, {user.value()});
  if (!rows) {
    co_return failed(rows.error());
  }
  if (rows->empty()) {
    co_return std::optional<Stored>();
  }
  const std::optional<Instant> created = rows->front().instant(1);
  if (!created) {
    co_return fail(ErrorKind::kInternal, "a row of authtoken_token has no instant in created");
  }
  co_return Stored{rows->front().text(0), *created, lifetimes_.any() && has_ended(rows->front(), 1)};
}

/// The token of a row in clear, or of a digest that a secret key of ours made. Fallback keys are tried, so a
/// rotated key does not replace tokens while the old one is still named.
std::optional<SecretText> TokenStore::tell(const accounts::UserKey& user, const Stored& row) const {
  if (!is_digest(row.key)) {
    return SecretText(row.key);
  }
  const accounts::SigningKeys& keys = services_.accounts.keys;
  const auto derived = [&](const SecretText& secret_key) -> std::optional<SecretText> {
    SecretText token = derive_token(secret_key, user, row.created);
    return crypto::same(digest_of(token.reveal()), row.key) ? std::optional(std::move(token)) : std::nullopt;
  };
  std::optional<SecretText> token = derived(keys.key);
  for (auto key = keys.fallbacks.begin(); !token && key != keys.fallbacks.end(); ++key) {
    token = derived(*key);
  }
  return token;
}

Issued TokenStore::issue(const accounts::UserKey& user, std::optional<Instant> before) const {
  Instant created = services_.clock.now();
  if (before) {
    created = std::max(created, *before + Microseconds(1));
  }
  SecretText token = storage_ == Storage::kDigest ? derive_token(services_.accounts.keys.key, user, created)
                                                  : random_token(services_.random);
  std::string stored = storage_ == Storage::kDigest ? digest_of(token.reveal()) : token.reveal();
  return {std::move(token), std::move(stored), created};
}

io::Task<database::Result<void>> TokenStore::add_in(database::Transaction& transaction,
                                                    accounts::UserKey user) const {
  const Issued issued = issue(user, std::nullopt);
  database::Params params{issued.stored, issued.created, user.value()};
  const database::Result<database::Outcome> outcome = co_await transaction.run(insert_, std::move(params));
  if (!outcome) {
    co_return tl::unexpected<database::Error>(outcome.error());
  }
  co_return database::Result<void>();
}

/// False if the row is no longer as it was `before`.
io::Task<Result<bool>> TokenStore::store(accounts::UserKey user, std::optional<Stored> before,
                                         Issued issued) {
  const database::Statement& statement = before ? swap_ : insert_;
  database::Params params{issued.stored, issued.created, user.value()};
  if (before) {
    params.emplace_back(before->key);
  }
  const database::Result<database::Outcome> outcome =
      co_await services_.database.write(statement, std::move(params));
  if (!outcome) {
    co_return failed(outcome.error());
  }
  co_return outcome->affected == 1;
}

io::Task<Result<Obtained>> TokenStore::settle(accounts::UserKey user, Existing existing) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Result<std::optional<Stored>> row = co_await of_user(user);
    if (!row) {
      co_return tl::unexpected<Error>(row.error());
    }
    if (*row && existing == Existing::kKeep && !(*row)->ended) {
      if (std::optional<SecretText> token = tell(user, **row)) {
        co_return Obtained{std::move(*token), false};
      }
    }
    const Issued issued = issue(user, *row ? std::optional((*row)->created) : std::nullopt);
    const Result<bool> stored = co_await store(user, *row, issued);
    if (!stored) {
      co_return tl::unexpected<Error>(stored.error());
    }
    if (*stored) {
      co_return Obtained{issued.token, row->has_value()};
    }  // somebody else was first: the next turn reads what they stored
  }
  co_return fail(ErrorKind::kUnavailable, "the token of a user was changed by others again and again");
}

io::Task<Result<Obtained>> TokenStore::obtain(accounts::UserKey user) {
  return settle(user, Existing::kKeep);
}

io::Task<Result<Obtained>> TokenStore::replace(accounts::UserKey user) {
  return settle(user, Existing::kReplace);
}

}  // namespace narvi::systems::authtoken
