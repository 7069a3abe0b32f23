#include "http/fastcgi/authorizer_request.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "http/fastcgi/records_for_tests.h"

namespace narvi::http::fastcgi {
namespace {

using server::Refusal;
using test::Pairs;

/// Reads and keeps everything alive.
struct Reading {
  explicit Reading(const Pairs& pairs, std::size_t most = 256) : params(test::pairs(pairs)) {
    refusal = reader.read(params, most, request);
  }
  std::optional<std::string_view> field(std::string_view name) const { return request.headers.find(name); }

  std::string params;
  AuthorizerRequest reader{"/authz/forward-auth"};
  Request request;
  std::optional<Refusal> refusal;
};

const Pairs kApache = {{"HTTP_HOST", "app.example.com:8080"}, {"HTTP_X_REQUESTED_WITH", "XMLHttpRequest"},
                       {"HTTP_COOKIE", "sessionid=abc"},      {"PATH", "/usr/bin:/bin"},
                       {"SERVER_NAME", "app.example.com"},    {"REMOTE_ADDR", "203.0.113.9"},
                       {"REQUEST_SCHEME", "https"},           {"REQUEST_METHOD", "DELETE"},
                       {"QUERY_STRING", "a=1&b=%2F"},         {"REQUEST_URI", "/admin?a=1&b=%2F"},
                       {"FCGI_ROLE", "AUTHORIZER"},           {"FCGI_APACHE_ROLE", "AUTHENTICATOR"}};

Pairs with(Pairs pairs, const Pairs& more) {
  pairs.insert(pairs.end(), more.begin(), more.end());
  return pairs;
}

TEST(AuthorizerRequest, ReadsWhatApacheSays) {
  const Reading reading(kApache);
  ASSERT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.method, "GET");
  EXPECT_EQ(reading.request.target, "/authz/forward-auth");
  EXPECT_EQ(reading.field("Host"), "app.example.com:8080");
  EXPECT_EQ(reading.field("X-Forwarded-Method"), "DELETE");
  EXPECT_EQ(reading.field("X-Forwarded-Proto"), "https");
  EXPECT_EQ(reading.field("X-Forwarded-Host"), "app.example.com:8080");
  EXPECT_EQ(reading.field("X-Forwarded-Uri"), "/admin?a=1&b=%2F");
  EXPECT_EQ(reading.field("X-Forwarded-For"), "203.0.113.9");
  EXPECT_EQ(reading.field("Cookie"), "sessionid=abc");
  EXPECT_EQ(reading.field("X-Requested-With"), "XMLHttpRequest");
  EXPECT_EQ(reading.request.headers.fields().size(), 8U) << "nothing of the environment";
  EXPECT_EQ(reading.request.headers.fields()[6].name, "X-Requested-With");
}

TEST(AuthorizerRequest, DropsWhatOnlyAProxyMaySay) {
  const Reading reading(with(kApache, {{"HTTP_X_FORWARDED_FOR", "10.0.0.1"},
                                       {"HTTP_X_FORWARDED_URI", "/public"},
                                       {"HTTP_X_FORWARDED_METHOD", "OPTIONS"},
                                       {"HTTP_X_FORWARDED_HOST", "evil"},
                                       {"HTTP_X_FORWARDED_PROTO", "http"},
                                       {"HTTP_X_ORIGINAL_URL", "http://evil/"},
                                       {"HTTP_FORWARDED", "for=10.0.0.1"},
                                       {"HTTP_X_REAL_IP", "10.0.0.1"},
                                       {"HTTP_REMOTE_USER", "mallory"},
                                       {"HTTP_REMOTE_GROUPS", "root"},
                                       {"HTTP_X_AUTH_REQUEST_USER", "mallory"},
                                       {"HTTP_CONTENT_LENGTH", "7"},
                                       {"HTTP_TRANSFER_ENCODING", "chunked"},
                                       {"CONTENT_LENGTH", "7"},
                                       {"HTTP_PROXY_AUTHORIZATION", "Basic eA=="}}));
  ASSERT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.headers.fields().size(), 8U);
  EXPECT_EQ(reading.field("X-Forwarded-For"), "203.0.113.9");
  EXPECT_EQ(reading.field("X-Forwarded-Uri"), "/admin?a=1&b=%2F");
  EXPECT_FALSE(reading.field("Remote-User"));
  EXPECT_EQ(reading.request.body, nullptr);
}

TEST(AuthorizerRequest, DropsWhatTheSettingsReserve) {
  const std::string params =
      test::pairs(with(kApache, {{"HTTP_X_SCHEME", "https"}, {"HTTP_X_SCHEMES", "a"}}));
  AuthorizerRequest reader("/t", {"X-Scheme"});
  Request request;
  ASSERT_FALSE(reader.read(params, 256, request));
  EXPECT_FALSE(request.headers.find("X-Scheme"));
  EXPECT_EQ(request.headers.find("X-Schemes"), "a");
}

TEST(AuthorizerRequest, DropsTheVisitorsConnection) {
  const Reading kept(with(kApache, {{"HTTP_CONNECTION", "close, Upgrade"}, {"HTTP_UPGRADE", "websocket"}}));
  ASSERT_FALSE(kept.refusal);
  EXPECT_FALSE(kept.field("Connection"));
  EXPECT_EQ(kept.field("Upgrade"), "websocket");
  const Reading refused(with(kApache, {{"HTTP_CONNECTION", "close, X-Forwarded-For"}}));
  EXPECT_EQ(refused.refusal, Refusal::kHopByHopField);
}

