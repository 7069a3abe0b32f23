// Login, work and logout through the whole site on every session engine, and what only signed_cookies does
// (contract django-sessions-csrf §5.1, §6.4).

#include <gtest/gtest.h>

#include "accounts/session_data.h"
#include "browser.h"

namespace narvi::tests {
namespace {

using Text = std::string;

class Engines : public testing::TestWithParam<Text> {
 protected:
  void SetUp() override { house_ = make_site(Engine::kSqlite, {{"sessions.engine", GetParam()}}); }
  bool stored() const { return GetParam() != "signed_cookies"; }
  std::unique_ptr<TestHouse> house_;
};

http::Response post(Browser& browser, Text target) {
  return browser.send({.method = "POST", .target = std::move(target)});
}

TEST_P(Engines, FromLoginToLogout) {
  Browser browser(*house_);
  EXPECT_EQ(post(browser, "/remember/colour/red/").status, 200);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  EXPECT_EQ(browser.whoami(), "alice");
  EXPECT_EQ(browser.send({.target = "/recall/colour/"}).body, "red");
  EXPECT_FALSE(house_->query("SELECT last_login FROM auth_user WHERE id = 1").front().is_null(0));
  const Text cookie = browser.session_key();
  EXPECT_EQ(browser.logout().status, 200);
  EXPECT_EQ(browser.session_key(), "");
  EXPECT_EQ(browser.whoami(), "");
  Browser thief(*house_);
  thief.set_cookie("sessionid", cookie);
  EXPECT_EQ(thief.whoami(), stored() ? "" : "alice") << "signed_cookies cannot end a copy";
}

TEST_P(Engines, APasswordChangeEndsEverySession) {
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  house_->query("UPDATE auth_user SET password = 'pbkdf2_sha256$1000$other$AAAA' WHERE username = 'alice'");
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(browser.session_key(), "");
}

TEST_P(Engines, AnotherUserGetsNothingOfTheFirst) {
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  post(browser, "/remember/colour/red/");
  const Text first = browser.session_key();
  ASSERT_EQ(browser.login("bob", "builder").status, 200);
  EXPECT_NE(browser.session_key(), first);
  EXPECT_EQ(browser.whoami(), "bob");
  EXPECT_EQ(browser.send({.target = "/recall/colour/"}).body, "");
}

TEST_P(Engines, AServerErrorSavesNothing) {
  Browser browser(*house_);
  EXPECT_EQ(set_cookie(post(browser, "/status/500/"), "sessionid"), "");
  EXPECT_NE(set_cookie(post(browser, "/status/404/"), "sessionid"), "");
}

INSTANTIATE_TEST_SUITE_P(All, Engines, testing::Values("db", "cached_db", "cache", "signed_cookies"),
                         [](const auto& info) { return info.param; });

class SignedCookies : public testing::Test {
 protected:
  void open(const Text& django = "5.2") {
    house_ =
        make_site(Engine::kSqlite, {{"sessions.engine", Text("signed_cookies")}, {"compat.django", django}});
  }
  std::string signed_by(const Text& key, std::string_view json, std::string_view salt) {
    const http::json::Value value = http::json::read(json, http::json::Constants::kAllowed).value();
    return accounts::encode_session(*value.object(), {SecretText(key), {}, false}, house_->clock().now(),
                                    salt);
  }
  std::unique_ptr<TestHouse> house_;
};

TEST_F(SignedCookies, DjangosCookieIsRead) {
  open();
  Browser browser(*house_);
  browser.set_cookie("sessionid", signed_by(kSecretKey, R"({"colour":"red"})", accounts::kSignedCookiesSalt));
  const http::Response response = browser.send({.target = "/recall/colour/"});
  EXPECT_EQ(response.body, "red");
  EXPECT_TRUE(set_cookies(response).empty());
}

TEST_F(SignedCookies, NothingIsStored) {
  open();
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  EXPECT_EQ(count(*house_, "django_session"), 0);
}

/// As Django 3.2 did when asked: the empty session is sent in place of the broken cookie.
TEST_F(SignedCookies, WhatCannotBeReadIsReplacedByAnEmptySession) {
  open();
  const Text good = signed_by(kSecretKey, R"({"colour":"red"})", accounts::kSignedCookiesSalt);
  Text changed = good;
  changed[3] = changed[3] == 'a' ? 'b' : 'a';
  const Text cases[] = {changed,
                        good + "x",
                        signed_by("another key", R"({"colour":"red"})", accounts::kSignedCookiesSalt),
                        signed_by(kSecretKey, R"({"colour":"red"})", accounts::kSessionSalt),
                        signed_by(kSecretKey, R"({"colour":"red"})", ""),
                        "garbage-longer:x:y",
                        Text(9000, 'x')};
  for (const Text& cookie : cases) {
    SCOPED_TRACE(cookie.substr(0, 100));
    Browser browser(*house_);
    browser.set_cookie("sessionid", cookie);
    const http::Response response = browser.send({.target = "/recall/colour/"});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "");
    EXPECT_TRUE(set_cookie(response, "sessionid").starts_with("sessionid=e30:"))
        << set_cookie(response, "sessionid");
    EXPECT_EQ(header(response, "Vary"), "Accept, Cookie");
  }
  Browser browser(*house_);
  browser.set_cookie("sessionid", "garbage");
  EXPECT_NE(set_cookie(browser.send({.target = "/recall/colour/"}), "sessionid").find("Max-Age=0"),
            std::string::npos)
      << "too short to be a key";
}

TEST_F(SignedCookies, TheirTimestampEndsThem) {
  open();
  house_->clock().set(std::chrono::floor<Seconds>(house_->clock().now()));  // it has whole seconds
  Browser browser(*house_);
  post(browser, "/remember/colour/red/");
  const Text cookie = browser.session_key();
  house_->clock().advance(Seconds(1'209'600));
  EXPECT_EQ(browser.send({.target = "/recall/colour/"}).body, "red");
  house_->clock().advance(Seconds(1));
  EXPECT_EQ(browser.send({.target = "/recall/colour/"}).body, "");
}

TEST_F(SignedCookies, ASha1SignatureIsForDjango32) {
  // {"a":"b"}, signed as Django <= 3.0 did.
  for (const bool old : {true, false}) {
    open(old ? "3.2" : "4.2");
    const accounts::SigningKeys keys{SecretText(kSecretKey), {}, old};
    const accounts::Signer signer(keys, accounts::kSignedCookiesSalt, ":", crypto::HashAlgorithm::kSha1);
    Browser browser(*house_);
    browser.set_cookie("sessionid",
                       accounts::sign_with_timestamp(signer, "eyJhIjoiYiJ9", house_->clock().now()));
    EXPECT_EQ(browser.send({.target = "/recall/a/"}).body, old ? "b" : "");
  }
}

TEST_F(SignedCookies, TooLargeIsSentAllTheSame) {
  open();
  Browser browser(*house_);
  // Letters that do not compress.
  SystemRandom random;
  const http::Response response = post(browser, "/remember/much/" + random.text(4096, kAlphanumerics) + "/");
  EXPECT_EQ(response.status, 200);
  EXPECT_GT(set_cookie(response, "sessionid").size(), 4096U);
}

}  // namespace
}  // namespace narvi::tests
