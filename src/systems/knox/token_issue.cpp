#include "systems/knox/token_issue.h"

#include <utility>

#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

constexpr int kAttempts = 5;
constexpr std::size_t kSaltBytes = 8;

tl::unexpected<Error> failed(const database::Error& error) {
  // The only constraint that a new row of ours can break is the reference to its user.
  if (error.code == database::ErrorCode::kConstraint) {
    return fail(ErrorKind::kNotFound, "the user has gone");
  }
  return tl::unexpected<Error>(database::to_error(error));
}

}  // namespace

TokenIssue::TokenIssue(const rest::Services& services, const Options& options)
    : services_(services),
      shape_(options.shape),
      ttl_(options.ttl),
      limit_(options.limit),
      limit_policy_(options.limit_policy),
      sql_(options.table, services.accounts.users.table()),
      layouts_(services.database, options.table, options.legacy_digests) {}

/// The token's row and the user's last_login.
database::Batch TokenIssue::rows_of(const accounts::UserKey& user, const Issued& issued,
                                    const TableLayout& layout) const {
  database::Params params{issued.digest, issued.created, user.value(),
                          issued.expiry ? database::Value(*issued.expiry) : database::Value(database::Null()),
                          token_key(issued.token.reveal(), layout.key_length)};
  database::Batch batch;
  if (layout.has_salt) {
    params.emplace_back(services_.random.hex(kSaltBytes));
    batch.add(sql_.insert_salted, std::move(params));
  } else {
    batch.add(sql_.insert, std::move(params));
  }
  services_.accounts.users.add_last_login(batch, user, issued.created);
  return batch;
}

/// Whether one more may be made; with evict_oldest it always may.
io::Task<database::Result<bool>> TokenIssue::make_room(database::Transaction& transaction,
                                                       accounts::UserKey user, Instant now) {
  const database::Result<database::Outcome> counted =
      co_await transaction.run(sql_.count, {user.value(), now});
  if (!counted) {
    co_return tl::unexpected<database::Error>(counted.error());
  }
  const std::int64_t too_many = counted->rows.front().integer(0).value_or(0) - *limit_ + 1;
  if (too_many <= 0) {
    co_return true;
  }
  if (limit_policy_ == rest::LimitPolicy::kRefuse) {
    co_return false;
  }
  const database::Result<database::Outcome> evicted =
      co_await transaction.run(sql_.evict, {user.value(), now, too_many});
  if (!evicted) {
    co_return tl::unexpected<database::Error>(evicted.error());
  }
  co_return true;
}

io::Task<database::Result<TokenIssue::Written>> TokenIssue::write_within_limit(
    database::Transaction& transaction, accounts::UserKey user, Issued issued, TableLayout layout) {
  const database::Result<void> locked = co_await transaction.lock("knox", user.text());
  if (!locked) {
    co_return tl::unexpected<database::Error>(locked.error());
  }
  const database::Result<bool> room = co_await make_room(transaction, user, issued.created);
  if (!room) {
    co_return tl::unexpected<database::Error>(room.error());
  }
  if (!*room) {
    co_return Written::kOverLimit;
  }
  database::Batch batch = rows_of(user, issued, layout);
  std::int64_t inserted = 0;
  for (database::Batch::Item& item : batch.items) {
    const database::Result<database::Outcome> outcome =
        co_await transaction.run(*item.statement, std::move(item.params));
    if (!outcome) {
      co_return tl::unexpected<database::Error>(outcome.error());
    }
    inserted = &item == &batch.items.front() ? outcome->affected : inserted;
  }
  co_return inserted == 1 ? Written::kYes : Written::kTaken;
}

io::Task<database::Result<TokenIssue::Written>> TokenIssue::write(accounts::UserKey user, Issued issued,
                                                                  TableLayout layout) {
  if (limit_) {
    auto body = [this, user, issued, layout](database::Transaction& transaction) {
      return write_within_limit(transaction, user, issued, layout);
    };
    co_return co_await services_.database.transact<Written>(std::move(body));
  }
  const auto outcomes = co_await services_.database.run(rows_of(user, issued, layout));
  if (!outcomes) {
    co_return tl::unexpected<database::Error>(outcomes.error());
  }
  co_return outcomes->front().affected == 1 ? Written::kYes : Written::kTaken;
}

io::Task<Result<std::optional<Issued>>> TokenIssue::login(accounts::User user) {
  const Result<TableLayout> layout = co_await layouts_.get();
  if (!layout) {
    co_return tl::unexpected<Error>(layout.error());
  }
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Instant now = services_.clock.now();
    SecretText token = new_token(shape_, services_.random);
    std::string digest = digest_of(shape_.hash, token.reveal());
    Issued issued{std::move(token), std::move(digest), now, first_expiry(ttl_, now)};
    const database::Result<Written> written = co_await write(user.key, issued, *layout);
    if (!written) {
      co_return failed(written.error());
    }
    if (*written == Written::kOverLimit) {
      co_return std::nullopt;
    }
    if (*written == Written::kYes) {
      user.last_login = now;
      services_.accounts.events.fire_logged_in(user);
      co_return std::move(issued);
    }  // somebody has that token already, which only happens to very short ones
  }
  co_return fail(ErrorKind::kUnavailable, "every token that was made is taken: they are too short");
}

}  // namespace narvi::systems::knox
