// Contract sav §7.1: the table of informative statuses and codes, row by row, beside what legacy answers.

#include <gtest/gtest.h>

#include "browser.h"

namespace narvi::tests {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Row {
  std::string name;
  TestRequest request;
  int legacy_status;
  std::string legacy_body;
  int status;
  std::string body;  ///< informative, with its code
  std::string challenge = {};
};

TestRequest post(std::string body, std::string type = "application/json", Fields more = {}) {
  TestRequest request{.method = "POST", .target = kLoginPath, .body = std::move(body)};
  request.headers = std::move(more);
  request.headers.emplace_back("Content-Type", std::move(type));
  return request;
}

/// `body` with the code as its last key.
std::string with_code(std::string body, std::string_view code) {
  body.pop_back();
  return body + ",\"code\":\"" + std::string(code) + "\"}";
}

Row same(std::string name, TestRequest request, int status, std::string body, std::string_view code) {
  return {std::move(name), std::move(request), status, body, status, with_code(body, code)};
}

constexpr const char* kWrong = R"({"non_field_errors":["Unable to log in with provided credentials."]})";
constexpr const char* kSession = "Session realm=\"api\"";

Row wrong(std::string name, std::string_view username, std::string_view password) {
  return {std::move(name),
          post(login_body(username, password)),
          400,
          kWrong,
          401,
          with_code(kWrong, "invalid_credentials"),
          kSession};
}

std::vector<Row> rows() {
  const std::string required =
      R"({"username":["This field is required."],"password":["This field is required."]})";
  const std::string blank =
      R"({"username":["This field may not be blank."],"password":["This field may not be blank."]})";
  const std::string null = R"({"username":["This field may not be null."]})";
  const std::string text = R"({"username":["Not a valid string."]})";
  const Fields alice{{"Cookie", "sessionid=alicesession0000000000000000000a"}};
  return {
      same(
          "malformed JSON", post("{"), 400,
          R"j({"detail":"JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"})j",
          "parse_error"),
      same("multipart without boundary", post("x", "multipart/form-data"), 400,
           R"({"detail":"Multipart form parse error - Invalid boundary in multipart: None"})", "parse_error"),
      same("missing fields", post("{}"), 400, required, "invalid"),
      same("blank fields", post(R"({"username":" ","password":""})"), 400, blank, "invalid"),
      same("null", post(R"({"username":null,"password":"x"})"), 400, null, "invalid"),
      same("wrong type", post(R"({"username":["a"],"password":"x"})"), 400, text, "invalid"),
      same("not an object", post("[]"), 400,
           R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})", "invalid"),
      wrong("wrong password", "alice", "nope"),
      wrong("unknown user", "nobody", "nope"),
      wrong("wrong password of an inactive account", "gone", "nope"),
      {"inactive account", post(login_body("gone", "gone-pw")), 400, kWrong, 403,
       R"({"non_field_errors":["User account is disabled."],"code":"account_disabled"})"},
      same("CSRF failure", post(login_body("alice", "wonderland"), "application/json", alice), 403,
           R"({"detail":"CSRF Failed: CSRF cookie not set."})", "csrf_failed"),
      same("bad Authorization", post("{}", "application/json", {{"Authorization", "Basic"}}), 403,
           R"({"detail":"Invalid basic header. No credentials provided."})", "authentication_failed"),
      same("405", {.target = kLoginPath}, 405, R"({"detail":"Method \"GET\" not allowed."})",
           "method_not_allowed"),
      same("406", post("{}", "application/json", {{"Accept", "text/html"}}), 406,
           R"({"detail":"Could not satisfy the request Accept header."})", "not_acceptable"),
      same("415", post("x", "text/plain"), 415,
           R"({"detail":"Unsupported media type \"text/plain\" in request."})", "unsupported_media_type"),
      {"DELETE without session",
       {.method = "DELETE", .target = kLoginPath},
       200,
       R"({"detail":"Session logout successful."})",
       200,
       R"({"detail":"Session logout successful."})"},
      {"login", post(login_body("alice", "wonderland")), 200, R"({"detail":"Session login successful."})",
       200, R"({"detail":"Session login successful."})"},
  };
}

std::unique_ptr<TestHouse> site(SettingChanges changes) {
  auto house = make_site(Engine::kSqlite, std::move(changes));
  put_session(*house, "alicesession0000000000000000000a", session_of_user(*house, 1));
  return house;
}

TEST(Informative, AnswersEveryRow) {
  const auto house = site({{"systems.sav.error_status", std::string("informative")}});
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const http::Response response = house->answer(row.request);
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(response.body, row.body);
    EXPECT_EQ(header(response, "WWW-Authenticate"), row.challenge);
    EXPECT_EQ(header(response, "Allow"), "POST, DELETE, OPTIONS");
    EXPECT_EQ(set_cookies(response).empty(), response.status != 200 || row.name != "login");
  }
}

TEST(Informative, LegacyKeepsUpstreamsAnswers) {
  const auto house = site({});
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const http::Response response = house->answer(row.request);
    EXPECT_EQ(response.status, row.legacy_status);
    EXPECT_EQ(response.body, row.legacy_body);
    EXPECT_EQ(header(response, "WWW-Authenticate"), "");
  }
}

TEST(Informative, CodesAloneAndStatusesAlone) {
  const auto codes = site({{"systems.sav.error_codes", std::string("on")}});
  const auto statuses = site({{"systems.sav.error_status", std::string("informative")},
                              {"systems.sav.error_codes", std::string("off")}});
  const TestRequest wrong_password = post(login_body("alice", "nope"));
  const TestRequest inactive = post(login_body("gone", "gone-pw"));

  http::Response response = codes->answer(wrong_password);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, with_code(kWrong, "invalid_credentials"));
  // The right password of an inactive account must look like a wrong one where nobody asked to tell.
  const http::Response same_as_wrong = codes->answer(inactive);
  EXPECT_EQ(same_as_wrong.status, 400);
  EXPECT_EQ(same_as_wrong.body, response.body);

  response = statuses->answer(wrong_password);
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, kWrong);
  EXPECT_EQ(header(response, "WWW-Authenticate"), kSession);
  response = statuses->answer(inactive);
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.body, R"({"non_field_errors":["User account is disabled."]})");
}

TEST(Informative, FirstSchemeDecidesBetween401And403) {
  const auto house = site({{"systems.sav.error_status", std::string("informative")},
                           {"systems.sav.authentication_classes",
                            std::vector<std::string>{"BasicAuthentication", "SessionAuthentication"}}});
  const http::Response response = house->answer(post("{}", "application/json", {{"Authorization", "Basic"}}));
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(header(response, "WWW-Authenticate"), "Basic realm=\"api\"");
  EXPECT_EQ(response.body,
            R"({"detail":"Invalid basic header. No credentials provided.","code":"authentication_failed"})");
}

}  // namespace
}  // namespace narvi::tests
