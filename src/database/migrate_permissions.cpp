#include "database/migrate_permissions.h"

#include <array>
#include <memory>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "database/migrate_snapshot.h"

namespace narvi::database {

namespace {

constexpr std::array<std::string_view, 4> kActions{"add", "change", "delete", "view"};

const Statement& known_permissions() {
  static const Statement statement("migrate.permissions",
                                   "SELECT t.app_label, t.model, p.codename FROM django_content_type t"
                                   " LEFT JOIN auth_permission p ON p.content_type_id = t.id");
  return statement;
}
const Statement& insert_content_type() {
  // A Django that migrates at the same time does not know our lock: whoever comes second adds nothing.
  static const Statement statement("migrate.insert_content_type",
                                   "INSERT INTO django_content_type (app_label, model) VALUES ($1, $2)"
                                   " ON CONFLICT (app_label, model) DO NOTHING");
  return statement;
}
const Statement& insert_permission() {
  static const Statement statement(
      "migrate.insert_permission",
      "INSERT INTO auth_permission (name, content_type_id, codename)"
      " SELECT CAST($1 AS varchar(255)), id, CAST($2 AS varchar(100)) FROM django_content_type"
      " WHERE app_label = $3 AND model = $4 ON CONFLICT (content_type_id, codename) DO NOTHING");
  return statement;
}

/// (app label, model, codename); a content type that exists has an entry with an empty codename too.
using Known = std::set<std::tuple<std::string, std::string, std::string>>;

struct MissingRow {
  const Model* model = nullptr;
  std::string_view action;  // empty: the content type itself
};

io::Task<Result<Known>> read_known(Read& read) {
  const Result<Rows> rows = co_await read(known_permissions());
  if (!rows) {
    co_return tl::unexpected<Error>(rows.error());
  }
  Known known;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Row row = (*rows)[i];
    known.emplace(row.text(0), row.text(1), "");
    known.emplace(row.text(0), row.text(1), row.text(2));
  }
  co_return known;
}

std::string codename(const MissingRow& row) {
  return std::string(row.action) + "_" + std::string(row.model->model);
}

std::vector<MissingRow> find_missing(std::span<const Model> models, const Known& known) {
  std::vector<MissingRow> missing;
  for (const Model& model : models) {
    const auto is_known = [&](std::string name) {
      return known.contains(
          std::tuple(std::string(model.app_label), std::string(model.model), std::move(name)));
    };
    if (!is_known("")) {
      missing.push_back({&model, {}});
    }
    for (const std::string_view action : kActions) {
      const MissingRow permission{&model, action};
      if (!is_known(codename(permission))) {
        missing.push_back(permission);
      }
    }
  }
  return missing;
}

io::Task<Result<Outcome>> add_row(Transaction& transaction, MissingRow row) {
  const Model& model = *row.model;
  if (row.action.empty()) {
    Params params{text(model.app_label), text(model.model)};
    co_return co_await transaction.run(insert_content_type(), std::move(params));
  }
  const std::string name = "Can " + std::string(row.action) + " " + std::string(model.verbose_name);
  Params params{text(name), text(codename(row)), text(model.app_label), text(model.model)};
  co_return co_await transaction.run(insert_permission(), std::move(params));
}

RecordedModels describe(const std::vector<MissingRow>& rows) {
  RecordedModels described;
  for (const MissingRow& row : rows) {
    const std::string app = std::string(row.model->app_label) + ".";
    if (row.action.empty()) {
      described.content_types.push_back(app + std::string(row.model->model));
    } else {
      described.permissions.push_back(app + codename(row));
    }
  }
  return described;
}

io::Task<Result<void>> add_missing(Transaction& transaction, std::span<const Model> models,
                                   std::shared_ptr<RecordedModels> done) {
  Result<void> locked = co_await transaction.lock(kLockKind, "");
  if (!locked) {
    co_return locked;
  }
  Read read = read_in(transaction);
  const Result<Known> known = co_await read_known(read);
  if (!known) {
    co_return tl::unexpected<Error>(known.error());
  }
  const std::vector<MissingRow> missing = find_missing(models, *known);
  for (const MissingRow& row : missing) {
    const Result<Outcome> added = co_await add_row(transaction, row);
    if (!added) {
      co_return tl::unexpected<Error>(added.error());
    }
  }
  *done = describe(missing);
  co_return Result<void>();
}

/// What is missing as seen from outside. Before the first migration there are no tables to ask.
io::Task<Result<RecordedModels>> foresee(Database& database, std::span<const Model> models) {
  Read read = read_from(database);
  const Result<Snapshot> snapshot = co_await take_snapshot(read, database.engine());
  if (!snapshot) {
    co_return tl::unexpected<Error>(snapshot.error());
  }
  if (!snapshot->tables.contains("django_content_type") || !snapshot->tables.contains("auth_permission")) {
    co_return describe(find_missing(models, {}));
  }
  const Result<Known> known = co_await read_known(read);
  if (!known) {
    co_return tl::unexpected<Error>(known.error());
  }
  co_return describe(find_missing(models, *known));
}

tl::unexpected<narvi::Error> explain(const Error& error) {
  narvi::Error explained = to_error(error);
  explained.message = "content types and permissions: " + explained.message;
  return tl::unexpected<narvi::Error>(std::move(explained));
}

}  // namespace

io::Task<narvi::Result<RecordedModels>> record_models(Database& database, std::span<const Model> models,
                                                      bool plan_only) {
  Result<RecordedModels> foreseen = co_await foresee(database, models);
  if (!foreseen) {
    co_return explain(foreseen.error());
  }
  if (plan_only || (foreseen->content_types.empty() && foreseen->permissions.empty())) {
    co_return std::move(*foreseen);
  }
  const auto done = std::make_shared<RecordedModels>();
  for (int attempt = 1;; ++attempt) {
    Database::Body body = [models, done](Transaction& transaction) {
      return add_missing(transaction, models, done);
    };
    const Result<void> added = co_await database.transact_erased(std::move(body));
    if (added) {
      co_return std::move(*done);
    }
    if (attempt == kLockAttempts || !worth_repeating(added.error().code)) {
      co_return explain(added.error());
    }
  }
}

}  // namespace narvi::database
