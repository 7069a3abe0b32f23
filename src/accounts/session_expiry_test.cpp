#include "accounts/session_expiry.h"

#include <gtest/gtest.h>

#include <climits>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::replay;

TEST(SessionExpiryVectors, Table) {
  EXPECT_EQ(replay("session_expiry",
                   [](const Case& c) {
                     SessionSettings settings;
                     settings.cookie.age = Seconds(c.inputs.integer("cookie_age"));
                     settings.expire_at_browser_close = c.inputs.boolean("expire_at_browser_close_setting");
                     const Instant now = parse_session_expiry(c.inputs.text("now")).value();
                     const SessionExpiry expiry =
                         session_expiry(*c.inputs.at("data").object(), now, settings);
                     EXPECT_EQ(expiry.max_age.count(), c.expected.integer("max_age"));
                     EXPECT_EQ(expiry.browser_close, c.expected.boolean("browser_close"));
                     EXPECT_EQ(expiry.expires, parse_session_expiry(c.expected.text("expire_date")));
                   }),
            9U);
}

TEST(SessionExpiryVectors, StoredText) {
  EXPECT_EQ(replay("session_set_expiry",
                   [](const Case& c) {
                     const std::string_view value = c.inputs.text("value");
                     const std::optional<Instant> instant =
                         parse_session_expiry(value.substr(value.find(' ') + 1));
                     ASSERT_TRUE(instant.has_value());
                     EXPECT_EQ(session_expiry_text(*instant), c.expected.text("stored"));
                     Session session{std::nullopt};
                     ASSERT_TRUE(expire_session_at(session, *instant, c.version).has_value());
                     EXPECT_EQ(session.text("_session_expiry"), c.expected.text("stored"));
                   }),
            1U);
}

TEST(SessionExpiry, BrowserCloseIsTheSettingsWordUnlessTheSessionHasItsOwn) {
  SessionSettings settings;
  settings.expire_at_browser_close = true;
  http::json::Object data;
  EXPECT_TRUE(session_expiry(data, Instant(), settings).browser_close);
  data.set("_session_expiry", 10);
  EXPECT_FALSE(session_expiry(data, Instant(), settings).browser_close);
}

TEST(SetExpiry, Seconds) {
  const Instant now{Seconds(1'700'000'000)};
  const SessionSettings settings;
  Session session{std::nullopt};
  expire_session_after(session, Seconds(10));
  EXPECT_TRUE(session.modified());
  EXPECT_EQ(expiry_of(session, now, settings).max_age, Seconds(10));
  EXPECT_EQ(expiry_of(session, now, settings).expires, now + Seconds(10));
  EXPECT_FALSE(expiry_of(session, now, settings).browser_close);
  expire_session_after(session, Seconds(0));
  EXPECT_TRUE(expiry_of(session, now, settings).browser_close);
  EXPECT_EQ(expiry_of(session, now, settings).max_age, Seconds(1'209'600));
  expire_session_as_set(session);
  EXPECT_EQ(session.get("_session_expiry"), nullptr);
  EXPECT_EQ(expiry_of(session, now, settings).max_age, Seconds(1'209'600));
  EXPECT_FALSE(expiry_of(session, now, settings).browser_close);
}

TEST(SetExpiry, AnInstantIsRefusedWhereItCannotBeStored) {
  const Instant end{Seconds(1'700'000'000)};
  for (const DjangoBehaviour& version : django_behaviours()) {
    Session session{std::nullopt};
    const bool accepted = expire_session_at(session, end, version).has_value();
    EXPECT_EQ(accepted, version.version != DjangoVersion::k3_2) << version.name;
    EXPECT_EQ(session.modified(), accepted);
    if (accepted) {
      EXPECT_EQ(expiry_of(session, end - Milliseconds(1500), {}).max_age, Seconds(1));
      EXPECT_EQ(expiry_of(session, end - Milliseconds(1500), {}).expires, end);
    }
  }
}

TEST(SetExpiry, ResettingNothingChangesNothing) {
  Session session{std::nullopt};
  expire_session_as_set(session);
  EXPECT_FALSE(session.modified());
  EXPECT_TRUE(session.accessed());
}

TEST(SessionExpiry, StrangeValuesCountAsAbsent) {
  const Instant now{Seconds(1'700'000'000)};
  const SessionSettings settings;
  for (const http::json::Value& strange :
       {http::json::Value("soon"), http::json::Value(""), http::json::Value(http::json::Array{}),
        http::json::Value(http::json::Object{}),
        http::json::Value(std::numeric_limits<double>::quiet_NaN())}) {
    http::json::Object data;
    data.set("_session_expiry", strange);
    EXPECT_EQ(session_expiry(data, now, settings).expires, now + Seconds(1'209'600));
  }
}

TEST(SessionExpiry, HugeNumbersDoNotOverflow) {
  const Instant now{Seconds(1'700'000'000)};
  for (const http::json::Value& huge :
       {http::json::Value(std::int64_t{INT64_MAX}), http::json::Value(1e300),
        http::json::Value(http::json::BigInteger{"99999999999999999999999"})}) {
    http::json::Object data;
    data.set("_session_expiry", huge);
    EXPECT_GT(session_expiry(data, now, {}).expires, now);
  }
  http::json::Object data;
  data.set("_session_expiry", std::int64_t{INT64_MIN});
  EXPECT_LT(session_expiry(data, now, {}).expires, now);
}

TEST(ParseSessionExpiry, Forms) {
  const Instant base{Seconds(1'700'000'000)};  // 2023-11-14T22:13:20Z
  EXPECT_EQ(parse_session_expiry("2023-11-14T22:13:20"), base);
  EXPECT_EQ(parse_session_expiry("2023-11-14 22:13:20Z"), base);
  EXPECT_EQ(parse_session_expiry("2023-11-14T23:43:20.250+01:30"), base + Milliseconds(250));
  EXPECT_EQ(parse_session_expiry("2023-11-14T17:13:20-05:00"), base);
  EXPECT_EQ(parse_session_expiry("2023-11-14T22:13"), base - Seconds(20));
  for (const std::string_view text :
       {"", "2023-11-14", "2023-11-14T", "2023-13-01T00:00:00", "2023-02-29T00:00:00", "0000-01-01T00:00:00",
        "2023-11-14T24:00:00", "2023-11-14T22:60:00", "2023-11-14T22:13:60", "2023-11-14T22:13:20.",
        "2023-11-14T22:13:20.12", "2023-11-14T22:13:20+1", "2023-11-14T22:13:20+01:00x",
        "2023-11-14T22:13:20 ", "-023-11-14T22:13:20", "2023-11-14T-1:13:20"}) {
    EXPECT_EQ(parse_session_expiry(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace narvi::accounts
