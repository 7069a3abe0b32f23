// What the vectors of Durin do not ask: better answers, and input that is nobody's (contract durin §2, §9).

#include <gtest/gtest.h>

#include "base/base64.h"
#include "durin_site.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::json::Value;
using DurinViews = BothEngines;

constexpr const char* kAnonymous = R"({"detail":"Authentication credentials were not provided."})";

Value json(const http::Response& response) {
  auto value = http::json::read(response.body);
  EXPECT_TRUE(value.has_value()) << response.body;
  return value.value_or(Value());
}

http::Response basic(TestHouse& house, const std::string& method, const std::string& path) {
  TestRequest request{.method = method, .target = path};
  request.headers = {{"Authorization", "Basic " + base64_encode(std::string("alice:wonderland"))}};
  return house.answer(request);
}

SettingChanges site_schemes(SettingChanges more = {}) {
  more["durin.authentication_classes"] = std::vector<std::string>();
  return more;
}

TEST_P(DurinViews, SessionsAreServedWithOneSlashAndWithTwo) {
  const auto house = durin_site(GetParam());
  const std::string token = durin_token(*house);
  for (const std::string path : {"/durin/sessions//", "/durin/sessions/", "/durin/sessions/+"}) {
    durin_token(*house, "cli");
    const std::string id = house->query("SELECT id FROM durin_authtoken WHERE client_id = 2").front().text(0);
    const std::string target = path.ends_with('+') ? "/durin/sessions/" + id + "/" : path + id;
    EXPECT_EQ(ask(*house, "DELETE", target, token).status, 204) << target;
    EXPECT_EQ(ask(*house, "DELETE", target, token).body,
              R"({"detail":"No AuthToken matches the given query."})");
  }
}

TEST_P(DurinViews, IdsThatAreNone) {
  const auto house = durin_site(GetParam());
  const std::string token = durin_token(*house);
  const std::vector<std::pair<std::string, int>> cases = {
      {"abc", 404},       {"99999999999999999999999", 404},
      {"-1", 404},        {"%00", 404},
      {"%FF", 404},       {"1%2F2", 404},
      {"%D9%A3", 404},    {"1e3", 404},
      {"0", 404},         {"%20%20", 404},
      {"'%20OR%201", 404}};
  for (const auto& [id, status] : cases) {
    EXPECT_EQ(ask(*house, "DELETE", "/durin/sessions//" + id, token).status, status) << id;
  }
  EXPECT_EQ(count(*house, "durin_authtoken"), 1);
}

TEST_P(DurinViews, UsersOfOtherSchemes) {
  const auto house =
      durin_site(GetParam(), site_schemes({{"durin.api_access_client_name", std::string("api")}}));
  durin_token(*house);
  EXPECT_EQ(basic(*house, "POST", "/durin/refresh/").body, kAnonymous) << "there is no token to renew";
  EXPECT_EQ(basic(*house, "POST", "/durin/logout/").body, kAnonymous);
  const Value list = json(basic(*house, "GET", "/durin/sessions/"));
  EXPECT_FALSE(*member(list.array()->front(), "is_current").boolean());
  EXPECT_EQ(basic(*house, "POST", "/durin/apiaccess/").status, 201);
  EXPECT_EQ(basic(*house, "POST", "/durin/logoutall/").status, 204);
  EXPECT_EQ(count(*house, "durin_authtoken"), 0);
}

TEST_P(DurinViews, AnonymousCallersAreAskedWhoTheyAre) {
  const auto house = durin_site(GetParam(), {{"durin.api_access_client_name", std::string("api")}});
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"POST", "refresh/"},
                                                        {"POST", "logout/"},
                                                        {"POST", "logoutall/"},
                                                        {"GET", "sessions/"},
                                                        {"DELETE", "sessions//1"},
                                                        {"DELETE", "sessions/1"},
                                                        {"GET", "apiaccess/"},
                                                        {"POST", "apiaccess/"},
                                                        {"DELETE", "apiaccess/"},
                                                        {"PUT", "apiaccess/"},
                                                        {"OPTIONS", "sessions/"}}) {
    const http::Response response = ask(*house, method, "/durin/" + path, "");
    EXPECT_EQ(response.status, 401) << path;
    EXPECT_EQ(response.body, kAnonymous) << path;
    EXPECT_EQ(header(response, "WWW-Authenticate"), "Token");
  }
}

