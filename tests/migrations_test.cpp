// migrate and check_levels with the tables of accounts, on both engines. Whether the tables equal Django's is
// for tests/interop.

#include "accounts/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "database/migrate.h"
#include "database/postgres/postgres.h"
#include "database/sqlite/sqlite.h"
#include "database/sqlite/temporary_file.h"
#include "database/testbed/pg_cluster.h"
#include "io/suspend.h"

namespace narvi::database {
namespace {

using accounts::migrations;
using accounts::models;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// An empty store of its own for each test, which several engines may open.
class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Database> open() = 0;
};

class SqliteStore final : public Store {
 public:
  std::unique_ptr<Database> open() override {
    sqlite::Options options;
    options.path = file_.path();
    options.deadline = Milliseconds{30'000};
    return std::move(sqlite::open(options).value());
  }

 private:
  sqlite::TemporaryFile file_;
};

class PostgresStore final : public Store {
 public:
  std::unique_ptr<Database> open() override {
    postgres::Options options;
    options.url = SecretText(cluster().url(name_));
    options.deadline = Milliseconds{30'000};
    return std::move(postgres::open(std::move(options)).value());
  }

 private:
  static testbed::PgCluster& cluster() {
    static testbed::PgCluster instance;
    return instance;
  }
  std::string name_ = cluster().create_database();
};

struct Maker {
  std::string name;
  std::function<std::unique_ptr<Store>()> make;
};

const SystemClock kClock;

class Migrations : public testing::TestWithParam<Maker> {
 protected:
  narvi::Result<MigrateReport> migrate_with(const std::vector<Migration>& steps, UserReference user = {}) {
    return io::run_blocking(migrate(*database_, steps, {}, {.clock = &kClock, .user = std::move(user)}));
  }
  static narvi::Result<MigrateReport> migrate_all(Database& database, bool plan_only = false) {
    const std::vector<Migration> steps = migrations();
    const std::vector<Model> all = models();
    return io::run_blocking(migrate(database, steps, all, {.clock = &kClock, .plan_only = plan_only}));
  }

  void execute(const std::string& sql) {
    const Result<void> done = io::run_blocking(
        database_->transact_erased([sql](Transaction& transaction) { return transaction.execute(sql); }));
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  /// The first cell of each row; "error" if it cannot be asked.
  std::vector<std::string> ask(const std::string& sql) {
    const Statement statement("test.ask", sql);
    const Result<Rows> rows = io::run_blocking(database_->scan(statement, {}));
    if (!rows) {
      return {"error"};
    }
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      cells.push_back((*rows)[i].text(0));
    }
    return cells;
  }
  std::vector<std::string> recorded() {
    return ask("SELECT app || '.' || name FROM django_migrations ORDER BY id");
  }
  std::string count(const std::string& table) { return ask("SELECT count(*) FROM " + table).front(); }

  std::unique_ptr<Store> store_ = GetParam().make();
  std::unique_ptr<Database> database_ = store_->open();
};

TEST_P(Migrations, MakesEverythingOnce) {
  const auto report = migrate_all(*database_);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->steps.size(), 18U);
  EXPECT_EQ(report->content_types.size(), 6U);
  EXPECT_EQ(report->permissions.size(), 24U);
  EXPECT_THAT(ask("SELECT name FROM auth_permission WHERE codename LIKE '%contenttype' ORDER BY id"),
              ElementsAre("Can add content type", "Can change content type", "Can delete content type",
                          "Can view content type"));
  std::vector<std::string> expected;
  for (const Migration& migration : migrations()) {
    expected.push_back(std::string(migration.app) + "." + std::string(migration.name));
  }
  EXPECT_EQ(recorded(), expected);

