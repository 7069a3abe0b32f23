#include "http/request.h"

#include <gtest/gtest.h>

#include "http/html_pages.h"
#include "http/python_json.h"
#include "http/response.h"

namespace narvi::http {
namespace {

TEST(Headers, AreFoundInAnyCase) {
  Headers headers;
  headers.add("Accept", "a");
  headers.add("X-One", "");
  headers.add("ACCEPT", "b");
  EXPECT_EQ(headers.find("accept"), "a");
  EXPECT_EQ(headers.count("aCCept"), 2u);
  EXPECT_EQ(headers.find("x-one"), "");
  EXPECT_FALSE(headers.find("x_one").has_value());
  headers.remove("accept");
  EXPECT_EQ(headers.fields().size(), 1u);
  EXPECT_FALSE(same_name("[", "{"));
  EXPECT_FALSE(same_name("a", "ab"));
}

TEST(BufferedBody, IsBounded) {
  BufferedBody small("12345");
  EXPECT_TRUE(small.announced());
  EXPECT_EQ(small.content_length(), 5u);
  EXPECT_EQ(small.read(5).run_in_place().value(), "12345");
  BufferedBody large("12345");
  EXPECT_EQ(large.read(4).run_in_place().error(), BodyFailure::kTooLarge);
  EXPECT_FALSE(BufferedBody("").announced());
}

TEST(Response, SetsAndAddsFields) {
  Response response;
  response.add("Set-Cookie", "a");
  response.add("set-cookie", "b");
  response.set_default("SET-COOKIE", "c");
  EXPECT_EQ(response.headers.size(), 2u);
  EXPECT_EQ(*response.find("Set-Cookie"), "a");
  response.set("Set-Cookie", "d");
  ASSERT_EQ(response.headers.size(), 1u);
  EXPECT_EQ(response.headers[0].second, "d");
  response.set_default("Allow", "GET");
  EXPECT_EQ(*response.find("allow"), "GET");
  EXPECT_EQ(response.find("Vary"), nullptr);
}

struct VaryCase {
  std::optional<std::string> before;
  std::string_view field;
  std::string_view after;
};

TEST(Response, MergesVaryAsDjangoDoes) {
  const VaryCase cases[] = {
      {std::nullopt, "Cookie", "Cookie"},
      {"Accept", "Cookie", "Accept, Cookie"},
      {"Accept,  cookie", "Cookie", "Accept, cookie"},
      {"Accept", "*", "*"},
      {"*", "Cookie", "*"},
      {"Accept", "Accept, Cookie", "Accept, Cookie"},
  };
  for (const VaryCase& c : cases) {
    Response response;
    if (c.before) {
      response.add("Vary", *c.before);
    }
    response.vary(c.field);
    EXPECT_EQ(*response.find("Vary"), c.after);
    EXPECT_EQ(response.headers.size(), 1u);
  }
}

TEST(Response, HasReasons) {
  EXPECT_EQ(reason_phrase(200), "OK");
  EXPECT_EQ(reason_phrase(404), "Not Found");
  EXPECT_EQ(reason_phrase(511), "Network Authentication Required");
  EXPECT_EQ(reason_phrase(299), "Unknown");
  EXPECT_EQ(reason_phrase(999), "Unknown");
}

TEST(ErrorPage, HasDjangosBytes) {
  const Response old = error_page(ErrorPage::kServerError, 3);
  EXPECT_EQ(old.status, 500);
  EXPECT_EQ(*old.find("Content-Type"), "text/html");
  EXPECT_EQ(old.body,
            "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Server Error "
            "(500)</title>\n</head>\n<body>\n  "
            "<h1>Server Error (500)</h1><p></p>\n</body>\n</html>\n");
  const Response missing = error_page(ErrorPage::kNotFound, 5);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(*missing.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(
      missing.body.find("<h1>Not Found</h1><p>The requested resource was not found on this server.</p>"),
      std::string::npos);
  EXPECT_NE(error_page(ErrorPage::kForbidden, 3).body.find("<h1>403 Forbidden</h1><p></p>"),
            std::string::npos);
  EXPECT_NE(error_page(ErrorPage::kBadRequest, 3).body.find("<h1>Bad Request (400)</h1><p></p>"),
            std::string::npos);
}

TEST(Redirect, QuotesItsLocation) {
  const Response response = redirect(301, "/a b/?x=\u00E9");
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(*response.find("Location"), "/a%20b/?x=%C3%A9");
  EXPECT_EQ(*response.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(response.body.empty());
}

}  // namespace
}  // namespace narvi::http
