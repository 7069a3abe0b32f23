// What strangers send is never a 5xx, and nothing is written (SECURITY.md; contract drf §2.1, §2.4).

#include <gtest/gtest.h>

#include "accounts/session_data.h"
#include "browser.h"

namespace narvi::tests {
namespace {

using namespace std::string_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;
using BadInput = BothEngines;

struct Case {
  std::string name;
  TestRequest request;
  int status;
  std::string body = {};  ///< empty: whatever
};

Case body_case(std::string name, std::string body, int status, std::string answer = {},
               const std::string& type = "application/json") {
  TestRequest request{.method = "POST", .target = kLoginPath, .body = std::move(body)};
  request.headers = {{"Content-Type", type}};
  return {std::move(name), std::move(request), status, std::move(answer)};
}

/// With `again`, the field comes a second time.
Case header_case(std::string name, std::string field, std::string value, int status, std::string answer = {},
                 std::optional<std::string> again = {}) {
  TestRequest request = json_request("POST", kLoginPath, login_body("alice", "wrong"));
  request.headers.emplace_back(field, std::move(value));
  if (again) {
    request.headers.emplace_back(std::move(field), std::move(*again));
  }
  return {std::move(name), std::move(request), status, std::move(answer)};
}

/// 30 KiB of different parameters.
std::string many_parameters() {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += ";" + std::to_string(i) + "=";
  }
  return text;
}

std::vector<Case> bodies() {
  const std::string deep(100'000, '[');
  return {
      body_case("NUL in the name", R"({"username":"ali\u0000ce","password":"x"})", 400,
                R"({"username":["Null characters are not allowed."]})"),
      body_case("NUL in the password", R"({"username":"alice","password":"x\u0000"})", 400,
                R"({"password":["Null characters are not allowed."]})"),
      body_case("raw NUL", "{\"username\":\"a\0b\",\"password\":\"x\"}"s, 400),
      body_case("NUL in a form", "username=a%00b&password=x", 400,
                R"({"username":["Null characters are not allowed."]})", "application/x-www-form-urlencoded"),
      body_case(
          "invalid UTF-8", "{\"username\":\"a\xFF\",\"password\":\"x\"}", 400,
          R"({"detail":"JSON parse error - 'utf-8' codec can't decode byte 0xff in position 14: invalid )"
          R"(start byte"})"),
      body_case("invalid UTF-8 in a form", "username=a%ff&password=x", 400, {},
                "application/x-www-form-urlencoded"),
      body_case("lone surrogate", R"({"username":"\ud800","password":"x"})", 400,
                R"({"username":["Surrogate characters are not allowed: U+D800."]})"),
      body_case("lone surrogate in the password", R"({"username":"alice","password":"\udfff"})", 400,
                R"({"password":["Surrogate characters are not allowed: U+DFFF."]})"),
      body_case("100000 brackets", deep.substr(0, 60'000), 400),
      body_case("100000 brackets, too large", deep, 413, R"({"detail":"Request body is too large."})"),
      body_case(
          "deep objects",
          [] {
            std::string text;
            for (int depth = 0; depth < 10'000; ++depth) {
              text += "{\"a\":";
            }
            return text;
          }(),
          400),
      body_case("the last of repeated keys counts",
                R"({"username":"alice","password":"wonderland","password":"x"})", 400,
                R"({"non_field_errors":["Unable to log in with provided credentials."]})"),
      body_case("NaN", R"({"username":NaN,"password":"x"})", 400,
                R"({"detail":"JSON parse error - Out of range float values are not JSON compliant: 'NaN'"})"),
      body_case("infinite number", R"({"username":1e400,"password":"x"})", 400),
      body_case("big integer as the name", R"({"username":123456789012345678901234567890,"password":"x"})",
                400, R"({"non_field_errors":["Unable to log in with provided credentials."]})"),
      body_case("5000 digits", R"({"username":)" + std::string(5000, '9') + R"(,"password":1})", 400),
      body_case("booleans", R"({"username":true,"password":false})", 400,
                R"({"username":["Not a valid string."],"password":["Not a valid string."]})"),
      body_case("null", "null", 400, R"({"non_field_errors":["No data provided"]})"),
      body_case("text", "\"alice\"", 400,
                R"({"non_field_errors":["Invalid data. Expected a dictionary, but got str."]})"),
      body_case("a very long name", login_body(std::string(60'000, 'a'), "x"), 400),
      body_case("a very long password", login_body("alice", std::string(60'000, 'a')), 400),
      body_case("SQL", login_body("' OR 1=1 --", "' OR 1=1 --"), 400),
      body_case("over the limit", login_body("alice", std::string(70'000, 'a')), 413),
      body_case("over the limit in a form", "username=" + std::string(70'000, 'a'), 413, {},
                "application/x-www-form-urlencoded"),
      body_case(
          "too many fields",
          [] {
            std::string text = "username=alice&password=x";
            for (int field = 0; field < 1001; ++field) {
              text += "&a=b";
            }
            return text;
          }(),
          400, {}, "application/x-www-form-urlencoded"),
      body_case("no type", "x", 415, R"({"detail":"Unsupported media type \"\" in request."})", ""),
      body_case("unknown type", "x", 415, {}, "application/xml"),
      body_case("malformed type", "x", 415, {}, ";;;///"),
      body_case("a type full of parameters", "x", 415, {}, "application/xml" + many_parameters()),
      body_case("multipart without boundary", "x", 400, {}, "multipart/form-data"),
      body_case("multipart garbage", "\xFF\x00\r\n--b"s, 400, {}, "multipart/form-data; boundary=b"),
      body_case("multipart that ends early",
                "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nal", 400, {},
                "multipart/form-data; boundary=b"),
      body_case("multipart with an impossible boundary", "--b\r\n", 400, {},
                "multipart/form-data; boundary=" + std::string(300, 'b')),
  };
}

std::vector<Case> heads() {
  const std::string wrong = R"({"non_field_errors":["Unable to log in with provided credentials."]})";
  const std::string rejected = R"({"detail":"Invalid username/password."})";
  return {
      header_case("session key with NUL", "Cookie", "sessionid=aaaaaaaa\0bbbbbbbb"s, 400, wrong),
      header_case("escaped NUL in the session key", "Cookie", R"(sessionid="aaaaaaaa\000bbbbbbbb")", 400,
                  wrong),
      header_case("session key that is not UTF-8", "Cookie", "sessionid=aaaaaaaa\xFF\xFE", 400, wrong),
      header_case("escaped bytes in the session key", "Cookie", R"(sessionid="aaaaaaaa\377\376")", 400,
                  wrong),
      header_case("very long session key", "Cookie", "sessionid=" + std::string(10'240, 'k'), 400, wrong),
      header_case("cookie garbage", "Cookie", ";;==;\"; sessionid", 400, wrong),
      header_case("bad CSRF cookie", "Cookie", "csrftoken=\"\\000\"", 400, wrong),
      header_case("Basic with NUL", "Authorization", "Basic YQBiOmM=", 403, rejected),
      header_case("Basic with NUL in the password", "Authorization", "Basic YWxpY2U6eAA=", 403, rejected),
      header_case("Basic that is not UTF-8", "Authorization", "Basic //46/w==", 403, rejected),
      header_case("Basic that is not base64", "Authorization", "Basic \xFF\xFF", 403),
      header_case("Basic without end", "Authorization", "Basic " + std::string(100'000, 'Y'), 403),
      header_case("unknown scheme", "Authorization", "\0\0"s, 400, wrong),
      header_case("Accept garbage", "Accept", std::string(10'000, ','), 406),
      header_case("Accept full of parameters", "Accept", "text/html" + many_parameters(), 406),
      header_case("Authorization twice", "Authorization", "Basic YWxpY2U6d29uZGVybGFuZA==", 403,
                  R"({"detail":"Invalid basic header. Credentials string should not contain spaces."})",
                  "Basic YWxpY2U6d29uZGVybGFuZA=="),
      header_case("CSRF header garbage", "X-CSRFToken", "\xFF\0"s, 400, wrong),
      header_case("Origin garbage", "Origin", "\xFF\0://["s, 400, wrong),
  };
}

void expect_harmless(TestHouse& house, const std::vector<Case>& cases) {
  const auto state = [&] {
    std::string text;
    const database::Rows users =
        house.query("SELECT username, password, last_login FROM auth_user ORDER BY id");
    for (std::size_t row = 0; row < users.size(); ++row) {
      text += users[row].text(0) + users[row].text(1) + (users[row].is_null(2) ? "" : "logged in");
    }
    return text + std::to_string(count(house, "django_session"));
  };
  const std::string before = state();
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const http::Response response = house.answer(one.request);
    EXPECT_EQ(response.status, one.status) << response.body;
    if (!one.body.empty()) {
      EXPECT_EQ(response.body, one.body);
    }
    for (const std::string& field : set_cookies(response)) {
      // Cookies go, or a CSRF cookie that was none is replaced (contract django-sessions-csrf §3.4).
      EXPECT_TRUE(field.find("Max-Age=0") != std::string::npos || field.starts_with("csrftoken=")) << field;
    }
    EXPECT_EQ(state(), before);
  }
}

TEST_P(BadInput, Bodies) {
  expect_harmless(*make_site(GetParam()), bodies());
}

TEST_P(BadInput, Heads) {
  expect_harmless(*make_site(GetParam()), heads());
}

TEST_P(BadInput, LogoutWithBadCookies) {
  const auto house = make_site(GetParam());
  for (const std::string& cookie :
       {"sessionid=aaaaaaaa\0b"s, "sessionid=aaaaaaaa\xFF"s, "sessionid=" + std::string(10'240, 'k')}) {
    TestRequest request{.method = "DELETE", .target = kLoginPath};
    request.headers = {{"Cookie", cookie}};
    const http::Response response = house->answer(request);
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(set_cookie(response, "sessionid").find("Max-Age=0"), std::string::npos);
  }
}

TEST_P(BadInput, ForgedSessionData) {
  const auto house = make_site(GetParam());
  const std::string json = session_of_user(*house, 1);
  const Instant now = house->clock().now();
  const auto object = http::json::read(json);
  const auto& keys = house->house().accounts().keys;
  const std::string good = accounts::encode_session(*object->object(), keys, now);
  std::string flipped = good;
  flipped[3] = flipped[3] == 'A' ? 'B' : 'A';
  std::string unsigned_data = good.substr(0, good.rfind(':'));
  const std::string future = accounts::encode_session(*object->object(), keys, now + Seconds(86'400));
  const std::string ancient = accounts::encode_session(*object->object(), keys, Instant());
  const std::string list = accounts::dumps(http::json::Value(http::json::Array()), keys,
                                           accounts::kSessionSalt, accounts::Compression::kIfShorter, now);
  const std::pair<std::string, std::string> cases[] = {
      {flipped, ""},
      {unsigned_data, ""},
      {good + "x", ""},
      {"", ""},
      {":::", ""},
      {"\xC3\xA9:a:b", ""},
      {list, ""},
      {future, "alice"},
      {ancient, "alice"},
      {good, "alice"},
      {std::string(1'000'000, 'A'), ""},
  };
  for (const auto& [data, user] : cases) {
    SCOPED_TRACE(data.substr(0, 80));
    house->query("DELETE FROM django_session");
    house->query("INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)",
                 {std::string("forged00000000000000000000000000"), data, now + Seconds(100)});
    Browser browser(*house);
    browser.set_cookie("sessionid", "forged00000000000000000000000000");
    EXPECT_EQ(browser.whoami(), user);
    EXPECT_EQ(house->query("SELECT session_data FROM django_session").front().text(0), data);
  }
}

TEST_P(BadInput, PasswordColumnsOfAnyKind) {
  const auto house = make_site(GetParam());
  for (const std::string hash :
       {"", "!", "!unusable", "x", "pbkdf2_sha256$", "pbkdf2_sha256$0$a$b", "pbkdf2_sha256$-1$a$b",
        "pbkdf2_sha256$99999999999999999999$a$b", "pbkdf2_sha256$4000000000$a$b", "md5$a$b", "$$$$"}) {
    house->query("UPDATE auth_user SET password = $1 WHERE id = 1", {hash});
    const http::Response response =
        house->answer(json_request("POST", kLoginPath, login_body("alice", "wonderland")));
    EXPECT_EQ(response.status, 400) << hash;
    EXPECT_EQ(house->query("SELECT password FROM auth_user WHERE id = 1").front().text(0), hash);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, BadInput, testing::Values(Engine::kSqlite, Engine::kPostgres), engine_name);

}  // namespace
}  // namespace narvi::tests