TEST_P(DurinViews, WhateverNamesTheClientIsNoFailure) {
  const auto house = durin_site(GetParam());
  const std::string none = R"({"detail":"No client specified."})";
  const std::string unknown = R"({"detail":"No client with that name."})";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"null", none},
      {"\"\"", none},
      {"0", none},
      {"0.0", none},
      {"false", none},
      {"[]", none},
      {"{}", none},
      {"true", unknown},
      {"[\"web\"]", unknown},
      {"{\"a\":1}", unknown},
      {"17", unknown},
      {"1e400", ""},
      {"\"we\\u0000b\"", unknown},
      {"\"\\ud800\"", unknown},
      {"\" web\"", unknown},
      {"\"" + std::string(5000, 'x') + "\"", unknown},
      {"123456789012345678901234567890", unknown}};
  for (const auto& [client, body] : cases) {
    const http::Response response = house->answer(json_request(
        "POST", "/durin/login/", R"({"username":"alice","password":"wonderland","client":)" + client + "}"));
    EXPECT_EQ(response.status, 400) << client;
    if (!body.empty()) {
      EXPECT_EQ(response.body, body) << client;
    }
  }
  add_client(*house, 9, "17", std::chrono::hours(1));
  const http::Response number = house->answer(
      json_request("POST", "/durin/login/", R"({"username":"alice","password":"wonderland","client":17})"));
  EXPECT_EQ(number.status, 200) << "numbers are compared as text";
}

TEST_P(DurinViews, HeadersOfAnyBytes) {
  const auto house = durin_site(GetParam());
  for (const std::string& value :
       {std::string("Token \xE9"), std::string("Token a\0b", 9), std::string("Token"),
        "Token " + std::string(5000, 'f'), std::string("Token \xC3\xA9")}) {
    TestRequest request{.target = "/api/"};
    request.headers = {{"Authorization", value}};
    EXPECT_EQ(house->answer(request).status, 401);
    request.target = "/api/cached";
    EXPECT_EQ(house->answer(request).status, 401);
  }
}

TEST_P(DurinViews, OptionsDescribeTheApiToken) {
  const auto house = durin_site(GetParam());
  const std::string token = durin_token(*house);
  const Value described = json(ask(*house, "OPTIONS", "/durin/apiaccess/", token));
  EXPECT_EQ(text_of(described, "name"), "Api Access Token");
  const Value& fields = member(member(described, "actions"), "POST");
  EXPECT_EQ(fields.object()->members().size(), 6U);
  EXPECT_EQ(http::json::write(member(fields, "token"), http::json::Style::kCompactUtf8),
            R"({"type":"string","required":false,"read_only":true,"label":"Token","help_text":"Token is )"
            R"(auto-generated on save."})");
  const std::vector<std::pair<std::string, std::string>> names = {{"login/", "Login"},
                                                                  {"refresh/", "Refresh"},
                                                                  {"logout/", "Logout"},
                                                                  {"logoutall/", "Logout All"},
                                                                  {"sessions/", "Token Sessions List"},
                                                                  {"sessions//1", "Token Sessions Instance"}};
  for (const auto& [path, name] : names) {
    EXPECT_EQ(text_of(json(ask(*house, "OPTIONS", "/durin/" + path, token)), "name"), name);
  }
  EXPECT_EQ(ask(*house, "GET", "/durin/apiaccess/", token).status, 404) << "no client is set for it";
  EXPECT_EQ(ask(*house, "POST", "/durin/apiaccess/", token).status, 404);
}

TEST_P(DurinViews, ARateThatIsNoneLeavesTheDefaultInForce) {
  const auto house =
      durin_site(GetParam(), {{"rest_framework.default_throttle_rates",
                               std::map<std::string, std::string>{{"user_per_client", "1/m"}}}});
  house->query("UPDATE durin_client SET throttle_rate = 'often' WHERE id = 1");
  const std::string token = durin_token(*house);
  EXPECT_EQ(ask(*house, "GET", "/api/throttled", token).status, 200);
  EXPECT_EQ(ask(*house, "GET", "/api/throttled", token).status, 429);
}

TEST_P(DurinViews, LifetimesBeyondEveryCalendar) {
  const auto house = durin_site(GetParam());
  add_client(*house, 7, "old", Microseconds(INT64_MIN / 2));
  add_client(*house, 8, "new", Microseconds(INT64_MAX / 2));
  const Value lasting = json(durin_login(*house, "new"));
  EXPECT_EQ(text_of(lasting, "expiry"), "9999-12-30T00:00:00Z");
  EXPECT_EQ(status_of(*house, text_of(lasting, "token")), 200);
  const Value dead = json(durin_login(*house, "old"));
  EXPECT_EQ(text_of(dead, "expiry"), "0001-01-02T00:00:00Z");
  EXPECT_EQ(status_of(*house, text_of(dead, "token")), 401);
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinViews, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