  const auto again = migrate_all(*database_);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_TRUE(again->empty());
  EXPECT_EQ(count("django_migrations"), "18");
  EXPECT_EQ(count("auth_permission"), "24");
}

TEST_P(Migrations, PlansWithoutWriting) {
  const auto plan = migrate_all(*database_, true);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_EQ(plan->steps.size(), 18U);
  EXPECT_EQ(plan->permissions.size(), 24U);
  EXPECT_EQ(count("django_migrations"), "error");
  EXPECT_EQ(count("auth_user"), "error");
}

TEST_P(Migrations, TellsOfStepsOnceTheyAreCommitted) {
  std::vector<std::string> told;
  MigrateOptions options{.clock = &kClock};
  options.progress = [this, &told](const MigrateStep& step) {
    told.push_back(step.name);
    EXPECT_THAT(recorded(), testing::Contains(step.app + "." + step.name));
  };
  const std::vector<Migration> steps = migrations();
  ASSERT_TRUE(io::run_blocking(migrate(*database_, steps, {}, std::move(options))).has_value());
  EXPECT_EQ(told.size(), steps.size());
}

TEST_P(Migrations, StampsStepsWithTheClock) {
  FixedClock clock(Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 15)));
  const std::vector<Migration> steps = migrations();
  ASSERT_TRUE(io::run_blocking(migrate(*database_, steps, {}, {.clock = &clock})).has_value());
  const Statement statement("test.applied", "SELECT DISTINCT applied FROM django_migrations");
  const Result<Rows> rows = io::run_blocking(database_->scan(statement, {}));
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().instant(0), clock.now());
}

/// Steps of an app "shop": the second fails after it has made a table.
std::vector<Migration> steps_of_shop(bool broken) {
  static constexpr std::string_view kGood = "CREATE TABLE shop_item (id integer NOT NULL PRIMARY KEY);";
  static constexpr std::string_view kBroken =
      "CREATE TABLE shop_item (id integer NOT NULL PRIMARY KEY); SELECT nonsense;";
  const std::string_view second = broken ? kBroken : kGood;
  static constexpr std::string_view kFirst = "CREATE TABLE shop_order (id integer NOT NULL PRIMARY KEY)";
  return {{.app = "shop", .name = "0001", .sqlite = kFirst, .postgres = kFirst, .creates = "shop_order"},
          {.app = "shop", .name = "0002", .sqlite = second, .postgres = second, .creates = "shop_item"}};
}

TEST_P(Migrations, LeavesNothingOfAUnitThatFailsAndAllOfThoseBefore) {
  std::vector<Migration> steps = migrations();
  for (const Migration& step : steps_of_shop(true)) {
    steps.push_back(step);
  }
  const auto failed = migrate_with(steps);
  ASSERT_FALSE(failed.has_value());
  EXPECT_THAT(failed.error().message, HasSubstr("shop.0002: "));
  EXPECT_EQ(count("shop_order"), "error");
  EXPECT_EQ(count("shop_item"), "error");
  EXPECT_EQ(recorded().size(), 18U);

  const auto mended = migrate_with(steps_of_shop(false));
  ASSERT_TRUE(mended.has_value()) << mended.error().message;
  EXPECT_EQ(mended->steps.size(), 2U);
  EXPECT_EQ(count("shop_item"), "0");
}

TEST_P(Migrations, RecordsAStepWhoseTableIsThere) {
  execute("CREATE TABLE shop_order (id integer NOT NULL PRIMARY KEY)");
  const auto report = migrate_with(steps_of_shop(false));
  ASSERT_TRUE(report.has_value()) << report.error().message;
  ASSERT_EQ(report->steps.size(), 2U);
  EXPECT_FALSE(report->steps[0].ran);
  EXPECT_TRUE(report->steps[1].ran);
  EXPECT_THAT(recorded(), ElementsAre("shop.0001", "shop.0002"));
}

TEST_P(Migrations, RunAtTheSameTimeWithoutHarm) {
  std::vector<std::future<std::string>> runs;
  for (int i = 0; i < 4; ++i) {
    runs.push_back(std::async(std::launch::async, [this]() -> std::string {
      const std::unique_ptr<Database> own = store_->open();
      const auto report = migrate_all(*own);
      return report ? "" : report.error().message;
    }));
  }
  for (std::future<std::string>& run : runs) {
    EXPECT_EQ(run.get(), "");
  }
  EXPECT_EQ(count("django_migrations"), "18");
  EXPECT_EQ(count("django_content_type"), "6");
  EXPECT_EQ(count("auth_permission"), "24");
}

