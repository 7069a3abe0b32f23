#include "systems/knox/token_lookup.h"

#include <utility>
#include <vector>

#include "base/log.h"
#include "crypto/same.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

constexpr std::string_view kSystem = "knox";

tl::unexpected<Error> failed(const database::Error& error) {
  return tl::unexpected<Error>(database::to_error(error));
}

}  // namespace

TokenLookup::TokenLookup(const rest::Services& services, Options options)
    : services_(services),
      options_(std::move(options)),
      sql_(options_.table, services.accounts.users.table(), options_.clean_up != CleanUp::kOff),
      layouts_(services.database, options_.table, options_.legacy_digests) {}

/// Of a look-up: it asks for expired tokens only if a request may delete them.
database::Params TokenLookup::params_of(std::string digest_or_key, Instant now) const {
  database::Params params{std::move(digest_or_key)};
  if (options_.clean_up != CleanUp::kOff) {
    params.emplace_back(now);
  }
  return params;
}

io::Task<TokenLookup::Found> TokenLookup::find(std::string digest, Instant now) {
  const database::Result<database::Rows> rows =
      co_await services_.database.look_up(sql_.find, params_of(digest, now));
  if (!rows) {
    co_return failed(rows.error());
  }
  if (rows->empty()) {
    co_return std::nullopt;
  }
  Result<StoredToken> token = decode_token(rows->front(), services_.accounts.users.table());
  if (!token) {
    co_return tl::unexpected<Error>(std::move(token.error()));
  }
  // The index found it; a collation that takes two texts for one must not make it somebody's (knox §3, row
  // 7).
  if (!crypto::same(token->digest, digest)) {
    co_return std::nullopt;
  }
  co_return std::move(*token);
}

io::Task<TokenLookup::Found> TokenLookup::find_salted(SecretText given, Instant now) {
  const Result<TableLayout> layout = co_await layouts_.get();
  if (!layout) {
    co_return tl::unexpected<Error>(layout.error());
  }
  if (!layout->has_salt) {
    co_return std::nullopt;
  }
  const database::Result<database::Rows> rows = co_await services_.database.look_up(
      sql_.find_salted, params_of(token_key(given.reveal(), kLegacyKeyLength), now));
  if (!rows) {
    co_return failed(rows.error());
  }
  const accounts::UserTable& users = services_.accounts.users.table();
  for (std::size_t at = 0; at < rows->size(); ++at) {
    const database::Row row = (*rows)[at];
    Result<StoredToken> token = decode_token(row, users);
    if (!token) {
      co_return tl::unexpected<Error>(std::move(token.error()));
    }
    const std::string salt = row.text(kTokenColumns + accounts::UserTable::kColumns);
    const auto digest = salted_digest_of(options_.shape.hash, given.reveal(), salt);
    if (digest && crypto::same(*digest, token->digest)) {
      co_return std::move(*token);
    }
  }
  co_return std::nullopt;
}

/// The row by the digests of older releases (knox §6.2).
io::Task<TokenLookup::Found> TokenLookup::find_legacy(SecretText given, std::string digest, Instant now) {
  std::optional<std::string> older = hex_digest_of(options_.shape.hash, given.reveal());
  if (!older) {
    co_return std::nullopt;
  }
  Found token = co_await find(std::move(*older), now);
  if (token && !*token) {
    token = co_await find_salted(given, now);
  }
  if (!token || !*token || is_expired((*token)->expiry, now)) {
    co_return token;
  }
  co_return co_await store_anew(std::move(**token), std::move(given), std::move(digest), now);
}

/// The row becomes one of today's. Another request may have done so meanwhile, or ended the token.
io::Task<TokenLookup::Found> TokenLookup::store_anew(StoredToken token, SecretText given, std::string digest,
                                                     Instant now) {
  const Result<TableLayout> layout = co_await layouts_.get();
  if (!layout) {
    co_return tl::unexpected<Error>(layout.error());
  }
  std::string key = token_key(given.reveal(), layout->key_length);
  database::Params params{token.digest, digest, key};
  const database::Result<database::Outcome> outcome =
      co_await services_.database.write(sql_.rewrite, std::move(params));
  if (!outcome) {
    co_return failed(outcome.error());
  }
  if (outcome->affected == 0) {
    co_return co_await find(std::move(digest), now);
  }
  token.digest = std::move(digest);
  token.key = std::move(key);
  co_return std::move(token);
}

