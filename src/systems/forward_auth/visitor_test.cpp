#include "systems/forward_auth/visitor.h"

#include <gtest/gtest.h>

namespace narvi::systems::forward_auth {
namespace {

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

http::Headers headers(const Pairs& pairs) {
  http::Headers made;
  for (const auto& [name, value] : pairs) {
    made.add(name, value);
  }
  return made;
}

Target target(std::string method, std::string scheme = "https") {
  Target made;
  made.method = std::move(method);
  made.scheme = std::move(scheme);
  made.host = "app.example.com";
  made.authority = "app.example.com";
  return made;
}

// Contract remote-user-forward-auth §2.4.
TEST(Visitor, NavigatesAsABrowserDoes) {
  EXPECT_TRUE(navigates(headers({{"Accept", "text/html,*/*;q=0.8"}}), target("GET")));
  EXPECT_TRUE(navigates(headers({{"Accept", "TEXT/HTML"}}), target("POST")));
  EXPECT_TRUE(navigates(headers({{"Accept", "*/*"}, {"Sec-Fetch-Mode", "navigate"}}), target("GET")));
  EXPECT_FALSE(navigates(headers({{"Accept", "*/*"}}), target("GET")));
  EXPECT_FALSE(navigates(headers({}), target("GET")));
  EXPECT_FALSE(navigates(headers({{"Accept", "application/json"}}), target("GET")));
  EXPECT_FALSE(
      navigates(headers({{"Accept", "text/html"}, {"X-Requested-With", "XMLHttpRequest"}}), target("GET")));
  EXPECT_FALSE(navigates(headers({{"Accept", "text/html"}, {"Sec-Fetch-Mode", "cors"}}), target("GET")));
  EXPECT_FALSE(navigates(headers({{"Accept", "text/html"}, {"Upgrade", "websocket"}}), target("GET")));
  EXPECT_FALSE(navigates(
      headers({{"Accept", "text/html"}, {"Origin", "https://x"}, {"Access-Control-Request-Method", "PUT"}}),
      target("OPTIONS")));
}

TEST(Visitor, PreflightIsOptionsWithBothFields) {
  const Pairs both = {{"Origin", "https://spa.example.com"}, {"Access-Control-Request-Method", "PUT"}};
  EXPECT_TRUE(is_preflight(headers(both), target("OPTIONS")));
  EXPECT_FALSE(is_preflight(headers(both), target("GET")));
  EXPECT_FALSE(is_preflight(headers({both[0]}), target("OPTIONS")));
  EXPECT_FALSE(is_preflight(headers({both[1]}), target("OPTIONS")));
}

TEST(Visitor, CookiesDoNotSpeakForOtherOrigins) {
  accounts::BrowserSettings browser;
  browser.csrf.trusted_origins = {"https://spa.example.com"};
  struct Case {
    Pairs fields;
    std::string method;
    bool refused;
  };
  const std::vector<Case> cases = {
      {{{"Origin", "https://app.example.com"}}, "POST", false},
      {{{"Origin", "https://spa.example.com"}}, "POST", false},
      {{{"Origin", "https://evil.example.com"}}, "POST", true},
      {{{"Origin", "http://app.example.com"}}, "POST", true},
      {{{"Origin", "null"}}, "DELETE", true},
      {{{"Origin", "https://evil.example.com"}}, "GET", false},
      {{{"Origin", "https://evil.example.com"}, {"Upgrade", "websocket"}}, "GET", true},
      {{{"Origin", "https://app.example.com"}, {"Upgrade", "websocket"}}, "GET", false},
      {{{"Sec-Fetch-Site", "cross-site"}}, "PUT", true},
      {{{"Sec-Fetch-Site", "same-origin"}}, "PUT", false},
      {{}, "POST", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(refuse_foreign_origin(headers(c.fields), target(c.method), browser).has_value(), c.refused)
        << c.method << " " << (c.fields.empty() ? "" : c.fields.front().second);
  }
}

TEST(Visitor, AWebSocketHasTheOriginOfItsPage) {
  const http::Headers fields = headers({{"Origin", "https://app.example.com"}, {"Upgrade", "websocket"}});
  EXPECT_FALSE(refuse_foreign_origin(fields, target("GET", "wss"), {}));
  EXPECT_TRUE(refuse_foreign_origin(fields, target("GET", "ws"), {}));
}

}  // namespace
}  // namespace narvi::systems::forward_auth
