// What every session engine must do: Django's SessionTestsMixin (contract django-sessions-csrf §8) and our
// own promises, on each engine that keeps sessions somewhere, and as far as it goes on signed_cookies.

#include <gtest/gtest.h>

#include <thread>

#include "accounts/session_expiry.h"
#include "accounts/session_store.h"
#include "browser.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

using accounts::SaveOutcome;
using accounts::Session;
using http::json::Value;

struct Kind {
  std::string engine;
  Engine database;
};

std::string kind_name(const testing::TestParamInfo<Kind>& info) {
  return info.param.engine + "_" + std::string(name_of(info.param.database));
}

class SessionEngines : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { house_ = make_site(GetParam().database, {{"sessions.engine", GetParam().engine}}); }
  accounts::SessionStore& store() { return *house_->house().accounts().sessions; }
  Session load(std::optional<std::string> key) {
    Session session(key ? std::optional<std::string_view>(*key) : std::nullopt);
    EXPECT_TRUE(io::run_blocking(store().load(session)).has_value());
    return session;
  }
  SaveOutcome save(Session& session, bool keep = true) {
    const Result<SaveOutcome> saved = io::run_blocking(store().save(session, {}, keep));
    EXPECT_TRUE(saved.has_value()) << saved.error().message;
    return saved.value_or(SaveOutcome::kInterrupted);
  }
  /// A saved session with {"colour":"red"}; its key.
  std::string red() {
    Session session = load(std::nullopt);
    session.set("colour", "red");
    EXPECT_EQ(save(session), SaveOutcome::kSaved);
    return session.key().value_or("");
  }
  std::string colour(const std::string& key) { return std::string(load(key).text("colour")); }
  accounts::SessionSettings settings() { return house_->house().accounts().browser.session; }

  std::unique_ptr<TestHouse> house_;
};
/// Engines that keep the session themselves, and so can end it.
using StoredSessions = SessionEngines;

TEST_P(SessionEngines, ANewSessionIsUntouched) {
  Session session = load(std::nullopt);
  EXPECT_FALSE(session.modified());
  EXPECT_FALSE(session.accessed());
  EXPECT_TRUE(session.empty());
  EXPECT_EQ(session.get("cat"), nullptr);
  EXPECT_TRUE(session.accessed());
  EXPECT_FALSE(session.modified());
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_FALSE(session.key().has_value()) << "nothing to keep, no key";
}

TEST_P(SessionEngines, StoreMakesAKeyWhenSaved) {
  Session session = load(std::nullopt);
  session.set("cat", "dog");
  EXPECT_TRUE(session.modified());
  EXPECT_FALSE(session.key().has_value());
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  ASSERT_TRUE(session.key().has_value());
  EXPECT_EQ(session.text("cat"), "dog") << "saving does not clear the data";
  EXPECT_EQ(load(*session.key()).text("cat"), "dog");
}

TEST_P(SessionEngines, DataComesBackAsItWas) {
  const std::string json =
      R"({"z":1,"big":123456789012345678901234567890,"text":"\u00e9\ud83d\ude00","list":[1,2.5,null,true]})";
  const Value value = http::json::read(json, http::json::Constants::kAllowed).value();
  Session session = load(std::nullopt);
  session.update(*value.object());
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(http::json::write(Value(load(session.key()).data()), http::json::Style::kCompactAscii), json);
}

TEST_P(SessionEngines, Pop) {
  const std::string key = red();
  Session session = load(key);
  EXPECT_EQ(session.pop("shape"), std::nullopt);
  EXPECT_TRUE(session.accessed());
  EXPECT_FALSE(session.modified());
  EXPECT_EQ(*session.pop("colour")->text(), "red");
  EXPECT_TRUE(session.modified());
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_FALSE(load(session.key()).has("colour"));
}