/// Signals as upstream's: other tokens first, then the presented one, and with it those of the same key
/// (knox §3, step 6; §7).
io::Task<Result<void>> TokenLookup::clean(accounts::User user, std::string key, Instant now) {
  database::Params params{user.key.value(), now, key};
  const database::Result<database::Outcome> outcome =
      co_await services_.database.write(sql_.clean, std::move(params));
  if (!outcome) {
    co_return failed(outcome.error());
  }
  std::size_t presented = 0;
  for (std::size_t at = 0; at < outcome->rows.size(); ++at) {
    if (outcome->rows[at].text(1) == key) {
      ++presented;
    } else {
      services_.events.fire_token_expired({kSystem, user.username, "other_token"});
    }
  }
  for (; presented > 0; --presented) {
    services_.events.fire_token_expired({kSystem, user.username, "auth_token"});
  }
  co_return Result<void>();
}

/// Upstream cleans up for whoever knows the key of a token.
io::Task<Result<void>> TokenLookup::clean_by_key(std::string key, Instant now) {
  const database::Result<database::Rows> rows =
      co_await services_.database.look_up(sql_.users_of_key, {key, now});
  if (!rows) {
    co_return failed(rows.error());
  }
  for (std::size_t at = 0; at < rows->size(); ++at) {
    std::optional<accounts::User> user = services_.accounts.users.table().decode((*rows)[at]);
    if (!user) {
      co_return fail(ErrorKind::kInternal, "a row of the user table has a column of an unexpected type");
    }
    const Result<void> cleaned = co_await clean(std::move(*user), key, now);
    if (!cleaned) {
      co_return tl::unexpected<Error>(cleaned.error());
    }
  }
  co_return Result<void>();
}

/// Compare-and-set: of two requests at once one writes, and nobody's later expiry is taken back (knox §3.1).
io::Task<Result<void>> TokenLookup::renew(StoredToken& token, Instant now) {
  const std::optional<Instant> renewed = renewed_expiry(options_.renewal, token.created, token.expiry, now);
  if (!renewed) {
    co_return Result<void>();
  }
  database::Params params{token.digest, *renewed, *token.expiry};
  const database::Result<database::Outcome> outcome =
      co_await services_.database.write(sql_.renew, std::move(params));
  if (!outcome) {
    co_return failed(outcome.error());
  }
  if (outcome->affected == 1) {
    token.expiry = renewed;
    if (is_capped(options_.renewal, token.created, now)) {
      log_info("auto_refresh_max_ttl cut the renewal of a knox token", {{"user", token.user.username}});
    }
  }
  co_return Result<void>();
}

io::Task<Result<Checked>> TokenLookup::verify(SecretText given) {
  const Instant now = services_.clock.now();
  std::string digest = digest_of(options_.shape.hash, given.reveal());
  Found token = co_await find(digest, now);
  if (token && !*token && options_.legacy_digests) {
    token = co_await find_legacy(given, std::move(digest), now);
  }
  if (!token) {
    co_return tl::unexpected<Error>(std::move(token.error()));
  }
  if (!*token) {
    if (options_.clean_up == CleanUp::kByKey) {
      const Result<void> cleaned = co_await clean_by_key(token_key(given.reveal()), now);
      if (!cleaned) {
        co_return tl::unexpected<Error>(cleaned.error());
      }
    }
    co_return Checked();
  }
  if ((*token)->has_expired) {
    const Result<void> cleaned = co_await clean((*token)->user, (*token)->key, now);
    if (!cleaned) {
      co_return tl::unexpected<Error>(cleaned.error());
    }
  }
  if (is_expired((*token)->expiry, now)) {
    co_return Checked{std::nullopt, true};
  }
  const Result<void> renewed = co_await renew(**token, now);
  if (!renewed) {
    co_return tl::unexpected<Error>(renewed.error());
  }
  co_return Checked{std::move(*token), false};
}

}  // namespace narvi::systems::knox
