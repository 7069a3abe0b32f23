// The session engine under parallel requests: compare-and-set instead of last writer wins (design §3).

#include <gtest/gtest.h>

#include "accounts/session_db.h"
#include "browser.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

using accounts::SaveOutcome;
using accounts::Session;
using http::json::Value;

constexpr const char* kKey = "shared00000000000000000000000000";

class SessionStoreTest : public BothEngines {
 protected:
  void SetUp() override {
    house_ = make_site(GetParam());
    put_session(*house_, kKey, R"({"first":1,"big":123456789012345678901234567890,"last":[1,2]})");
  }
  Session load(const std::string& key = kKey) {
    Session session{std::string_view(key)};
    EXPECT_TRUE(io::run_blocking(store().load(session)).has_value());
    return session;
  }
  SaveOutcome save(Session& session) {
    const Result<SaveOutcome> saved = io::run_blocking(store().save(session, {}, true));
    EXPECT_TRUE(saved.has_value()) << saved.error().message;
    return saved.value_or(SaveOutcome::kInterrupted);
  }
  void run(const std::string& sql, database::Params params = {}) { house_->query(sql, std::move(params)); }
  accounts::SessionStore& store() { return *house_->house().accounts().sessions; }

  std::unique_ptr<TestHouse> house_;
};

TEST_P(SessionStoreTest, DifferentKeysBothSurvive) {
  Session one = load();
  Session other = load();
  one.set("one", Value(1));
  one.set("first", Value("changed"));
  other.set("other", Value(2));
  other.erase("last");
  EXPECT_EQ(save(one), SaveOutcome::kSaved);
  EXPECT_EQ(save(other), SaveOutcome::kSaved);
  EXPECT_EQ(session_json(*house_, kKey),
            R"({"first":"changed","big":123456789012345678901234567890,"one":1,"other":2})");
  EXPECT_NE(other.data().find("one"), nullptr) << "the late one sees what it was laid upon";
}

TEST_P(SessionStoreTest, OfTheSameKeyTheLastOneWins) {
  Session one = load();
  Session other = load();
  one.set("first", Value("one"));
  other.set("first", Value("other"));
  EXPECT_EQ(save(one), SaveOutcome::kSaved);
  EXPECT_EQ(save(other), SaveOutcome::kSaved);
  EXPECT_EQ(session_json(*house_, kKey),
            R"({"first":"other","big":123456789012345678901234567890,"last":[1,2]})");
}

TEST_P(SessionStoreTest, TwoSavesOfOneSession) {
  Session session = load();
  session.set("first", Value(2));
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  session.set("last", Value(3));
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(session_json(*house_, kKey), R"({"first":2,"big":123456789012345678901234567890,"last":3})");
}

TEST_P(SessionStoreTest, ADeletedRowInterrupts) {
  Session session = load();
  session.set("first", Value(2));
  run("DELETE FROM django_session");
  EXPECT_EQ(save(session), SaveOutcome::kInterrupted);
  EXPECT_EQ(count(*house_, "django_session"), 0);
}

TEST_P(SessionStoreTest, AChangeByDjangoMeanwhileIsKept) {
  Session session = load();
  session.set("ours", Value(true));
  run("DELETE FROM django_session");
  put_session(*house_, kKey, R"({"theirs":"yes"})");
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(session_json(*house_, kKey), R"({"theirs":"yes","ours":true})");
}

TEST_P(SessionStoreTest, LogoutBesideAWriteEndsTheSession) {
  Session writer = load();
  Session leaver = load();
  writer.set("first", Value(2));
  leaver.flush();
  EXPECT_EQ(save(leaver), SaveOutcome::kSaved);
  EXPECT_EQ(save(writer), SaveOutcome::kInterrupted);
  EXPECT_EQ(count(*house_, "django_session"), 0);
}

TEST_P(SessionStoreTest, ALogoutAfterAWriteEndsTheSessionToo) {
  Session writer = load();
  Session leaver = load();
  writer.set("first", Value(2));
  leaver.flush();
  EXPECT_EQ(save(writer), SaveOutcome::kSaved);
  EXPECT_EQ(save(leaver), SaveOutcome::kSaved);
  EXPECT_EQ(count(*house_, "django_session"), 0);
}

TEST_P(SessionStoreTest, UnchangedIsNotWritten) {
  Session session = load();
  EXPECT_NE(session.get("first"), nullptr);
  run("DELETE FROM django_session");
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(count(*house_, "django_session"), 0);
}

TEST_P(SessionStoreTest, CycleKeepsDataUnderAnotherKey) {
  Session session = load();
  session.cycle_key();
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  ASSERT_TRUE(session.key().has_value());
  EXPECT_NE(*session.key(), kKey);
  EXPECT_FALSE(has_session(*house_, kKey));
  EXPECT_EQ(session_json(*house_, *session.key()),
            R"({"first":1,"big":123456789012345678901234567890,"last":[1,2]})");
}

TEST_P(SessionStoreTest, ExpiredRowsGoInPortions) {
  run("DELETE FROM django_session");
  for (int number = 0; number < 5; ++number) {
    put_session(*house_, "expired" + std::to_string(number), "{}", kSecretKey, Seconds(number < 4 ? -1 : 1));
  }
  EXPECT_EQ(io::run_blocking(store().delete_expired(3)).value(), 3);
  EXPECT_EQ(io::run_blocking(store().delete_expired(3)).value(), 1);
  EXPECT_EQ(io::run_blocking(store().delete_expired(3)).value(), 0);
  EXPECT_TRUE(has_session(*house_, "expired4"));
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionStoreTest, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
