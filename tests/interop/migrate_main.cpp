// narvi_interop_migrate URL [--plan | --check]: migrates a database with the tables of accounts and prints
// what it did, one line a step, so that the interop tests can set it against Django.

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "accounts/migrations.h"
#include "database/migrate.h"
#include "database/postgres/postgres.h"
#include "database/sqlite/sqlite.h"
#include "io/suspend.h"

namespace {

using namespace narvi;

Result<std::unique_ptr<database::Database>> open(std::string_view url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with(kSqlite)) {
    database::sqlite::Options options;
    options.path = url.substr(kSqlite.size());
    options.wal = database::sqlite::Wal::kKeep;
    return database::sqlite::open(options);
  }
  database::postgres::Options options;
  options.url = SecretText(std::string(url));
  return database::postgres::open(std::move(options));
}

void print(std::string_view word, std::string_view what) {
  std::printf("%.*s %.*s\n", static_cast<int>(word.size()), word.data(), static_cast<int>(what.size()),
              what.data());
  std::fflush(stdout);
}

int complain(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

int check(database::Database& database) {
  const auto known = accounts::migrations();
  const auto levels = io::run_blocking(database::check_levels(database, known));
  if (!levels) {
    return complain(levels.error());
  }
  for (const std::string& name : levels->missing) {
    print("missing", name);
  }
  return 0;
}

int migrate(database::Database& database, bool plan_only) {
  const SystemClock clock;
  const auto migrations = accounts::migrations();
  const auto models = accounts::models();
  database::MigrateOptions options;
  options.clock = &clock;
  options.plan_only = plan_only;
  options.progress = [](const database::MigrateStep& step) { print("applied", step.app + "." + step.name); };
  const auto report = io::run_blocking(database::migrate(database, migrations, models, std::move(options)));
  if (!report) {
    return complain(report.error());
  }
  for (const database::MigrateStep& step : report->steps) {
    print(step.ran ? "ran" : "recorded", step.app + "." + step.name);
  }
  for (const std::string& name : report->content_types) {
    print("content_type", name);
  }
  for (const std::string& name : report->permissions) {
    print("permission", name);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: narvi_interop_migrate URL [--plan | --check]\n", stderr);
    return 2;
  }
  const auto database = open(argv[1]);
  if (!database) {
    return complain(database.error());
  }
  const std::string_view mode = argc > 2 ? argv[2] : "";
  return mode == "--check" ? check(**database) : migrate(**database, mode == "--plan");
}
