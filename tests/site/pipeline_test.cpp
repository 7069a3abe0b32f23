// The order of REST framework's steps, and what the framework answers by itself (contract drf §1.1, §2.3,
// §2.4; sav §2.3).

#include <gtest/gtest.h>

#include "browser.h"

namespace narvi::tests {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

http::Response send(TestHouse& house, std::string method, std::string target, Fields headers = {},
                    std::string body = {}) {
  TestRequest request{.method = std::move(method), .target = std::move(target), .body = std::move(body)};
  request.headers = std::move(headers);
  return house.answer(request);
}

class Pipeline : public testing::Test {
 protected:
  std::unique_ptr<TestHouse> house_ = make_site(Engine::kSqlite);
};

TEST_F(Pipeline, NotAcceptableComesBeforeAuthentication) {
  const http::Response response = send(
      *house_, "POST", kLoginPath,
      {{"Accept", "text/html"}, {"Authorization", "Basic"}, {"Cookie", "sessionid=unknown-and-long-enough"}},
      "{");
  EXPECT_EQ(response.status, 406);
  EXPECT_EQ(response.body, R"({"detail":"Could not satisfy the request Accept header."})");
  EXPECT_EQ(header(response, "Vary"), "") << "decided before cookies are read";
  EXPECT_TRUE(set_cookies(response).empty());
}

TEST_F(Pipeline, AuthenticationComesBeforeMethodAndBody) {
  const Fields bad{{"Authorization", "Basic"}, {"Content-Type", "text/plain"}};
  for (const std::string method : {"GET", "PUT", "POST", "OPTIONS", "BREW"}) {
    EXPECT_EQ(send(*house_, method, kLoginPath, bad, "x").status, 403) << method;
  }
}

TEST_F(Pipeline, TheBodyComesBeforeTheCsrfTokenAndAfterItsCookie) {
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  const std::string session = "sessionid=" + browser.session_key();
  const std::string both = session + "; csrftoken=" + browser.cookie("csrftoken");
  const std::string right = browser.cookie("csrftoken");
  struct {
    std::string cookie;
    std::string token;
    std::string type;
    std::string body;
    int status;
  } const cases[] = {
      {both, "wrong", "application/json", "{", 400},  {both, "wrong", "text/plain", "x", 415},
      {both, "wrong", "application/json", "{}", 403}, {both, "wrong", "text/plain", "", 403},
      {both, right, "application/json", "{", 400},    {session, right, "application/json", "{", 403},
      {session, right, "text/plain", "x", 403},
  };
  for (const auto& one : cases) {
    const Fields fields{{"Cookie", one.cookie}, {"X-CSRFToken", one.token}, {"Content-Type", one.type}};
    EXPECT_EQ(send(*house_, "POST", kLoginPath, fields, one.body).status, one.status)
        << one.cookie << one.token << one.type << one.body;
    EXPECT_NE(send(*house_, "BREW", kLoginPath, fields, one.body).status, 400)
        << "only a POST may have it there";
  }
}

TEST_F(Pipeline, TheMethodIsReadInUpperCase) {
  const Fields json{{"Content-Type", "application/json"}};
  EXPECT_EQ(send(*house_, "post", kLoginPath, json, login_body("alice", "wonderland")).status, 200);
  EXPECT_EQ(send(*house_, "brew", kLoginPath).body, R"({"detail":"Method \"BREW\" not allowed."})");
  EXPECT_TRUE(send(*house_, "HEAD", kLoginPath).head_only);
  EXPECT_FALSE(send(*house_, "head", kLoginPath).head_only) << "for HTTP that is another method";
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  for (const std::string method : {"delete", "Delete"}) {
    EXPECT_EQ(send(*house_, method, kLoginPath, {{"Cookie", "sessionid=" + browser.session_key()}}).status,
              403)
        << "no way around the CSRF check";
  }
}

TEST_F(Pipeline, LinesOfOneFieldAreOneValue) {
  const std::string good = login_body("alice", "wonderland");
  const Fields json{{"Content-Type", "application/json"}};
  Fields headers = json;
  headers.insert(headers.end(), {{"Accept", "text/html"}, {"Accept", "application/json"}});
  EXPECT_EQ(send(*house_, "POST", kLoginPath, headers, good).status, 200);
  headers = json;
  headers.insert(headers.end(), json.begin(), json.end());
  EXPECT_EQ(send(*house_, "POST", kLoginPath, headers, good).body,
            R"({"detail":"Unsupported media type \"application/json,application/json\" in request."})");
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  const std::string token = browser.cookie("csrftoken");
  const Fields once{{"Cookie", "sessionid=" + browser.session_key() + "; csrftoken=" + token},
                    {"X-CSRFToken", token}};
  Fields twice = once;
  twice.emplace_back("X-CSRFToken", token);
  EXPECT_EQ(send(*house_, "DELETE", kLoginPath, twice).status, 403);
  EXPECT_EQ(send(*house_, "DELETE", kLoginPath, once).status, 200);
}

TEST_F(Pipeline, BodiesAreReadInTheirCharset) {
  const std::string good = login_body("alice", "wonderland");
  std::string wide = "\xff\xfe";
  for (const char character : good) {
    wide += {character, '\0'};
  }
  const auto sent = [&](std::string charset, const std::string& body) {
    return send(*house_, "POST", kLoginPath, {{"Content-Type", "application/json; charset=" + charset}},
                body);
  };
  EXPECT_EQ(sent("utf-16", wide).status, 200);
  EXPECT_EQ(sent("utf-16", good).body,
            R"({"detail":"JSON parse error - UTF-16 stream does not start with BOM"})");
  EXPECT_EQ(sent("windows-1252", good).status, 200);
  EXPECT_EQ(sent("klingon", good).status, 200) << "read as UTF-8";
}

