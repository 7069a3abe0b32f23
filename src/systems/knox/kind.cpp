#include "systems/knox/kind.h"

#include <utility>

#include "systems/knox/token_sql.h"

namespace narvi::systems::knox {

namespace {

class KnoxKind final : public rest::CredentialKind {
 public:
  KnoxKind(const rest::Services& services, const Options& options)
      : services_(services),
        sql_(options.table, services.accounts.users.table()),
        gone_("NOT EXISTS (SELECT 1 FROM \"" + options.table + "\" t WHERE t.digest = m.ref)") {}

  std::string_view name() const override { return "knox"; }

  io::Task<Result<std::vector<rest::HeldCredential>>> held_by(accounts::User user) const override {
    // Not a look_up: it sorts all that somebody may have hoarded.
    const database::Result<database::Rows> rows = co_await services_.database.scan(
        sql_.held, {user.key.value(), services_.clock.now(), database::integer(rest::kMostHeld)});
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    std::vector<rest::HeldCredential> held;
    for (std::size_t at = 0; at < rows->size(); ++at) {
      const database::Row row = (*rows)[at];
      held.push_back({row.text(0), {}, row.instant(1), row.instant(2)});
    }
    co_return held;
  }

  io::Task<Result<bool>> end(accounts::User user, std::string ref) const override {
    const Result<std::int64_t> ended = co_await changed(sql_.end, {user.key.value(), std::move(ref)});
    if (!ended) {
      co_return tl::unexpected<Error>(ended.error());
    }
    co_return *ended > 0;
  }

  io::Task<Result<std::int64_t>> end_all(accounts::User user, std::string except) const override {
    return changed(sql_.end_all, {user.key.value(), std::move(except)});
  }

  // The scan is no part of the write, for which all other writers of an SQLite file would wait.
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) const override {
    const Instant now = services_.clock.now();
    const database::Result<database::Rows> rows =
        co_await services_.database.scan(sql_.expired, {now, limit});
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    database::Batch batch;
    for (std::size_t at = 0; at < rows->size(); ++at) {
      batch.add(sql_.delete_expired, {(*rows)[at].text(0), now});
    }
    if (batch.items.empty()) {
      co_return 0;
    }
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

  io::Task<Result<std::int64_t>> count_expired() const override {
    const database::Result<database::Rows> rows =
        co_await services_.database.scan(sql_.count_expired, {services_.clock.now()});
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    co_return rows->front().integer(0).value_or(0);
  }

  std::string gone_condition() const override { return gone_; }

 private:
  io::Task<Result<std::int64_t>> changed(const database::Statement& statement,
                                         database::Params params) const {
    const database::Result<database::Outcome> outcome =
        co_await services_.database.write(statement, std::move(params));
    if (!outcome) {
      co_return tl::unexpected<Error>(database::to_error(outcome.error()));
    }
    co_return outcome->affected;
  }

  const rest::Services& services_;
  TokenSql sql_;
  std::string gone_;
};

}  // namespace

std::shared_ptr<const rest::CredentialKind> credential_kind(const rest::Services& services,
                                                            const Options& options) {
  return std::make_shared<KnoxKind>(services, options);
}

}  // namespace narvi::systems::knox