TEST_P(SessionEngines, SetDefaultKeepsTheFirst) {
  Session session = load(red());
  EXPECT_EQ(*session.set_default("colour", "blue").text(), "red");
  EXPECT_FALSE(session.modified());
  EXPECT_EQ(*session.set_default("shape", "round").text(), "round");
  EXPECT_TRUE(session.modified());
}

TEST_P(SessionEngines, UpdateAndHas) {
  Session session = load(red());
  EXPECT_TRUE(session.has("colour"));
  EXPECT_FALSE(session.has("shape"));
  EXPECT_FALSE(session.modified());
  session.update({});
  EXPECT_TRUE(session.modified()) << "as Django's update()";
}

TEST_P(SessionEngines, ClearKeepsAnEmptySession) {
  const std::string key = red();
  Session session = load(key);
  session.clear();
  EXPECT_TRUE(session.modified());
  EXPECT_FALSE(session.empty()) << "it has a key";
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  ASSERT_TRUE(session.key().has_value());
  EXPECT_TRUE(load(session.key()).data().empty());
}

TEST_P(SessionEngines, FlushForgetsKeyAndData) {
  const std::string key = red();
  Session session = load(key);
  session.flush();
  EXPECT_TRUE(session.empty());
  EXPECT_TRUE(session.modified());
  EXPECT_TRUE(session.accessed());
  EXPECT_FALSE(session.key().has_value());
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_FALSE(session.key().has_value());
}

TEST_P(SessionEngines, CycleKeepsTheData) {
  const std::string key = red();
  house_->clock().advance(Seconds(1));  // the signature of a cookie changes with the second
  Session session = load(key);
  session.cycle_key();
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  ASSERT_TRUE(session.key().has_value());
  EXPECT_NE(*session.key(), key);
  EXPECT_EQ(colour(*session.key()), "red");
}

TEST_P(SessionEngines, CycleOfANewSessionMakesAnEmptyOne) {
  Session session = load(std::nullopt);
  session.cycle_key();
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  ASSERT_TRUE(session.key().has_value());
  EXPECT_TRUE(load(session.key()).data().empty());
}

TEST_P(SessionEngines, KeysThatAreNone) {
  for (const std::string& key : {std::string(), std::string("1"), std::string("1234567")}) {
    Session session = load(key);
    session.set("cat", "dog");
    EXPECT_EQ(save(session), SaveOutcome::kSaved);
    EXPECT_NE(session.key(), key);
    EXPECT_EQ(load(session.key()).text("cat"), "dog");
    EXPECT_FALSE(load(key).has("cat"));
  }
}

