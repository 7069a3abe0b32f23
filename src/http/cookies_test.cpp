#include "http/cookies.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

struct Case {
  std::string_view field;
  std::string_view name;
  std::string_view value;
};

// Contract django-sessions-csrf §3.5; recorded from Django 3.2's parse_cookie.
constexpr Case kCases[] = {
    {"sessionid=abc; csrftoken=x", "csrftoken", "x"},
    {"a=1;a=2", "a", "2"},
    {" a = b = c ", "a", "b = c"},
    {"lonely", "", "lonely"},
    {"=x", "", "x"},
    {"a=", "a", ""},
    {"a=\"q\\073\\\"\\\\z\"", "a", "q;\"\\z"},
    {"a=\"\\351\"", "a", "\u00E9"},
    {"a=\"\\400\"", "a", "400"},
    {"a=\"x\\\"", "a", "x\\"},
    {"a=\"", "a", "\""},
    {"a=\"b", "a", "\"b"},
    {"\xC2\xA0"
     "a=\xE3\x80\x80"
     "b",
     "a", "b"},
    {"a=\xFF", "a", "\uFFFD"},
};

TEST(Cookies, ReadAsDjangoReads) {
  for (const Case& c : kCases) {
    const Cookies cookies = parse_cookies(c.field);
    const std::string* const value = cookies.find(c.name);
    ASSERT_NE(value, nullptr) << c.field;
    EXPECT_EQ(*value, c.value) << c.field;
    EXPECT_EQ(find_cookie(c.field, c.name), c.value) << c.field;
  }
}

TEST(Cookies, NothingComesFromNothing) {
  EXPECT_TRUE(parse_cookies("").sent().empty());
  EXPECT_TRUE(parse_cookies(" ; ;; ").sent().empty());
  EXPECT_EQ(parse_cookies("a=1").find("A"), nullptr);
  EXPECT_FALSE(find_cookie("a=1", "").has_value());
}

SetCookie session(std::string value) {
  SetCookie cookie = lasting_cookie("sessionid", std::move(value), 1209600, Instant(Seconds(1700000000)));
  cookie.http_only = true;
  cookie.same_site = "Lax";
  return cookie;
}

TEST(SetCookie, HasDjangosOrderOfAttributes) {
  EXPECT_EQ(write_set_cookie(session("abcdefghijklmnopqrstuvwxyz012345")),
            "sessionid=abcdefghijklmnopqrstuvwxyz012345; expires=Tue, 28 Nov 2023 22:13:20 GMT; HttpOnly; "
            "Max-Age=1209600; Path=/; SameSite=Lax");
  SetCookie all = session("x");
  all.domain = ".example.com";
  all.secure = true;
  EXPECT_EQ(
      write_set_cookie(all),
      "sessionid=x; Domain=.example.com; expires=Tue, 28 Nov 2023 22:13:20 GMT; HttpOnly; Max-Age=1209600; "
      "Path=/; SameSite=Lax; Secure");
  SetCookie close = session("x");
  close.max_age.reset();
  close.expires.reset();
  EXPECT_EQ(write_set_cookie(close), "sessionid=x; HttpOnly; Path=/; SameSite=Lax");
}

TEST(SetCookie, DeletesAsDjangoDeletes) {
  EXPECT_EQ(write_set_cookie(deletion_cookie("sessionid", "/", "", "Lax")),
            "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax");
  for (const auto& [name, same_site] :
       {std::pair{"__Host-s", "Lax"}, std::pair{"__Secure-s", ""}, std::pair{"s", "NONE"}}) {
    EXPECT_TRUE(write_set_cookie(deletion_cookie(name, "/", "", same_site)).ends_with("; Secure")) << name;
  }
}

struct Quoted {
  std::string_view value;
  std::string_view text;
};

constexpr Quoted kQuoted[] = {
    {"", "\"\""},
    {"aZ9!#$%&'*+-.^_`|~:", "aZ9!#$%&'*+-.^_`|~:"},
    {"a b", "\"a b\""},
    {"a;b,c", "\"a\\073b\\054c\""},
    {"\"\\", "\"\\\"\\\\\""},
    {"\r\n\x7F", "\"\\015\\012\\177\""},
    {"caf\u00E9\u0080", "\"caf\\351\\200\""},
    {"\u20AC", "\"\u20AC\""},
};

TEST(SetCookie, QuotesValuesSoThatTheyReadBack) {
  for (const Quoted& c : kQuoted) {
    SetCookie cookie;
    cookie.name = "n";
    cookie.path.clear();
    cookie.value = std::string(c.value);
    const std::string written = write_set_cookie(cookie);
    EXPECT_EQ(written, "n=" + std::string(c.text));
    EXPECT_EQ(find_cookie(written, "n"), c.value);
  }
}

TEST(SetCookie, LastsAsLongAsAnyoneAsks) {
  EXPECT_NE(write_set_cookie(lasting_cookie("a", "b", INT64_MAX, Instant{})).find("31 Dec 9999"),
            std::string::npos);
  EXPECT_NE(write_set_cookie(lasting_cookie("a", "b", INT64_MIN, Instant{})).find("01 Jan 0001"),
            std::string::npos);
}

TEST(SetCookie, KnowsWhatMayStandInTheField) {
  EXPECT_TRUE(is_cookie_name("__Host-sessionid"));
  EXPECT_FALSE(is_cookie_name(""));
  EXPECT_FALSE(is_cookie_name("a b"));
  EXPECT_FALSE(is_cookie_name("a=b"));
  EXPECT_TRUE(is_cookie_attribute("/a b"));
  EXPECT_FALSE(is_cookie_attribute("/; Domain=evil.example"));
  EXPECT_FALSE(is_cookie_attribute("/\r\nX: y"));
}

}  // namespace
}  // namespace narvi::http
