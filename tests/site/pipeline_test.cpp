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