TEST_P(SessionEngines, StrangeKeysFindNothing) {
  for (const std::string& key :
       {std::string("unknown00000"), std::string(100'000, 'x'), std::string("nul\0nul\0nul", 11),
        std::string("\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc"), std::string("' OR 1=1 --"),
        std::string("a:b:c:d:e")}) {
    Session session = load(key);
    EXPECT_TRUE(session.data().empty());
    session.set("cat", "dog");
    EXPECT_EQ(save(session), SaveOutcome::kSaved);
    EXPECT_NE(session.key(), key) << "a key that the client chose is never adopted";
  }
}

TEST_P(SessionEngines, AServerErrorKeepsNothing) {
  const std::string key = red();
  Session session = load(key);
  session.set("colour", "blue");
  EXPECT_EQ(save(session, false), SaveOutcome::kSaved);
  EXPECT_EQ(colour(key), "red");
}

TEST_P(SessionEngines, OtherWritesOfTheRequestHappen) {
  const auto& users = house_->house().accounts().users;
  const std::string sql = "SELECT last_login FROM auth_user WHERE id = 1";
  for (const bool writes : {true, false}) {
    house_->clock().advance(Seconds(10));
    Session session = load(std::nullopt);
    if (writes) {
      session.set("cat", "dog");
    }
    database::Batch also;
    users.add_last_login(also, *accounts::parse_user_key("1", users.key_type()), house_->clock().now());
    ASSERT_TRUE(io::run_blocking(store().save(session, std::move(also), true)).has_value());
    EXPECT_EQ(house_->query(sql).front().instant(0), house_->clock().now());
  }
}

TEST_P(SessionEngines, IfTheOtherWritesFailNothingHappens) {
  const database::Statement wrong("test.wrong", "INSERT INTO auth_user (id) VALUES ($1)");
  const std::string key = red();
  for (const bool ends : {false, true}) {
    Session session = load(key);
    if (ends) {
      session.flush();
    } else {
      session.set("colour", "blue");
    }
    database::Batch also;
    also.add(wrong, {std::int64_t{1}});
    EXPECT_FALSE(io::run_blocking(store().save(session, std::move(also), true)).has_value());
    EXPECT_EQ(colour(key), "red");
  }
}

TEST_P(SessionEngines, OwnExpiry) {
  const Instant now = house_->clock().now();
  Session session = load(red());
  EXPECT_EQ(accounts::expiry_of(session, now, settings()).max_age, settings().cookie.age);
  accounts::expire_session_after(session, Seconds(10));
  ASSERT_EQ(save(session), SaveOutcome::kSaved);
  Session again = load(session.key());
  EXPECT_EQ(accounts::expiry_of(again, now, settings()).max_age, Seconds(10));
  ASSERT_TRUE(
      accounts::expire_session_at(again, now + Seconds(20), house_->house().accounts().django).has_value());
  ASSERT_EQ(save(again), SaveOutcome::kSaved);
  Session third = load(again.key());
  EXPECT_EQ(accounts::expiry_of(third, now, settings()).expires, now + Seconds(20));
  accounts::expire_session_as_set(third);
  EXPECT_EQ(accounts::expiry_of(third, now, settings()).max_age, settings().cookie.age);
}

TEST_P(SessionEngines, EndWithTheirAge) {
  const std::string key = red();
  house_->clock().advance(Seconds(1'209'600 - 1));
  EXPECT_EQ(colour(key), "red");
  house_->clock().advance(Seconds(2));
  EXPECT_EQ(colour(key), "");
}

TEST_P(SessionEngines, CleaningUpLeavesTheLiving) {
  const std::string old = red();
  house_->clock().advance(Seconds(1'209'600 - 10));
  const std::string young = red();
  house_->clock().advance(Seconds(11));
  const std::int64_t counted = io::run_blocking(store().count_expired()).value();
  EXPECT_EQ(io::run_blocking(store().delete_expired(500)).value(), counted);
  EXPECT_EQ(colour(young), "red");
  EXPECT_EQ(io::run_blocking(store().delete_expired(500)).value(), 0);
}

TEST_P(StoredSessions, FlushAndCycleEndTheOldKey) {
  for (const bool cycles : {false, true}) {
    const std::string key = red();
    Session session = load(key);
    if (cycles) {
      session.cycle_key();
    } else {
      session.flush();
    }
    EXPECT_EQ(save(session, cycles), SaveOutcome::kSaved);
    EXPECT_EQ(colour(key), "");
    EXPECT_FALSE(load(key).key().has_value());
  }
}

TEST_P(StoredSessions, AnUnknownKeyIsForgottenAndNotStored) {
  Session session = load("someunknownkey00");
  EXPECT_FALSE(session.key().has_value());
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_FALSE(load("someunknownkey00").key().has_value());
  EXPECT_EQ(count(*house_, "django_session"), 0);
}

TEST_P(StoredSessions, ANegativeExpiryEndsAtOnce) {
  Session session = load(std::nullopt);
  session.set("colour", "red");
  accounts::expire_session_after(session, Seconds(-300));
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(colour(*session.key()), "");
}

TEST_P(StoredSessions, ASaveDoesNotResurrectWhatWasLoggedOutElsewhere) {
  const std::string key = red();
  Session writer = load(key);
  Session leaver = load(key);
  writer.set("colour", "blue");
  leaver.flush();
  EXPECT_EQ(save(leaver), SaveOutcome::kSaved);
  EXPECT_EQ(save(writer), SaveOutcome::kInterrupted);
  EXPECT_EQ(colour(key), "");
}

TEST_P(StoredSessions, ALogoutAfterAWriteEndsTheSessionToo) {
  const std::string key = red();
  Session writer = load(key);
  Session leaver = load(key);
  writer.set("colour", "blue");
  leaver.flush();
  EXPECT_EQ(save(writer), SaveOutcome::kSaved);
  EXPECT_EQ(save(leaver), SaveOutcome::kSaved);
  EXPECT_EQ(colour(key), "");
}

TEST_P(StoredSessions, TwoWritersBothSurvive) {
  const std::string key = red();
  Session one = load(key);
  Session other = load(key);
  one.set("one", 1);
  one.erase("colour");
  other.set("other", 2);
  EXPECT_EQ(save(one), SaveOutcome::kSaved);
  EXPECT_EQ(save(other), SaveOutcome::kSaved);
  EXPECT_EQ(http::json::write(Value(load(key).data()), http::json::Style::kCompactAscii),
            R"({"one":1,"other":2})");
}

TEST_P(StoredSessions, AClearBesideAWriteClearsWhatWasThereToo) {
  const std::string key = red();
  Session one = load(key);
  Session other = load(key);
  one.set("one", 1);
  other.clear();
  other.set("other", 2);
  EXPECT_EQ(save(one), SaveOutcome::kSaved);
  EXPECT_EQ(save(other), SaveOutcome::kSaved);
  EXPECT_EQ(http::json::write(Value(load(key).data()), http::json::Style::kCompactAscii), R"({"other":2})");
}

TEST_P(StoredSessions, TwoSavesOfOneSession) {
  Session session = load(red());
  session.set("colour", "blue");
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  session.set("shape", "round");
  EXPECT_EQ(save(session), SaveOutcome::kSaved);
  EXPECT_EQ(colour(*session.key()), "blue");
}

TEST_P(StoredSessions, WritersOnThreadsLoseNothing) {
  constexpr int kWriters = 3;  // as many as one save may collide with (design §3)
  for (int round = 0; round < 10; ++round) {
    const std::string key = red();
    std::vector<std::thread> threads;
    for (int number = 0; number < kWriters; ++number) {
      threads.emplace_back([this, &key, number] {
        Session session = load(key);
        session.set("key" + std::to_string(number), number);
        EXPECT_EQ(save(session), SaveOutcome::kSaved);
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(load(key).data().size(), 4U);
  }
}

TEST_P(StoredSessions, AWriteBesideALogoutNeverResurrects) {
  for (int round = 0; round < 20; ++round) {
    const std::string key = red();
    SaveOutcome written = SaveOutcome::kSaved;
    std::thread writer([&] {
      Session session = load(key);
      session.set("late", true);
      written = session.stored() ? save(session) : SaveOutcome::kInterrupted;
    });
    std::thread leaver([&] {
      Session session = load(key);
      session.flush();
      EXPECT_EQ(save(session), SaveOutcome::kSaved);
    });
    writer.join();
    leaver.join();
    EXPECT_FALSE(load(key).key().has_value()) << "round " << round;
  }
}

const Kind kStored[] = {{"db", Engine::kSqlite},
                        {"db", Engine::kPostgres},
                        {"cached_db", Engine::kSqlite},
                        {"cached_db", Engine::kPostgres},
                        {"cache", Engine::kSqlite}};
INSTANTIATE_TEST_SUITE_P(Stored, SessionEngines, testing::ValuesIn(kStored), kind_name);
INSTANTIATE_TEST_SUITE_P(Stored, StoredSessions, testing::ValuesIn(kStored), kind_name);
INSTANTIATE_TEST_SUITE_P(Cookie, SessionEngines,
                         testing::Values(Kind{"django.contrib.sessions.backends.signed_cookies",
                                              Engine::kSqlite}),
                         [](const auto&) { return std::string("signed_cookies"); });

}  // namespace
}  // namespace narvi::tests
