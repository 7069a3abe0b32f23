#include "accounts/browser_cookies.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::Members;
using vectors::replay;

/// Puts Django's settings of one prefix ("SESSION_", "CSRF_") into ours; an unknown name fails the test.
void apply(const Members& given, std::string_view prefix, BrowserCookie& cookie, bool& browser_close) {
  for (const auto& [name, value] : given.json().members()) {
    ASSERT_TRUE(name.starts_with(prefix)) << name;
    const std::string key = name.substr(prefix.size());
    if (key == "COOKIE_NAME") {
      cookie.name = *value.text();
    } else if (key == "COOKIE_AGE") {
      cookie.age = value.is_null() ? std::nullopt : std::optional(Seconds(*value.integer()));
    } else if (key == "COOKIE_DOMAIN") {
      cookie.domain = *value.text();
    } else if (key == "COOKIE_PATH") {
      cookie.path = *value.text();
    } else if (key == "COOKIE_SAMESITE") {
      cookie.same_site = value.text() != nullptr ? *value.text() : std::string();
    } else if (key == "COOKIE_SECURE") {
      cookie.secure = *value.boolean();
    } else if (key == "COOKIE_HTTPONLY") {
      cookie.http_only = *value.boolean();
    } else if (key == "EXPIRE_AT_BROWSER_CLOSE") {
      browser_close = *value.boolean();
    } else {
      FAIL() << name;
    }
  }
}

std::string only_cookie(const Case& c) {
  const http::json::Array& lines = *c.expected.at("set_cookie").array();
  EXPECT_EQ(lines.size(), 1U);
  return *lines.front().text();
}

TEST(CookieVectors, Session) {
  EXPECT_EQ(replay("session_cookie",
                   [](const Case& c) {
                     SessionSettings settings;
                     apply(c.inputs.object("settings"), "SESSION_", settings.cookie,
                           settings.expire_at_browser_close);
                     http::json::Object data;
                     data.set("_session_expiry", c.inputs.at("session_expiry"));
                     const Instant now(Seconds(c.inputs.integer("now")));
                     const SessionExpiry expiry = session_expiry(data, now, settings);
                     EXPECT_EQ(session_set_cookie(settings, c.inputs.text("session_key"), expiry, now),
                               only_cookie(c));
                   }),
            6U);
}

TEST(CookieVectors, SessionDelete) {
  EXPECT_EQ(replay("session_cookie_delete",
                   [](const Case& c) {
                     SessionSettings settings;
                     apply(c.inputs.object("settings"), "SESSION_", settings.cookie,
                           settings.expire_at_browser_close);
                     EXPECT_EQ(session_delete_cookie(settings), only_cookie(c));
                   }),
            3U);
}

TEST(CookieVectors, Csrf) {
  EXPECT_EQ(replay("csrf_cookie",
                   [](const Case& c) {
                     CsrfSettings settings;
                     bool unused = false;
                     apply(c.inputs.object("settings"), "CSRF_", settings.cookie, unused);
                     EXPECT_EQ(csrf_set_cookie(settings, c.inputs.text("request_cookie"),
                                               Instant(Seconds(c.inputs.integer("now")))),
                               only_cookie(c));
                   }),
            6U);
}

}  // namespace
}  // namespace narvi::accounts
