#include "systems/credentials/orphans.h"

#include <algorithm>
#include <string>
#include <utility>

namespace narvi::systems::credentials {

namespace {

/// Where no table tells what has gone, what nobody used for so long has.
constexpr Microseconds kForgotten = std::chrono::hours(24 * 400);

constexpr std::string_view kFind = "SELECT m.kind, m.ref FROM narvi_credential m WHERE ";
constexpr std::string_view kOld = "COALESCE(m.last_used, m.created) < $2";

std::string quoted(std::string_view kind) {
  return "'" + std::string(kind) + "'";
}

}  // namespace

Orphans::Orphans(const rest::Services& services, Notes notes)
    : services_(services),
      forget_("credentials.forget_orphan", "DELETE FROM narvi_credential WHERE kind = $1 AND ref = $2") {
  const std::string select(kFind);
  if (notes == Notes::kDeleteAll) {
    find_.push_back({{"credentials.notes_all", select + "TRUE LIMIT $1"}, false});
    return;
  }
  std::string known = "''";
  for (const auto& kind : services.credentials.all()) {
    const std::string condition = kind->gone_condition();
    const bool by_age = condition.empty();
    find_.push_back({{"credentials.orphans." + std::string(kind->name()),
                      select + "m.kind = " + quoted(kind->name()) + " AND " +
                          (by_age ? std::string(kOld) : condition) + " LIMIT $1"},
                     by_age});
    known += ", " + quoted(kind->name());
  }
  // Systems that were switched off may be switched on again.
  find_.push_back({{"credentials.orphans_of_others",
                    select + "m.kind NOT IN (" + known + ") AND " + std::string(kOld) + " LIMIT $1"},
                   true});
}

io::Task<Result<std::int64_t>> Orphans::forget(database::Rows rows) const {
  std::vector<std::pair<std::string, std::string>> keys;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    keys.emplace_back(rows[index].text(0), rows[index].text(1));
  }
  std::sort(keys.begin(), keys.end());  // in the order in which uses are written: nobody waits in a circle
  database::Batch batch;
  for (auto& [kind, ref] : keys) {
    batch.add(forget_, {std::move(kind), std::move(ref)});
  }
  const auto done = co_await services_.database.run(std::move(batch));
  if (!done) {
    co_return tl::unexpected<Error>(database::to_error(done.error()));
  }
  co_return static_cast<std::int64_t>(keys.size());
}

io::Task<Result<std::int64_t>> Orphans::remove(std::int64_t limit) const {
  std::int64_t removed = 0;
  for (const Find& find : find_) {
    database::Params params{database::integer(limit - removed)};
    if (find.by_age) {
      params.emplace_back(services_.clock.now() - kForgotten);
    }
    database::Result<database::Rows> rows =
        co_await services_.database.scan(find.statement, std::move(params));
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    if (rows->empty()) {
      continue;
    }
    const Result<std::int64_t> forgotten = co_await forget(std::move(*rows));
    if (!forgotten) {
      co_return tl::unexpected<Error>(forgotten.error());
    }
    removed += *forgotten;
    if (removed >= limit) {
      break;
    }
  }
  co_return removed;
}

}  // namespace narvi::systems::credentials
