// SECRET_KEY_FALLBACKS: what an old key signed goes on from Django 4.1 on, and is renewed
// (contract django-auth §3.3, §4).

#include <gtest/gtest.h>

#include "accounts/session_data.h"
#include "browser.h"

namespace narvi::tests {
namespace {

constexpr const char* kOldKey = "the key of last year, which is 50 characters long!";
constexpr const char* kKey = "oldkeysession0000000000000000000";

SettingChanges with_fallback(const std::string& django) {
  return {{"compat.django", django},
          {"security.secret_key_fallbacks", std::vector<SecretText>{SecretText(kOldKey)}}};
}

using Fallback = BothEngines;

TEST_P(Fallback, TheSessionGoesOnUnderANewKey) {
  const auto house = make_site(GetParam(), with_fallback("5.2"));
  put_session(*house, kKey, session_of_user(*house, 1, kOldKey, R"(,"colour":"red")"), kOldKey);
  Browser browser(*house);
  browser.set_cookie("sessionid", kKey);
  EXPECT_EQ(browser.whoami(), "alice");
  EXPECT_NE(browser.session_key(), kKey) << "cycled";
  EXPECT_FALSE(has_session(*house, kKey));
  EXPECT_EQ(session_json(*house, browser.session_key()),
            session_of_user(*house, 1, kSecretKey, R"(,"colour":"red")"));

  const std::string renewed = browser.session_key();
  EXPECT_EQ(browser.whoami(), "alice");
  EXPECT_EQ(browser.session_key(), renewed) << "once is enough";
}

TEST_P(Fallback, WithoutTheOldKeyTheSessionIsNobodys) {
  const auto house = make_site(GetParam());
  put_session(*house, kKey, session_of_user(*house, 1, kOldKey), kOldKey);
  Browser browser(*house);
  browser.set_cookie("sessionid", kKey);
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_TRUE(has_session(*house, kKey)) << "corrupted for us; the row stays";
}

TEST_P(Fallback, Django32KnowsNoOldKeys) {
  const auto house = make_site(GetParam(), with_fallback("3.2"));
  put_session(*house, kKey, session_of_user(*house, 1, kOldKey), kOldKey);
  Browser browser(*house);
  browser.set_cookie("sessionid", kKey);
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_TRUE(has_session(*house, kKey));
}

TEST_P(Fallback, AHashByTheOldKeyAloneEndsTheSessionWithoutIt) {
  const auto house = make_site(GetParam());
  put_session(*house, kKey, session_of_user(*house, 1, kOldKey));
  Browser browser(*house);
  browser.set_cookie("sessionid", kKey);
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_FALSE(has_session(*house, kKey)) << "the hash does not fit: flushed";
}

TEST_P(Fallback, LoginAndLogoutOfASessionByTheOldKey) {
  const auto house = make_site(GetParam(), with_fallback("5.2"));
  const std::string csrf(32, 'c');
  for (const bool logs_out : {false, true}) {
    put_session(*house, kKey, session_of_user(*house, 1, kOldKey, R"(,"colour":"red")"), kOldKey);
    Browser browser(*house);
    browser.set_cookie("sessionid", kKey);
    browser.set_cookie("csrftoken", csrf);
    if (logs_out) {
      EXPECT_EQ(browser.logout().status, 200);
      EXPECT_EQ(browser.session_key(), "");
    } else {
      EXPECT_EQ(browser.login("alice", "wonderland").status, 200);
      EXPECT_EQ(session_json(*house, browser.session_key()),
                session_of_user(*house, 1, kSecretKey, R"(,"colour":"red")"));
    }
    EXPECT_FALSE(has_session(*house, kKey));
    EXPECT_EQ(count(*house, "django_session"), 1) << "that of the login; the other one has gone";
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, Fallback, testing::Values(Engine::kSqlite, Engine::kPostgres), engine_name);

}  // namespace
}  // namespace narvi::tests
