#include "test_house.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/database_wiring.h"
#include "app/systems.h"
#include "database/migrate.h"
#include "database/testbed/pg_cluster.h"
#include "database/time_text.h"
#include "io/suspend.h"

namespace narvi::tests {

using http::json::Value;

namespace {

[[noreturn]] void die(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::abort();
}

/// A temporary folder that goes with the program.
class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "narvi-test-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      die("cannot make " + path_);
    }
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

database::testbed::PgCluster& cluster() {
  static database::testbed::PgCluster server;
  return server;
}

/// Columns whose fixture text is an instant.
bool is_instant_column(std::string_view name) {
  static constexpr std::string_view kNames[] = {"last_login", "date_joined", "expire_date", "created"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

database::Value column_value(std::string_view column, const Value& value) {
  if (value.is_null()) {
    return database::Null();
  }
  if (const bool* flag = value.boolean()) {
    return *flag;
  }
  if (const std::int64_t* number = value.integer()) {
    return *number;
  }
  if (value.text() == nullptr) {
    die("a fixture row has a value that is no column's");
  }
  if (is_instant_column(column)) {
    const auto instant = database::parse_instant(*value.text());
    if (!instant) {
      die("a fixture row has a bad instant: " + *value.text());
    }
    return *instant;
  }
  return *value.text();
}

}  // namespace

std::string_view name_of(Engine engine) {
  return engine == Engine::kSqlite ? "sqlite" : "postgres";
}

std::string fresh_database_url(Engine engine) {
  static std::atomic<int> counter{0};
  const std::string name = "narvi_" + std::to_string(counter++);
  if (engine == Engine::kPostgres) {
    cluster().create_database(name);
    return cluster().url(name);
  }
  static const Folder folder;
  return "sqlite:" + folder.path() + "/" + name + ".db";
}

TestHouse::TestHouse(const std::string& url, const SettingChanges& changes, std::vector<rest::Endpoint> more)
    : clock_(SystemClock().now()) {
  app::add_house_tables(tables_);
  for (const rest::System* system : app::systems()) {
    tables_.add_system(system->name, system->title, system->default_path, system->default_enabled,
                       system->settings);
  }
  settings_.put("database", "url", {SecretText(url), "test"});
  for (const auto& [name, value] : changes) {
    const std::size_t dot = name.rfind('.');
    settings_.put(name.substr(0, dot), name.substr(dot + 1), {value, "test"});
  }
  settings_.put_defaults(tables_.all());
  app::HouseParts parts{clock_, random_, settings_.secret("security", "secret_key"),
                        {},     false,   std::move(more)};
  auto house = app::House::build(settings_, std::move(parts));
  if (!house) {
    die(house.error().message);
  }
  house_ = std::move(*house);
  const auto migrations = app::all_migrations(settings_);
  const auto models = app::all_models(settings_);
  database::MigrateOptions options;
  options.clock = &clock_;
  options.user = app::user_reference(settings_);
  const auto migrated =
      io::run_blocking(database::migrate(house_->database(), migrations, models, std::move(options)));
  if (!migrated) {
    die(migrated.error().message);
  }
}

TestHouse::~TestHouse() = default;

database::Rows TestHouse::query(const std::string& sql, database::Params params) {
  const database::Statement statement("test", sql);
  auto outcome = io::run_blocking(house_->database().write(statement, std::move(params)));
  if (!outcome) {
    die(sql + ": " + outcome.error().message);
  }
  return std::move(outcome->rows);
}

void TestHouse::load_rows(const Value& tables) {
  const auto& members = tables.object()->members();
  for (auto table = members.rbegin(); table != members.rend(); ++table) {
    query("DELETE FROM " + table->first);  // tables stand behind those that they refer to
  }
  for (const auto& [table, rows] : members) {
    for (const Value& row : *rows.array()) {
      std::string columns;
      std::string places;
      database::Params params;
      for (const auto& [column, value] : row.object()->members()) {
        params.push_back(column_value(column, value));
        columns += (columns.empty() ? "" : ", ") + column;
        places += (places.empty() ? "$" : ", $") + std::to_string(params.size());
      }
      query("INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")", std::move(params));
    }
    const bool numbered = !rows.array()->empty() && rows.array()->front().object()->find("id") != nullptr;
    if (numbered && house_->database().engine() == database::Engine::kPostgres) {
      query("SELECT setval(pg_get_serial_sequence('" + table + "', 'id'), (SELECT max(id) FROM " + table +
            "))");
    }
  }
}

http::Response TestHouse::answer(const TestRequest& given) {
  http::Peer peer{.address = given.address, .port = 40000};
  http::BufferedBody body(given.body);
  http::Request request;
  request.method = given.method;
  request.target = given.target;
  const std::string_view target = given.target;
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  request.query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  request.headers.add("Host", given.host);
  for (const auto& [name, value] : given.headers) {
    request.headers.add(name, value);
  }
  if (given.https) {
    request.headers.add("X-Forwarded-Proto", "https");
  }
  request.peer = &peer;
  request.body = &body;
  request.request_id = "0000000000000000";
  request.remote_user = given.remote_user;
  return io::run_blocking(house_->site().answer(request));
}

}  // namespace narvi::tests