TEST_P(Migrations, AddsOnlyThePermissionsThatAreMissing) {
  ASSERT_TRUE(migrate_all(*database_).has_value());
  execute(
      "DELETE FROM auth_permission WHERE codename IN ('view_user', 'add_session');"
      "UPDATE auth_permission SET name = 'Renamed by the site' WHERE codename = 'add_user'");
  const auto report = migrate_all(*database_);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_THAT(report->steps, IsEmpty());
  EXPECT_THAT(report->content_types, IsEmpty());
  EXPECT_THAT(report->permissions, ElementsAre("auth.view_user", "sessions.add_session"));
  EXPECT_THAT(ask("SELECT name FROM auth_permission WHERE codename = 'add_user'"),
              ElementsAre("Renamed by the site"));
  EXPECT_EQ(count("auth_permission"), "24");
}

TEST_P(Migrations, LeavesTheTablesOfAnOlderDjangoAlone) {
  ASSERT_TRUE(migrate_all(*database_).has_value());
  execute("DELETE FROM django_migrations WHERE app = 'auth' AND name > '0008_z'");
  const auto levels = io::run_blocking(check_levels(*database_, migrations()));
  ASSERT_TRUE(levels.has_value());
  EXPECT_THAT(
      levels->missing,
      ElementsAre("auth.0009_alter_user_last_name_max_length", "auth.0010_alter_group_name_max_length",
                  "auth.0011_update_proxy_permissions", "auth.0012_alter_user_first_name_max_length"));
  const auto refused = migrate_all(*database_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kConfiguration);
  EXPECT_THAT(refused.error().message, HasSubstr("older than auth.0009"));
  EXPECT_EQ(count("django_migrations"), "14");
}

TEST_P(Migrations, RefusesLevelsThatItDoesNotKnow) {
  const std::vector<Migration> known = migrations();
  const auto empty = io::run_blocking(check_levels(*database_, known));
  ASSERT_TRUE(empty.has_value()) << empty.error().message;
  EXPECT_EQ(empty->missing.size(), 18U);

  ASSERT_TRUE(migrate_all(*database_).has_value());
  execute(
      "INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0099_theirs', '2026-01-15 "
      "12:00:00')");
  const auto complete = io::run_blocking(check_levels(*database_, known));
  ASSERT_TRUE(complete.has_value()) << complete.error().message;
  EXPECT_THAT(complete->missing, IsEmpty());

  execute(
      "INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0013_next', '2026-01-15 "
      "12:00:00')");
  for (const auto& error :
       {io::run_blocking(check_levels(*database_, known)).error(), migrate_all(*database_).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::kConfiguration);
    EXPECT_THAT(error.message, HasSubstr("app \"auth\" is at 0013_next"));
  }
}

TEST_P(Migrations, RefersToTheSitesOwnUsers) {
  const std::vector<Migration> steps = migrations({.own_users = false});
  const UserReference people{"people_person", "uid", UserReference::Key::kUuid};
  const auto refused = migrate_with(steps, people);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("user table \"people_person\" does not exist"));
  EXPECT_EQ(count("auth_permission"), "error");

  const bool sqlite = database_->engine() == Engine::kSqlite;
  execute(std::string("CREATE TABLE people_person (uid ") + (sqlite ? "char(32)" : "uuid") +
          " NOT NULL PRIMARY KEY)");
  const auto report = migrate_with(steps, people);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(count("auth_user"), "error");
  EXPECT_EQ(count("auth_user_groups"), "error");
  EXPECT_EQ(count("auth_group_permissions"), "0");
  EXPECT_EQ(count("django_admin_log"), "0");
  if (!sqlite) {
    EXPECT_THAT(ask("SELECT conname FROM pg_constraint WHERE confrelid = 'people_person'::regclass"),
                ElementsAre("django_admin_log_user_id_c564eba6_fk_people_person_uid"));
  }
}

TEST_P(Migrations, LeavesTheAdministrationOutIfAsked) {
  const std::vector<Migration> steps = migrations({.admin = false});
  ASSERT_TRUE(migrate_with(steps).has_value());
  EXPECT_EQ(count("django_admin_log"), "error");
  EXPECT_EQ(count("auth_user"), "0");
  EXPECT_EQ(count("django_migrations"), "15");
  EXPECT_EQ(models({.admin = false}).size(), 5U);
}

INSTANTIATE_TEST_SUITE_P(
    Engines, Migrations,
    testing::Values(
        Maker{"sqlite", []() -> std::unique_ptr<Store> { return std::make_unique<SqliteStore>(); }},
        Maker{"postgres", []() -> std::unique_ptr<Store> { return std::make_unique<PostgresStore>(); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace narvi::database