TEST(PipelineCharset, InExtendedFormIsNewerThanDjango32) {
  TestRequest request{.method = "POST", .target = kLoginPath, .body = "{\"username\":\"j\xf6rg\"}"};
  request.headers = {{"Content-Type", "application/json; charset*=utf-8''latin-1"}};
  EXPECT_EQ(make_site(Engine::kSqlite)->answer(request).body, R"({"password":["This field is required."]})");
  const std::string old =
      make_site(Engine::kSqlite, {{"compat.django", std::string("3.2")}})->answer(request).body;
  EXPECT_NE(old.find("codec can't decode"), std::string::npos) << old;
}

TEST_F(Pipeline, ACookieFieldMayComeInPieces) {
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  const std::string session = "sessionid=" + browser.session_key();
  const std::string csrf = "csrftoken=" + browser.cookie("csrftoken");
  for (const auto& [first, second] : {std::pair(session, csrf), std::pair(csrf, session)}) {
    EXPECT_EQ(send(*house_, "GET", "/whoami/", {{"Cookie", first}, {"Cookie", second}}).body, "alice");
  }
  EXPECT_EQ(send(*house_, "DELETE", kLoginPath,
                 {{"Cookie", session}, {"Cookie", csrf}, {"X-CSRFToken", browser.cookie("csrftoken")}})
                .status,
            200);
  EXPECT_EQ(browser.whoami(), "") << "so that was the session that ended";
}

TEST_F(Pipeline, AnUnknownMediaTypeIsToldAsLatin1) {
  EXPECT_EQ(send(*house_, "POST", kLoginPath, {{"Content-Type", "text/\xe9"}}, "x").body,
            "{\"detail\":\"Unsupported media type \\\"text/\u00e9\\\" in request.\"}");
}

TEST_F(Pipeline, CsrfComesBeforeMethod) {
  Browser browser(*house_);
  browser.login("alice", "wonderland");
  const Fields cookie{{"Cookie", "sessionid=" + browser.session_key()}};
  for (const std::string method : {"PUT", "PATCH", "BREW"}) {
    EXPECT_EQ(send(*house_, method, kLoginPath, cookie).status, 403) << method;
  }
  for (const std::string method : {"GET", "HEAD", "TRACE"}) {
    EXPECT_EQ(send(*house_, method, kLoginPath, cookie).status, 405) << method;
  }
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST_F(Pipeline, WrongMethodsAreToldTheRightOnes) {
  for (const std::string method : {"GET", "HEAD", "PUT", "PATCH", "TRACE", "BREW"}) {
    const http::Response response = send(*house_, method, kLoginPath);
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header(response, "Allow"), "POST, DELETE, OPTIONS");
    EXPECT_EQ(response.body, R"({"detail":"Method \")" + method + R"(\" not allowed."})");
    EXPECT_EQ(response.head_only, method == "HEAD");
  }
}

TEST_F(Pipeline, OptionsDescribe) {
  const http::Response response = send(*house_, "OPTIONS", kLoginPath);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(
      response.body,
      R"({"name":"Session Auth","description":"Provides methods for REST-like session authentication.",)"
      R"("renders":["application/json"],"parses":["application/x-www-form-urlencoded",)"
      R"("multipart/form-data","application/json"]})");
}

TEST_F(Pipeline, AcceptIsReadAsRestFrameworkReadsIt) {
  const std::pair<std::string, int> cases[] = {
      {"*/*", 200},
      {"application/*", 200},
      {"APPLICATION/JSON", 200},
      {"text/html, application/json;q=0", 200},
      {"application/json; indent=4", 200},
      {"", 406},
      {"garbage", 406},
      {"text/html", 406},
  };
  for (const auto& [accept, status] : cases) {
    EXPECT_EQ(send(*house_, "DELETE", kLoginPath, {{"Accept", accept}}).status, status) << accept;
  }
}

TEST_F(Pipeline, HeadFollowsGet) {
  const http::Response response = send(*house_, "HEAD", "/plain/");
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.head_only);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(header(response, "Vary"), "Accept") << "two renderers";
}

TEST_F(Pipeline, HeadHasNoBodyWhateverIsAnswered) {
  for (const std::string path : {"/missing/", "/boom/", "/plain", "/whoami/"}) {
    EXPECT_TRUE(send(*house_, "HEAD", path).head_only) << path;
  }
  TestRequest foreign{.method = "HEAD", .target = "/plain/"};
  foreign.host = "evil.example";
  EXPECT_TRUE(house_->answer(foreign).head_only);
}

TEST_F(Pipeline, ABugIsDjangosPage) {
  const http::Response response = send(*house_, "GET", "/boom/");
  EXPECT_EQ(response.status, 500);
  EXPECT_NE(response.body.find("<h1>Server Error (500)</h1>"), std::string::npos);
  EXPECT_EQ(response.body.find("a bug"), std::string::npos);
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
}

TEST_F(Pipeline, TheQueryIsNotTheBody) {
  EXPECT_EQ(send(*house_, "POST", "/auth-session/?username=alice&password=wonderland").body,
            R"({"username":["This field is required."],"password":["This field is required."]})");
}

TEST_F(Pipeline, EmptyBodiesNeedNoType) {
  const std::string required =
      R"({"username":["This field is required."],"password":["This field is required."]})";
  for (const std::string type : {"text/plain", "application/json", "application/x-www-form-urlencoded",
                                 "multipart/form-data; boundary=b"}) {
    EXPECT_EQ(send(*house_, "POST", kLoginPath, {{"Content-Type", type}}).body, required) << type;
  }
  EXPECT_EQ(send(*house_, "POST", kLoginPath).body, required);
}

}  // namespace
}  // namespace narvi::tests
