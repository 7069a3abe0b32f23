#pragma once
// A whole house for tests: real engine, real migrations, rows as a contract's fixtures say; answered in
// process through Site::answer.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/house.h"
#include "app/setting_tables.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/settings.h"
#include "http/python_json.h"
#include "scripted_random.h"

namespace narvi::tests {

/// Where a test's database lives.
enum class Engine { kSqlite, kPostgres };
std::string_view name_of(Engine engine);

/// A fresh, empty database on that engine for the whole test program: "sqlite:PATH" or a URL of a real server
/// that the program starts once.
std::string fresh_database_url(Engine engine);

/// Settings that differ from the defaults: "[table] key" spelled "table.key".
using SettingChanges = std::map<std::string, SettingValue>;

/// A request as a contract writes it.
struct TestRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool https = false;
  std::string host = "testserver";
  std::string address = "127.0.0.1";
  std::string remote_user;  ///< the server variable REMOTE_USER
};

class TestHouse {
 public:
  /// Opens `url`, migrates it and wires everything. Ends the program if that fails.
  TestHouse(const std::string& url, const SettingChanges& changes, std::vector<rest::Endpoint> more = {});
  ~TestHouse();

  app::House& house() { return *house_; }
  FixedClock& clock() { return clock_; }
  /// The kernel's generator, unless something is scripted.
  ScriptedRandom& random() { return random_; }

  /// Empties the tables and inserts `tables` of a fixture file (table name to rows of column to value).
  void load_rows(const http::json::Value& tables);

  http::Response answer(const TestRequest& request);

  /// Runs one statement and returns its rows; ends the program on an error.
  database::Rows query(const std::string& sql, database::Params params = {});

 private:
  app::SettingTables tables_;
  Settings settings_;
  FixedClock clock_;
  ScriptedRandom random_;
  std::unique_ptr<app::House> house_;
};

}  // namespace narvi::tests
