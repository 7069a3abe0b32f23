// What surrounds the endpoints: Host check, slashes, pages, security headers, forwarded headers (contract
// drf §1.1 step 0; django-sessions-csrf §3.6, §3.7).

#include <gtest/gtest.h>

#include "browser.h"

namespace narvi::tests {
namespace {

using Text = std::string;
using Texts = std::vector<std::string>;

TestRequest get(std::string target) {
  return {.target = std::move(target)};
}

TestRequest from_host(std::string host, std::string target = "/plain/") {
  TestRequest request = get(std::move(target));
  request.host = std::move(host);
  return request;
}

TEST(Slash, IsAppendedForEveryMethodWithTheQueryKept) {
  const auto house = make_site(Engine::kSqlite);
  for (const std::string method : {"GET", "POST", "DELETE", "HEAD", "PUT"}) {
    TestRequest request = json_request(method, "/auth-session?next=%2Fa&b=c", "{}");
    const http::Response response = house->answer(request);
    EXPECT_EQ(response.status, 301) << method;
    EXPECT_EQ(header(response, "Location"), "/auth-session/?next=%2Fa&b=c");
    EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(header(response, "X-Frame-Options"), "") << "from a middleware further out";
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  }
  EXPECT_EQ(house->answer(get("/auth-sessio")).status, 404);
  EXPECT_EQ(house->answer(get("/auth-session//")).status, 404);
}

TEST(Slash, NeverLeadsToAnotherHost) {
  const auto house = make_site(Engine::kSqlite);
  for (const std::string target :
       {"//evil.example/plain", "//plain", "/\\evil.example", "/%2Fevil.example/plain"}) {
    const http::Response response = house->answer(get(target));
    EXPECT_FALSE(header(response, "Location").starts_with("//")) << target;
    EXPECT_NE(response.status, 200) << target;
  }
}

TEST(Pages, NotFound) {
  const auto house = make_site(Engine::kSqlite);
  for (const std::string target :
       {"/", "/missing/", "/%00/", "/%ff/", "/auth-session/x/", "/AUTH-SESSION/"}) {
    const http::Response response = house->answer(get(target));
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_NE(response.body.find("<h1>Not Found</h1>"), std::string::npos);
    EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  }
  EXPECT_EQ(
      header(make_site(Engine::kSqlite, {{"compat.django", Text("3.2")}})->answer(get("/")), "Content-Type"),
      "text/html");
}

TEST(Hosts, OnlyAllowedOnes) {
  const auto house = make_site(Engine::kSqlite);
  const std::pair<std::string, int> cases[] = {
      {"testserver", 200},      {"TESTSERVER:8000", 200},  {"testserver.", 200},     {"a.example.com", 200},
      {"example.com", 200},     {"evil.example", 400},     {"testserver.evil", 400}, {"", 400},
      {"evilexample.com", 400}, {"testserver:x", 400},     {"testserver/evil", 400}, {"evil@testserver", 400},
      {"[::1]", 400},           {"testserver:80:80", 400},
  };
  for (const auto& [host, status] : cases) {
    const http::Response response = house->answer(from_host(host));
    EXPECT_EQ(response.status, status) << host;
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    if (status == 400) {
      EXPECT_NE(response.body.find("<h1>Bad Request (400)</h1>"), std::string::npos);
    }
  }
  EXPECT_EQ(house->answer(from_host("evil.example", "/plain")).status, 400) << "before the slash";
  EXPECT_EQ(house->answer(from_host("evil.example", "/missing/")).status, 400);
}

TEST(Forwarded, CountsFromTrustedPeersOnly) {
  const auto house =
      make_site(Engine::kSqlite, {{"server.trusted_proxies", Texts{"192.0.2.1"}},
                                  {"server.use_x_forwarded_host", true},
                                  {"security.proxy_ssl_header", Text("X-Forwarded-Proto:https")},
                                  {"security.hsts_seconds", std::int64_t{60}}});
  TestRequest request = from_host("evil.example");
  request.headers = {{"X-Forwarded-Host", "testserver"}, {"X-Forwarded-Proto", "https"}};
  EXPECT_EQ(house->answer(request).status, 400);
  request.address = "192.0.2.1";
  const http::Response trusted = house->answer(request);
  EXPECT_EQ(trusted.status, 200);
  EXPECT_EQ(header(trusted, "Strict-Transport-Security"), "max-age=60");

  request.host = "testserver";
  request.headers[0].second = "evil.example";
  EXPECT_EQ(house->answer(request).status, 400) << "what the proxy says is checked, too";
  request.address = "127.0.0.1";
  const http::Response stranger = house->answer(request);
  EXPECT_EQ(stranger.status, 200);
  EXPECT_EQ(header(stranger, "Strict-Transport-Security"), "");
}

TEST(SecurityHeaders, AreOnEveryAnswer) {
  const auto house = make_site(Engine::kSqlite);
  for (const TestRequest& request : {get("/plain/"), get("/plain"), get("/missing/"), get(kLoginPath),
                                     from_host("evil.example"), json_request("POST", kLoginPath, "{}"),
                                     json_request("POST", kLoginPath, login_body("alice", "wonderland"))}) {
    const http::Response response = house->answer(request);
    const bool outermost = response.status == 301 || request.host == "evil.example";
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(response, "Referrer-Policy"), "same-origin");
    EXPECT_EQ(header(response, "Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(header(response, "X-Frame-Options"), outermost ? "" : "DENY") << request.target;
    EXPECT_EQ(header(response, "Strict-Transport-Security"), "");
  }
}

TEST(SecurityHeaders, HstsOverHttps) {
  const auto house =
      make_site(Engine::kSqlite, {{"server.trusted_proxies", Texts{"127.0.0.1"}},
                                  {"security.proxy_ssl_header", Text("X-Forwarded-Proto:https")},
                                  {"security.hsts_seconds", std::int64_t{3600}},
                                  {"security.hsts_include_subdomains", true},
                                  {"security.hsts_preload", true}});
  TestRequest request = get("/missing/");
  EXPECT_EQ(header(house->answer(request), "Strict-Transport-Security"), "");
  request.https = true;
  EXPECT_EQ(header(house->answer(request), "Strict-Transport-Security"),
            "max-age=3600; includeSubDomains; preload");
}

TEST(SslRedirect, ComesFirst) {
  const auto house =
      make_site(Engine::kSqlite, {{"security.ssl_redirect", true},
                                  {"security.redirect_exempt", Texts{"^plain/$"}},
                                  {"server.trusted_proxies", Texts{"127.0.0.1"}},
                                  {"security.proxy_ssl_header", Text("X-Forwarded-Proto:https")}});
  TestRequest login = json_request("POST", "/auth-session?a=b", login_body("alice", "wonderland"));
  const http::Response response = house->answer(login);
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(header(response, "Location"), "https://testserver/auth-session?a=b");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << "the redirect carries the headers, too";
  EXPECT_EQ(header(response, "Referrer-Policy"), "same-origin");
  EXPECT_EQ(header(response, "X-Frame-Options"), "") << "that comes from a middleware further in";
  EXPECT_TRUE(set_cookies(response).empty());
  EXPECT_EQ(count(*house, "django_session"), 0);
  EXPECT_EQ(house->answer(get("/plain/")).status, 200) << "exempt";
  login = json_request("POST", kLoginPath, login_body("alice", "wonderland"));
  login.https = true;
  EXPECT_EQ(house->answer(login).status, 200);
}

TEST(SslRedirect, NeverLeadsToAForeignHost) {
  const auto house = make_site(Engine::kSqlite, {{"security.ssl_redirect", true}});
  const http::Response response = house->answer(from_host("evil.example"));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(header(response, "Location"), "");
}

TEST(SslRedirect, ToTheHostOfTheSettings) {
  const auto house = make_site(
      Engine::kSqlite, {{"security.ssl_redirect", true}, {"security.ssl_host", Text("secure.example.com")}});
  EXPECT_EQ(header(house->answer(from_host("testserver")), "Location"), "https://secure.example.com/plain/");
}

}  // namespace
}  // namespace narvi::tests