TEST(AuthorizerRequest, NamesOfParametersThatAreNoFields) {
  const Reading reading(
      with(kApache, {{"HTTP_", "x"}, {"HTTP_lower", "x"}, {"HTTP_A-B", "x"}, {"http_X", "x"}, {"", "x"}}));
  ASSERT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.headers.fields().size(), 8U);
  EXPECT_EQ(Reading({{"HTTP_X__Y_", "1"}}).field("X--Y-"), "1");
}

TEST(AuthorizerRequest, PutsBasicCredentialsTogetherAgain) {
  const Pairs given = {{"REMOTE_USER", "alice"}, {"REMOTE_PASSWD", "pass:\xc3\xa4"}};
  const std::string field = "Basic " + base64_encode("alice:pass:\xc3\xa4");
  EXPECT_EQ(Reading(with(kApache, given)).field("Authorization"), field);
  EXPECT_EQ(Reading(with(kApache, {{"REMOTE_USER", "alice"}, {"REMOTE_PASSWD", ""}})).field("Authorization"),
            "Basic " + base64_encode("alice:"));
}

TEST(AuthorizerRequest, BelievesNoNameWithoutItsPassword) {
  const Pairs cases[] = {
      with(kApache, {{"REMOTE_USER", "alice"}}),
      with(kApache, {{"REMOTE_PASSWD", "x"}}),
      with(kApache, {{"REMOTE_USER", "a:b"}, {"REMOTE_PASSWD", "x"}}),
      {{"REMOTE_USER", "alice"}, {"REMOTE_PASSWD", "x"}},
      {{"REMOTE_USER", "alice"}, {"REMOTE_PASSWD", "x"}, {"FCGI_APACHE_ROLE", "AUTHORIZER"}},
  };
  for (const Pairs& pairs : cases) {
    const Reading reading(pairs);
    EXPECT_FALSE(reading.refusal);
    EXPECT_FALSE(reading.field("Authorization"));
    EXPECT_TRUE(reading.request.remote_user.empty());
  }
}

TEST(AuthorizerRequest, TakesTheVisitorsOwnFieldFirst) {
  const Reading reading(
      with(kApache,
           {{"HTTP_AUTHORIZATION", "Token abc"}, {"REMOTE_USER", "alice"}, {"REMOTE_PASSWD", "wonderland"}}));
  EXPECT_EQ(reading.field("Authorization"), "Token abc");
  EXPECT_EQ(reading.request.headers.count("Authorization"), 1U);
}

TEST(AuthorizerRequest, FindsTheScheme) {
  constexpr std::pair<std::string_view, std::string_view> kHttps[] = {
      {"on", "https"}, {"ON", "https"}, {"1", "https"}, {"off", "http"}, {"", "http"}};
  for (const auto& [value, scheme] : kHttps) {
    EXPECT_EQ(Reading({{"HTTPS", std::string(value)}}).field("X-Forwarded-Proto"), scheme);
  }
  EXPECT_EQ(Reading({{"HTTPS", "on"}, {"REQUEST_SCHEME", "http"}}).field("X-Forwarded-Proto"), "http");
  EXPECT_EQ(Reading({}).field("X-Forwarded-Proto"), "http");
}

TEST(AuthorizerRequest, LeavesMissingThingsToTheDecision) {
  const Reading reading({{"REQUEST_METHOD", "GET"}});
  EXPECT_FALSE(reading.refusal);
  EXPECT_FALSE(reading.field("Host"));
  EXPECT_FALSE(reading.field("X-Forwarded-Host"));
  EXPECT_FALSE(reading.field("X-Forwarded-Uri"));
  EXPECT_FALSE(reading.field("X-Forwarded-For"));
}

TEST(AuthorizerRequest, Refuses) {
  const std::string control("a\nb");
  const std::pair<Pairs, Refusal> cases[] = {
      {with(kApache, {{"REQUEST_URI", "/public"}}), Refusal::kRepeatedField},
      {with(kApache, {{"HTTP_HOST", "evil"}}), Refusal::kRepeatedField},
      {with(kApache, {{"REMOTE_ADDR", "10.0.0.1"}}), Refusal::kRepeatedField},
      {with(kApache, {{"HTTP_AUTHORIZATION", "a"}, {"HTTP_AUTHORIZATION", "b"}}), Refusal::kRepeatedField},
      {with(kApache, {{"REMOTE_USER", "a"}, {"REMOTE_USER", "b"}}), Refusal::kRepeatedField},
      {with(kApache, {{"HTTP_X", control}}), Refusal::kBytes},
      {{{"REQUEST_METHOD", control}}, Refusal::kBytes},
      {{{"HTTP_HOST", std::string("a\0b", 3)}}, Refusal::kBytes},
      {Pairs(257, {"A", "b"}), Refusal::kTooManyFields},
  };
  for (const auto& [pairs, refusal] : cases) {
    EXPECT_EQ(Reading(pairs).refusal, refusal) << server::row(refusal).word;
  }
  EXPECT_FALSE(Reading(Pairs(256, {"A", "b"})).refusal);
  AuthorizerRequest reader("/t");
  Request request;
  EXPECT_EQ(reader.read("\x05", 9, request), Refusal::kSyntax);
}

TEST(AuthorizerRequest, KeepsNothingOfTheRequestBefore) {
  Reading reading(with(kApache, {{"REMOTE_USER", "alice"}, {"REMOTE_PASSWD", "wonderland"}}));
  ASSERT_TRUE(reading.field("Authorization"));
  const std::string second = test::pairs({{"REQUEST_METHOD", "GET"}});
  ASSERT_FALSE(reading.reader.read(second, 9, reading.request));
  EXPECT_FALSE(reading.field("Authorization"));
  EXPECT_FALSE(reading.field("Cookie"));
  EXPECT_FALSE(reading.field("X-Forwarded-For"));
}

}  // namespace
}  // namespace narvi::http::fastcgi
