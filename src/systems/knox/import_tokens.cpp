#include "systems/knox/import_tokens.h"

#include <utility>

#include "accounts/table_columns.h"
#include "systems/knox/token_sql.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

constexpr std::string_view kDigestMark = "sha256 ";  // what authtoken's token_storage = "digest" writes

// 500 rows a transaction.
constexpr const char* kFirst = "SELECT user_id, key, created FROM authtoken_token ORDER BY user_id LIMIT 500";
constexpr const char* kNext =
    "SELECT user_id, key, created FROM authtoken_token WHERE user_id > $1 ORDER BY user_id LIMIT 500";

}  // namespace

ImportTokens::ImportTokens(const rest::Services& services, const Options& options,
                           std::optional<Instant> expiry)
    : services_(services),
      hash_(options.shape.hash),
      expiry_(expiry),
      count_("knox.import_count", "SELECT count(*) AS number FROM authtoken_token"),
      first_("knox.import_first", kFirst),
      next_("knox.import_next", kNext),
      insert_(TokenSql(options.table, services.accounts.users.table()).insert) {}

io::Task<Result<std::int64_t>> ImportTokens::total() {
  const auto columns = co_await accounts::read_columns(services_.database, "authtoken_token");
  if (!columns) {
    co_return tl::unexpected<Error>(columns.error());
  }
  if (columns->empty()) {
    co_return fail(ErrorKind::kNotFound, "this database has no table authtoken_token");
  }
  const database::Result<database::Rows> rows = co_await services_.database.scan(count_, {});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  co_return rows->front().integer(0).value_or(0);
}

Result<ImportStep> ImportTokens::add_rows(database::Batch& batch, const database::Rows& rows) {
  ImportStep step;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    after_ = accounts::parse_user_key(rows[at].text(0), services_.accounts.users.key_type());
    const std::optional<Instant> created = rows[at].instant(2);
    if (!after_ || !created) {
      return fail(ErrorKind::kInternal, "a row of authtoken_token has a column of an unexpected type");
    }
    const std::string key = rows[at].text(1);
    ++step.seen;
    if (key.starts_with(kDigestMark)) {
      ++step.digests;
      continue;
    }
    batch.add(insert_,
              {digest_of(hash_, key), *created, after_->value(),
               expiry_ ? database::Value(*expiry_) : database::Value(database::Null()), token_key(key)});
  }
  return step;
}

io::Task<Result<ImportStep>> ImportTokens::step() {
  database::Params params;
  if (after_) {
    params.push_back(after_->value());
  }
  const database::Result<database::Rows> rows =
      co_await services_.database.scan(after_ ? next_ : first_, std::move(params));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  database::Batch batch;
  Result<ImportStep> step = add_rows(batch, *rows);
  if (!step || batch.items.empty()) {
    co_return step;
  }
  const auto outcomes = co_await services_.database.run(std::move(batch));
  if (!outcomes) {
    co_return tl::unexpected<Error>(database::to_error(outcomes.error()));
  }
  for (const database::Outcome& outcome : *outcomes) {
    step->made += static_cast<std::size_t>(outcome.affected);
  }
  co_return step;
}

}  // namespace narvi::systems::knox
