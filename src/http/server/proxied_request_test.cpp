#include "http/server/proxied_request.h"

#include <gtest/gtest.h>

namespace narvi::http::server {
namespace {

constexpr ProxiedRequest kSaid{.method = "POST",
                               .scheme = "https",
                               .host = "App.example.com:8443",
                               .uri = "/admin?a=1",
                               .client_address = "203.0.113.9"};

TEST(ProxiedRequest, IsAGetWithTheProxysWords) {
  Request request;
  ASSERT_FALSE(make_request(kSaid, "/authz/forward-auth", {}, request));
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/authz/forward-auth");
  EXPECT_EQ(request.path, "/authz/forward-auth");
  EXPECT_EQ(request.query, "");
  EXPECT_EQ(request.headers.find("Host"), "App.example.com:8443");
  EXPECT_EQ(request.headers.find("X-Forwarded-Method"), "POST");
  EXPECT_EQ(request.headers.find("X-Forwarded-Proto"), "https");
  EXPECT_EQ(request.headers.find("X-Forwarded-Host"), "App.example.com:8443");
  EXPECT_EQ(request.headers.find("X-Forwarded-Uri"), "/admin?a=1");
  EXPECT_EQ(request.headers.find("X-Forwarded-For"), "203.0.113.9");
  EXPECT_EQ(request.headers.fields().size(), 6U);
}

TEST(ProxiedRequest, LeavesOutWhatWasNotSaid) {
  Request request;
  ASSERT_FALSE(make_request({.method = "GET"}, "/t", {}, request));
  ASSERT_EQ(request.headers.fields().size(), 1U);
  EXPECT_EQ(request.headers.fields()[0].name, "X-Forwarded-Method");
}

TEST(ProxiedRequest, KeepsNothingOfTheRequestBefore) {
  Request request;
  Headers visitor;
  visitor.add("Cookie", "a=b");
  ASSERT_FALSE(make_request(kSaid, "/t", visitor, request));
  request.outcome = "accepted";
  request.remote_user = "alice";
  request.from_trusted_peer = true;
  ASSERT_FALSE(make_request({}, "/t", {}, request));
  EXPECT_TRUE(request.headers.fields().empty());
  EXPECT_TRUE(request.outcome.empty() && request.remote_user.empty());
  EXPECT_FALSE(request.from_trusted_peer);
}

TEST(ProxiedRequest, CutsTheZoneOfAnAddress) {
  Request request;
  ASSERT_FALSE(make_request({.client_address = "fe80::1%eth0"}, "/t", {}, request));
  EXPECT_EQ(request.headers.find("X-Forwarded-For"), "fe80::1");
}

TEST(ProxiedRequest, TakesOnlyWhatAVisitorMaySay) {
  constexpr std::pair<std::string_view, bool> kCases[] = {
      {"Authorization", true},
      {"authorization", true},
      {"Cookie", true},
      {"Accept", true},
      {"X-Requested-With", true},
      {"X-CSRFToken", true},
      {"Remote-Users", true},
      {"X-Forwarded", true},
      {"Proxy-Authorization", false},
      {"X_Other", false},
      {"Host", false},
      {"Content-Length", false},
      {"Transfer-Encoding", false},
      {"Transfer_Encoding", false},
      {"Forwarded", false},
      {"X-Real-IP", false},
      {"X_Real_IP", false},
      {"X-Forwarded-For", false},
      {"x_forwarded_for", false},
      {"X-FORWARDED-URI", false},
      {"X-Forwarded-Anything", false},
      {"X_Forwarded-Anything", false},
      {"X-Original-URL", false},
      {"X-Original-Other", false},
      {"Remote-User", false},
      {"remote_user", false},
      {"Remote-Groups", false},
      {"X-Auth-Request-Email", false},
      {"Connection", false},
      {"Upgrade", true},
  };
  for (const auto& [name, expected] : kCases) {
    EXPECT_EQ(may_come_along(name), expected) << name;
    Headers visitor;
    visitor.add(name, " mallory ");
    Request request;
    ASSERT_FALSE(make_request({.host = "app"}, "/t", visitor, request)) << name;
    EXPECT_EQ(request.headers.find(name) == "mallory", expected) << name;
  }
}

// Whoever takes the options of a Connection field at their word drops what they name (RFC 9110 §7.6.1): here
// that would be what the proxy itself has said.
TEST(ProxiedRequest, RefusesConnectionsThatNameWhatTheProxySays) {
  const std::vector<std::string> reserved = {"X-Own-Secret"};
  constexpr std::pair<std::string_view, bool> kCases[] = {
      {"close", true},
      {"keep-alive, Upgrade", true},
      {"", true},
      {",", true},
      {"X-Own, TE", true},
      {"X-Forwarded-For", false},
      {"close, x-forwarded-uri", false},
      {"close ,\tX_Forwarded_Host\t,", false},
      {"Host", false},
      {"Authorization", false},
      {"Remote-User", false},
      {"x-own_secret", false},
  };
  for (const auto& [options, made] : kCases) {
    Headers visitor;
    visitor.add("Accept", "a");
    visitor.add("connection", options);
    Request request;
    const auto refusal = make_request(kSaid, "/t", visitor, request, reserved);
    EXPECT_EQ(refusal, made ? std::nullopt : std::optional(Refusal::kHopByHopField)) << options;
    EXPECT_TRUE(!made || !request.headers.find("Connection")) << options;
  }
}

TEST(ProxiedRequest, KeepsOutWhatTheSettingsReserve) {
  const std::vector<std::string> reserved = {"X-Scheme", "X-Gate-Secret"};
  constexpr std::pair<std::string_view, bool> kCases[] = {
      {"X-Scheme", false}, {"x-scheme", false}, {"X-GATE-SECRET", false}, {"X-Scheme-Of", true}};
  for (const auto& [name, expected] : kCases) {
    EXPECT_EQ(may_come_along(name, reserved), expected) << name;
    Headers visitor;
    visitor.add(name, "mallory");
    Request request;
    ASSERT_FALSE(make_request(kSaid, "/t", visitor, request, reserved));
    EXPECT_EQ(request.headers.find(name).has_value(), expected) << name;
  }
}

TEST(ProxiedRequest, RefusesWhatCouldSplitAField) {
  Request request;
  EXPECT_EQ(make_request({.host = "a\r\nRemote-User: root"}, "/t", {}, request), Refusal::kBytes);
  EXPECT_EQ(make_request({.uri = std::string_view("/\0", 2)}, "/t", {}, request), Refusal::kBytes);
  EXPECT_EQ(make_request({.method = "G\x7fT"}, "/t", {}, request), Refusal::kBytes);
  Headers value;
  value.add("Accept", "a\nb");
  EXPECT_EQ(make_request({}, "/t", value, request), Refusal::kBytes);
  Headers twice;
  twice.add("Authorization", "Token a");
  twice.add("authorization", "Token b");
  EXPECT_EQ(make_request({}, "/t", twice, request), Refusal::kRepeatedField);
  for (const std::string_view name : {"", "A B", "A:", "\xc3\xa9"}) {
    Headers visitor;
    visitor.add(name, "x");
    EXPECT_EQ(make_request({}, "/t", visitor, request), Refusal::kSyntax) << name;
  }
}

}  // namespace
}  // namespace narvi::http::server
