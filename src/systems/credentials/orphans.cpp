#include "systems/credentials/orphans.h"

#include <string>
#include <utility>

namespace narvi::systems::credentials {

namespace {

/// Where no table tells what has gone, what nobody used for so long has.
constexpr Microseconds kForgotten = std::chrono::hours(24 * 400);

}  // namespace

Orphans::Orphans(const rest::Services& services)
    : services_(services),
      forget_("credentials.forget_orphan", "DELETE FROM narvi_credential WHERE kind = $1 AND ref = $2") {
  for (const auto& kind : services.credentials.all()) {
    const std::string condition = kind->gone_condition();
    const std::string name(kind->name());
    find_.push_back({{"credentials.orphans." + name,
                      "SELECT m.kind, m.ref FROM narvi_credential m WHERE m.kind = '" + name + "' AND " +
                          (condition.empty() ? "m.last_used < $2" : condition) + " LIMIT $1"},
                     condition.empty()});
  }
}

io::Task<Result<std::int64_t>> Orphans::remove(std::int64_t limit) const {
  std::int64_t removed = 0;
  for (const Find& find : find_) {
    database::Params params{database::integer(limit - removed)};
    if (find.by_age) {
      params.emplace_back(services_.clock.now() - kForgotten);
    }
    const auto rows = co_await services_.database.scan(find.statement, std::move(params));
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    if (rows->empty()) {
      continue;
    }
    database::Batch batch;
    for (std::size_t index = 0; index < rows->size(); ++index) {
      batch.add(forget_, {(*rows)[index].text(0), (*rows)[index].text(1)});
    }
    const auto done = co_await services_.database.run(std::move(batch));
    if (!done) {
      co_return tl::unexpected<Error>(database::to_error(done.error()));
    }
    removed += static_cast<std::int64_t>(rows->size());
    if (removed >= limit) {
      break;
    }
  }
  co_return removed;
}

}  // namespace narvi::systems::credentials
