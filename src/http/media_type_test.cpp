#include "http/media_type.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

constexpr std::string_view kJsonAndHtml[] = {"application/json", "text/html"};

struct Case {
  std::optional<std::string_view> accept;
  std::optional<std::size_t> renderer;
  std::string_view accepted;
};

// Contract drf §2.4.
constexpr Case kCases[] = {
    {std::nullopt, 0, "application/json"},
    {"*/*", 0, "application/json"},
    {"", std::nullopt, ""},
    {"garbage", std::nullopt, ""},
    {"*", std::nullopt, ""},
    {"text/plain", std::nullopt, ""},
    {"text/html", 1, "text/html"},
    {"TEXT/HTML", 1, "TEXT/HTML"},
    {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 1, "text/html"},
    {"text/html, application/json", 0, "application/json"},
    {"application/json;q=0", 0, "application/json;q=0"},
    {"application/json;q=0.1, text/html;q=0.9", 0, "application/json;q=0.1"},
    {"application/json; indent=4", 0, "application/json; indent=4"},
    {"text/html, application/json; indent=4", 0, "application/json; indent=4"},
    {"*/*, text/*", 1, "text/html"},
    {"*/*; indent=2", 0, "application/json;indent=2"},
    {"text/*;level=1", 1, "text/html;level=1"},
};

TEST(Negotiation, ChoosesAsRestFrameworkDoes) {
  for (const Case& c : kCases) {
    const auto chosen = negotiate(c.accept, kJsonAndHtml);
    ASSERT_EQ(chosen.has_value(), c.renderer.has_value()) << c.accept.value_or("(none)");
    if (chosen) {
      EXPECT_EQ(chosen->renderer, c.renderer) << c.accept.value_or("(none)");
      EXPECT_EQ(chosen->accepted, c.accepted);
    }
  }
}

TEST(Negotiation, HandsParametersOn) {
  const auto chosen = negotiate("application/json; Indent=\"4\"", kJsonAndHtml);
  ASSERT_TRUE(chosen.has_value());
  ASSERT_NE(chosen->asked.parameter("indent"), nullptr);
  EXPECT_EQ(*chosen->asked.parameter("indent"), "4");
}

TEST(Negotiation, SelectsAParser) {
  constexpr std::string_view kParsers[] = {"application/json", "application/x-www-form-urlencoded",
                                           "multipart/form-data"};
  EXPECT_EQ(select_parser(parse_media_type("application/json"), kParsers), 0u);
  EXPECT_EQ(select_parser(parse_media_type("Application/JSON; charset=utf-8"), kParsers), 0u);
  EXPECT_EQ(select_parser(parse_media_type("multipart/form-data; boundary=x"), kParsers), 2u);
  EXPECT_EQ(select_parser(parse_media_type("application/vnd.api+json"), kParsers), std::nullopt);
  EXPECT_EQ(select_parser(parse_media_type(""), kParsers), std::nullopt);
  EXPECT_EQ(select_parser(parse_media_type("text/plain"), kParsers), std::nullopt);
}

TEST(MediaType, ReadsParameters) {
  const MediaType type = parse_media_type(" Text/HTML ; a=\"x;\\\\\" ; B=2;b=3;c");
  EXPECT_EQ(type.full, "text/html");
  EXPECT_EQ(type.main(), "text");
  EXPECT_EQ(type.sub(), "html");
  EXPECT_EQ(*type.parameter("a"), "x;\\");
  EXPECT_EQ(*type.parameter("b"), "3");
  EXPECT_EQ(type.parameter("c"), nullptr);
  EXPECT_EQ(type.specificity(), 3);
  EXPECT_EQ(parse_media_type("a/b;q=1").specificity(), 2);
  EXPECT_EQ(parse_media_type("a/*;x=1").specificity(), 1);
  EXPECT_EQ(parse_media_type("*/*;x=1").specificity(), 0);
  EXPECT_EQ(parse_media_type("a/b;\xFF=1").full, "");
}

}  // namespace
}  // namespace narvi::http
