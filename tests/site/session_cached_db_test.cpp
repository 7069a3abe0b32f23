// cached_db: what is served from memory, and what must never be (design §4: coherent by epochs in this
// process, by age with others).

#include "accounts/session_cached_db.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "browser.h"
#include "cache/memory/memory_entries.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

using accounts::SaveOutcome;
using accounts::Session;
using http::json::Value;

constexpr const char* kKey = "shared00000000000000000000000000";
constexpr const char* kOther = "other000000000000000000000000000";

class CachedDb : public BothEngines {
 protected:
  void open(std::int64_t milliseconds) {
    house_ = make_site(GetParam(), {{"sessions.engine", std::string("cached_db")},
                                    {"sessions.cached_db_milliseconds", milliseconds}});
    put_session(*house_, kKey, R"({"colour":"red"})");
  }
  accounts::SessionStore& store() { return *house_->house().accounts().sessions; }
  Session load(const char* key = kKey) {
    Session session{std::string_view(key)};
    EXPECT_TRUE(io::run_blocking(store().load(session)).has_value());
    return session;
  }
  SaveOutcome save(Session& session) {
    const Result<SaveOutcome> saved = io::run_blocking(store().save(session, {}, true));
    EXPECT_TRUE(saved.has_value());
    return saved.value_or(SaveOutcome::kInterrupted);
  }
  std::string colour() { return std::string(load().text("colour")); }
  /// What Django does to the row, unseen by us.
  void another_process_deletes() { house_->query("DELETE FROM django_session"); }
  void another_process_writes(const char* json) {
    another_process_deletes();
    put_session(*house_, kKey, json);
  }

  std::unique_ptr<TestHouse> house_;
};

TEST_P(CachedDb, BelievesOtherProcessesForTheTimeOfTheSettingOnly) {
  open(100);
  EXPECT_EQ(colour(), "red");
  another_process_deletes();
  EXPECT_EQ(colour(), "red") << "from memory";
  house_->clock().advance(Milliseconds(100) - Microseconds(1));
  EXPECT_EQ(colour(), "red");
  house_->clock().advance(Microseconds(1));
  EXPECT_EQ(colour(), "");
}

TEST_P(CachedDb, AHitDoesNotRenewTheTrust) {
  open(100);
  EXPECT_EQ(colour(), "red");
  another_process_deletes();
  for (int step = 0; step < 2; ++step) {
    house_->clock().advance(Milliseconds(60));
    EXPECT_EQ(colour(), step == 0 ? "red" : "");
  }
}

TEST_P(CachedDb, ZeroAlwaysAsks) {
  open(0);
  EXPECT_EQ(colour(), "red");
  another_process_deletes();
  EXPECT_EQ(colour(), "");
}

TEST_P(CachedDb, AClockThatWasPutBackAsks) {
  open(100);
  EXPECT_EQ(colour(), "red");
  another_process_deletes();
  house_->clock().advance(-Seconds(3600));
  EXPECT_EQ(colour(), "");
}

