// The life of a session, row by row of contract django-sessions-csrf §3.1.

#include <gtest/gtest.h>

#include "browser.h"

namespace narvi::tests {
namespace {

using SessionRules = BothEngines;

http::Response get(Browser& browser, std::string target) {
  return browser.send({.target = std::move(target)});
}
http::Response post(Browser& browser, std::string target) {
  return browser.send({.method = "POST", .target = std::move(target)});
}

TEST_P(SessionRules, AWriteMakesARowAndACookie) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  const http::Response response = post(browser, "/remember/colour/red/");
  EXPECT_EQ(header(response, "Vary"), "Accept, Cookie");
  EXPECT_EQ(browser.session_key().size(), 32U);
  EXPECT_EQ(browser.session_key().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"),
            std::string::npos);
  EXPECT_EQ(session_json(*house, browser.session_key()), R"({"colour":"red"})");
  EXPECT_EQ(get(browser, "/recall/colour/").body, "red");
  EXPECT_TRUE(set_cookies(get(browser, "/recall/colour/")).empty()) << "reading does not write";
}

TEST_P(SessionRules, AnUnknownKeyIsNeverAdopted) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  const std::string chosen = "chosen-by-the-client-0123456789ab";
  browser.set_cookie("sessionid", chosen);
  post(browser, "/remember/colour/red/");
  EXPECT_NE(browser.session_key(), chosen);
  EXPECT_FALSE(has_session(*house, chosen));
  EXPECT_EQ(count(*house, "django_session"), 1);
}

TEST_P(SessionRules, AnUnknownKeyThatIsReadIsDeleted) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.set_cookie("sessionid", "unknown0000000000000000000000000");
  EXPECT_TRUE(set_cookies(get(browser, "/plain/")).empty()) << "nobody asked for the session";
  EXPECT_EQ(set_cookie(get(browser, "/whoami/"), "sessionid"),
            "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax");
}

TEST_P(SessionRules, AShortKeyIsNoKey) {
  const auto house = make_site(GetParam());
  put_session(*house, "short", R"({"colour":"red"})");
  Browser browser(*house);
  browser.set_cookie("sessionid", "short");
  const http::Response response = get(browser, "/recall/colour/");
  EXPECT_EQ(response.body, "");
  EXPECT_NE(set_cookie(response, "sessionid").find("Max-Age=0"), std::string::npos);
  EXPECT_TRUE(has_session(*house, "short"));
}

TEST_P(SessionRules, AnExpiredRowIsNoRow) {
  const auto house = make_site(GetParam());
  put_session(*house, "expired0000000000000000000000000", session_of_user(*house, 1), kSecretKey,
              Seconds(10));
  Browser browser(*house);
  browser.set_cookie("sessionid", "expired0000000000000000000000000");
  EXPECT_EQ(browser.whoami(), "alice");
  house->clock().advance(Seconds(10));
  EXPECT_EQ(browser.whoami(), "") << "expire_date > now";
  EXPECT_EQ(browser.session_key(), "") << "its cookie is deleted";
}

TEST_P(SessionRules, CorruptedDataIsEmptyAndItsRowStays) {
  const auto house = make_site(GetParam());
  put_session(*house, "forged00000000000000000000000000", session_of_user(*house, 1), "another key");
  Browser browser(*house);
  browser.set_cookie("sessionid", "forged00000000000000000000000000");
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(browser.session_key(), "forged00000000000000000000000000") << "key and cookie are kept";
  EXPECT_EQ(session_json(*house, browser.session_key()), "(corrupted)") << "and so is the row";
  post(browser, "/remember/colour/red/");
  EXPECT_EQ(session_json(*house, "forged00000000000000000000000000"), R"({"colour":"red"})");
}

TEST_P(SessionRules, EachWriteRenewsTheEnd) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  post(browser, "/remember/colour/red/");
  house->clock().advance(Seconds(1'209'600 - 1));
  post(browser, "/remember/colour/blue/");
  house->clock().advance(Seconds(1'209'600 - 1));
  EXPECT_EQ(get(browser, "/recall/colour/").body, "blue");
  house->clock().advance(Seconds(1));
  EXPECT_EQ(get(browser, "/recall/colour/").body, "");
}

TEST_P(SessionRules, OtherKeysAreKeptAsTheyAre) {
  const auto house = make_site(GetParam());
  const std::string json =
      R"({"z":123456789012345678901234567890,"a":[1.0,null,{"k":NaN}],"\u00e9":"\ud800","colour":"red","last":-0.0})";
  put_session(*house, "django00000000000000000000000000", json);
  Browser browser(*house);
  browser.set_cookie("sessionid", "django00000000000000000000000000");
  EXPECT_EQ(get(browser, "/recall/colour/").body, "red");
  post(browser, "/remember/colour/blue/");
  post(browser, "/remember/new/one/");
  EXPECT_EQ(
      session_json(*house, browser.session_key()),
      R"({"z":123456789012345678901234567890,"a":[1.0,null,{"k":NaN}],"\u00e9":"\ud800","colour":"blue","last":-0.0,"new":"one"})");
}

TEST_P(SessionRules, ServerErrorsAreNotSaved) {
  struct Case {
    std::string django;
    int status;
    bool saved;
  };
  for (const Case& one : {Case{"5.2", 404, true}, Case{"5.2", 302, true}, Case{"5.2", 500, false},
                          Case{"5.2", 503, false}, Case{"3.2", 500, false}, Case{"3.2", 503, true}}) {
    SCOPED_TRACE(one.django + " " + std::to_string(one.status));
    const auto house = make_site(GetParam(), {{"compat.django", one.django}});
    Browser browser(*house);
    const http::Response response = post(browser, "/status/" + std::to_string(one.status) + "/");
    EXPECT_EQ(response.status, one.status);
    EXPECT_EQ(count(*house, "django_session"), one.saved ? 1 : 0);
    EXPECT_EQ(set_cookie(response, "sessionid").empty(), !one.saved);
  }
}

TEST_P(SessionRules, ARowThatGoesMeanwhileInterrupts) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  post(browser, "/remember/colour/red/");
  const http::Response response = post(browser, "/interrupted/");
  EXPECT_EQ(response.status, 400);
  EXPECT_NE(response.body.find("Bad Request (400)"), std::string::npos);
  EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(set_cookies(response).empty());
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(count(*house, "django_session"), 0) << "a logout elsewhere is not undone";
}

TEST_P(SessionRules, SaveEveryRequestRenews) {
  const auto house = make_site(GetParam(), {{"sessions.save_every_request", true}});
  Browser browser(*house);
  EXPECT_TRUE(set_cookies(get(browser, "/plain/")).empty()) << "an empty session is not saved";
  post(browser, "/remember/colour/red/");
  house->clock().advance(Seconds(1'209'600 - 1));
  EXPECT_NE(set_cookie(get(browser, "/plain/"), "sessionid"), "");
  house->clock().advance(Seconds(1'209'600 - 1));
  EXPECT_EQ(get(browser, "/recall/colour/").body, "red");
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionRules, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
