#include "systems/authtoken/bulk.h"

#include <utility>

namespace narvi::systems::authtoken {

namespace {

constexpr int kAttempts = 5;
constexpr std::string_view kBatch = "500";  // rows of one transaction

std::string mark() {
  return "'" + std::string(kDigestMark) + "'";
}

/// substr and not LIKE, which on SQLite takes "SHA256 " for the mark, too.
std::string in_clear() {
  return "FROM authtoken_token t WHERE substr(t.key, 1, " + std::to_string(kDigestMark.size()) + ") <> " +
         mark();
}

}  // namespace

BulkPass::BulkPass(const rest::Services& services, std::string name, const std::string& columns,
                   const std::string& from, const std::string& key)
    : services_(services),
      count_(name + "_count", "SELECT count(*) AS number " + from),
      first_(name + "_first",
             "SELECT " + columns + " " + from + " ORDER BY " + key + " LIMIT " + std::string(kBatch)),
      next_(name + "_next", "SELECT " + columns + " " + from + " AND " + key + " > $1 ORDER BY " + key +
                                " LIMIT " + std::string(kBatch)) {}

io::Task<Result<std::int64_t>> BulkPass::remaining() {
  const database::Result<database::Rows> rows = co_await services_.database.scan(count_, {});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  co_return rows->front().integer(0).value_or(0);
}

io::Task<Result<database::Rows>> BulkPass::page() {
  const database::Statement& statement = after_ ? next_ : first_;
  database::Params params;
  if (after_) {
    params.push_back(after_->value());
  }
  database::Result<database::Rows> rows = co_await services_.database.scan(statement, std::move(params));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  co_return std::move(*rows);
}

Result<database::Batch> BulkPass::batch_of(const database::Rows& rows,
                                           std::optional<accounts::UserKey>& last) {
  database::Batch batch;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    last = accounts::parse_user_key(rows[i].text(0), services_.accounts.users.key_type());
    if (!last) {
      return fail(ErrorKind::kInternal, "\"" + rows[i].text(0) + "\" is no key of the configured user table");
    }
    add(batch, *last, rows[i]);
  }
  return batch;
}

io::Task<Result<BulkStep>> BulkPass::step() {
  database::Error error;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Result<database::Rows> rows = co_await page();
    if (!rows) {
      co_return tl::unexpected<Error>(rows.error());
    }
    if (rows->empty()) {
      co_return BulkStep{};
    }
    std::optional<accounts::UserKey> last;
    Result<database::Batch> batch = batch_of(*rows, last);
    if (!batch) {
      co_return tl::unexpected<Error>(std::move(batch.error()));
    }
    const auto outcomes = co_await services_.database.run(std::move(*batch));
    if (outcomes) {
      after_ = last;
      BulkStep done{rows->size(), 0};
      for (const database::Outcome& outcome : *outcomes) {
        done.changed += static_cast<std::size_t>(outcome.affected);
      }
      co_return done;
    }
    error = outcomes.error();
    // A user of this page was deleted meanwhile: read the page again.
    if (error.code != database::ErrorCode::kConstraint) {
      break;
    }
  }
  co_return tl::unexpected<Error>(database::to_error(error));
}

Backfill::Backfill(const rest::Services& services, const TokenStore& store)
    : BulkPass(services, "authtoken.backfill", services.accounts.users.table().expand("u.{user.key}"),
               services.accounts.users.table().expand("FROM {user.table} u LEFT JOIN authtoken_token t "
                                                      "ON t.user_id = u.{user.key} WHERE t.user_id IS NULL"),
               services.accounts.users.table().expand("u.{user.key}")),
      store_(store),
      insert_("authtoken.backfill",
              "INSERT INTO authtoken_token (key, created, user_id) VALUES ($1, $2, $3) "
              "ON CONFLICT (user_id) DO NOTHING") {}

void Backfill::add(database::Batch& batch, const accounts::UserKey& user, const database::Row& /*row*/) {
  const Issued issued = store_.issue(user, std::nullopt);
  batch.add(insert_, {issued.stored, issued.created, user.value()});
}

DigestTokens::DigestTokens(const rest::Services& services)
    : BulkPass(services, "authtoken.digest", "t.user_id, t.key", in_clear(), "t.user_id"),
      digest_("authtoken.digest", "UPDATE authtoken_token SET key = $2 WHERE key = $1") {}

void DigestTokens::add(database::Batch& batch, const accounts::UserKey& /*user*/, const database::Row& row) {
  const std::string token = row.text(1);
  batch.add(digest_, {token, digest_of(token)});
}

}  // namespace narvi::systems::authtoken