TEST_P(CachedDb, TheRowsOwnEndIsHonoured) {
  open(60'000);
  put_session(*house_, kOther, R"({"colour":"red"})", kSecretKey, Seconds(10));
  EXPECT_EQ(load(kOther).text("colour"), "red");
  house_->clock().advance(Seconds(10));
  EXPECT_EQ(load(kOther).text("colour"), "");
}

TEST_P(CachedDb, OurOwnWriteIsSeenAtOnce) {
  open(60'000);
  EXPECT_EQ(colour(), "red");
  Session session = load();
  session.set("colour", "blue");
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(colour(), "blue");
  Session leaver = load();
  leaver.flush();
  EXPECT_EQ(save(leaver), SaveOutcome::kSaved);
  EXPECT_EQ(colour(), "");
}

TEST_P(CachedDb, ConflictsReloadFromTheRow) {
  open(60'000);
  EXPECT_EQ(colour(), "red");
  another_process_writes(R"({"theirs":1})");
  Session session = load();
  EXPECT_EQ(session.text("colour"), "red") << "from memory";
  session.set("ours", 2);
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(session_json(*house_, kKey), R"({"theirs":1,"ours":2})");
}

TEST_P(CachedDb, AWriteOntoARowThatAnotherDeletedInterrupts) {
  open(60'000);
  EXPECT_EQ(colour(), "red");
  another_process_deletes();
  Session session = load();
  session.set("ours", 2);
  EXPECT_EQ(save(session), SaveOutcome::kInterrupted);
  EXPECT_EQ(count(*house_, "django_session"), 0);
  EXPECT_EQ(colour(), "") << "and memory has learnt of it";
}

/// A database on which something happens between a look-up and its answer.
class Interposed final : public database::Database {
 public:
  explicit Interposed(database::Database& real) : real_(real) {}
  database::Engine engine() const override { return real_.engine(); }
  io::Task<database::Result<database::Rows>> look_up(const database::Statement& statement,
                                                     database::Params params) override {
    auto rows = co_await real_.look_up(statement, std::move(params));
    if (meanwhile) {
      std::exchange(meanwhile, nullptr)();
    }
    co_return rows;
  }
  io::Task<database::Result<database::Rows>> scan(const database::Statement& statement,
                                                  database::Params params) override {
    return real_.scan(statement, std::move(params));
  }
  io::Task<database::Result<std::vector<database::Outcome>>> run(database::Batch batch) override {
    auto outcome = co_await real_.run(std::move(batch));
    if (loses_answers) {
      co_return database::fail(database::ErrorCode::kTimeout, "the answer was lost");
    }
    co_return outcome;
  }
  io::Task<database::Result<void>> transact_erased(Body body) override {
    return real_.transact_erased(std::move(body));
  }
  io::Task<database::Health> ping() override { return real_.ping(); }

  std::function<void()> meanwhile;
  bool loses_answers = false;

 private:
  database::Database& real_;
};

class CachedDbRaces : public CachedDb {
 protected:
  void SetUp() override {
    open(0);
    database_ = std::make_unique<Interposed>(house_->house().database());
    accounts::Accounts& accounts = house_->house().accounts();
    racing_ = std::make_unique<accounts::CachedDatabaseSessions>(
        *database_, std::make_unique<cache::memory::MemoryEntries>(std::size_t{1} << 20U),
        Milliseconds(60'000), accounts.keys, accounts.browser.session, accounts.clock, accounts.random);
  }
  Session race() {
    Session session{std::string_view(kKey)};
    EXPECT_TRUE(io::run_blocking(racing_->load(session)).has_value());
    return session;
  }
  Result<SaveOutcome> flush(Session& session) {
    session.flush();
    return io::run_blocking(racing_->save(session, {}, true));
  }

  std::unique_ptr<Interposed> database_;
  std::unique_ptr<accounts::CachedDatabaseSessions> racing_;
};

TEST_P(CachedDbRaces, ALogoutWhileALookUpIsUnderWayLeavesNothingInMemory) {
  Session leaver = race();
  ASSERT_EQ(leaver.text("colour"), "red");
  Session touched = race();
  touched.set("colour", "blue");  // so that the next look-up goes to the database
  ASSERT_TRUE(io::run_blocking(racing_->save(touched, {}, true)).has_value());
  database_->meanwhile = [&] { EXPECT_TRUE(flush(leaver).has_value()); };
  EXPECT_EQ(race().text("colour"), "blue") << "it began before the logout";
  EXPECT_EQ(race().text("colour"), "") << "and must not be remembered";
}

TEST_P(CachedDbRaces, ALostAnswerEndsWhatWasRemembered) {
  Session leaver = race();
  database_->loses_answers = true;
  EXPECT_FALSE(flush(leaver).has_value());
  EXPECT_EQ(race().text("colour"), "") << "the commit happened, whatever we were told";
}

TEST_P(CachedDb, ParallelReadersRefuseALogoutThatIsAcknowledged) {
  open(60'000);
  for (int round = 0; round < 15; ++round) {
    another_process_writes(R"({"colour":"red"})");
    house_->clock().advance(Seconds(61));
    std::atomic<bool> acknowledged{false};
    std::atomic<int> reading{0};
    std::atomic<int> late{0};
    std::vector<std::thread> readers;
    for (int number = 0; number < 3; ++number) {
      readers.emplace_back([&] {
        bool knew = false;
        do {
          knew = acknowledged;
          const bool found = load().key().has_value();
          late += knew && found ? 1 : 0;
          ++reading;
        } while (!knew);
      });
    }
    while (reading < 10) {
      std::this_thread::yield();
    }
    Session leaver = load();
    leaver.flush();
    EXPECT_EQ(save(leaver), SaveOutcome::kSaved);
    acknowledged = true;
    for (std::thread& reader : readers) {
      reader.join();
    }
    EXPECT_EQ(late, 0) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CachedDb, testing::Values(Engine::kSqlite, Engine::kPostgres), engine_name);
INSTANTIATE_TEST_SUITE_P(Engines, CachedDbRaces, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
