#include "systems/forward_auth/path_pattern.h"

#include <gtest/gtest.h>

namespace narvi::systems::forward_auth {
namespace {

std::shared_ptr<const PathPattern> glob(std::string_view text) {
  auto pattern = PathPattern::glob(text);
  EXPECT_TRUE(pattern) << text << ": " << (pattern ? "" : pattern.error().message);
  return pattern ? *pattern : *PathPattern::glob("/");
}

struct Case {
  std::string_view pattern;
  std::vector<std::string_view> fits;
  std::vector<std::string_view> fits_not;
};

TEST(PathPattern, Globs) {
  const std::vector<Case> cases = {
      {"/", {"/"}, {"/a", "/a/"}},
      {"/a", {"/a"}, {"/", "/a/", "/ab", "/A", "/a/b"}},
      {"/a/", {"/a/"}, {"/a", "/a/b"}},
      {"/*", {"/", "/a", "/abc"}, {"/a/", "/a/b"}},
      {"/a*", {"/a", "/abc"}, {"/", "/b", "/a/", "/a/b"}},
      {"/*.css", {"/x.css", "/.css", "/a.css.css"}, {"/x.css/", "/x.cs", "/d/x.css"}},
      {"/a*b*c", {"/abc", "/aXbYc", "/abbcc", "/abcbc"}, {"/ab", "/acb", "/abcx", "/aXb/Yc"}},
      {"/*/edit", {"/7/edit", "//edit"}, {"/edit", "/7/8/edit", "/7/edit/"}},
      {"/**", {"/", "/a", "/a/", "/a/b/c"}, {}},
      {"/admin/**", {"/admin", "/admin/", "/admin/x", "/admin/x/y/"}, {"/", "/administrator", "/x/admin"}},
      {"/a/**/b", {"/a/b", "/a/x/b", "/a/x/y/b", "/a/b/b"}, {"/a", "/a/b/", "/ab", "/a/bb", "/b"}},
      {"/**/b", {"/b", "/x/b", "/b/b", "/x/y/b"}, {"/", "/b/", "/xb"}},
      {"/**/*.css", {"/x.css", "/a/b/x.css"}, {"/x.css/", "/a/b/"}},
      {"/**/a/**/b/**", {"/a/b", "/x/a/y/b/z", "/a/a/b/b"}, {"/b/a", "/a/x", "/ab"}},
      {"/a/**/**/b", {"/a/b", "/a/x/b"}, {"/a"}},
      {"/a.b", {"/a.b"}, {"/axb"}},
      {"/a+[b](c)", {"/a+[b](c)"}, {"/aab"}},
      {"/with blank", {"/with blank"}, {}},
      {"/caf\xC3\xA9", {"/caf\xC3\xA9"}, {}},
  };
  for (const Case& one : cases) {
    const auto pattern = glob(one.pattern);
    for (const std::string_view path : one.fits) {
      EXPECT_TRUE(pattern->fits(path)) << one.pattern << " and " << path;
    }
    for (const std::string_view path : one.fits_not) {
      EXPECT_FALSE(pattern->fits(path)) << one.pattern << " and " << path;
    }
  }
}

TEST(PathPattern, RefusesWhatWouldNeverFit) {
  const std::vector<std::pair<std::string, std::string_view>> cases = {
      {"", "begins with '/'"},
      {"admin/**", "begins with '/'"},
      {"**", "begins with '/'"},
      {"/a//b", "would never fit"},
      {"/a/../b", "would never fit"},
      {"/./a", "would never fit"},
      {"/a%20b", "decoded path"},
      {"/a%2Fb", "decoded path"},
      {"/a**", "stands alone"},
      {"/**.css", "stands alone"},
      {"/***", "stands alone"},
      {"/a?x=1", "queries are not looked at"},
      {"/" + std::string(1024, 'x'), "at most 1024"},
  };
  for (const auto& [text, message] : cases) {
    const auto pattern = PathPattern::glob(text);
    ASSERT_FALSE(pattern) << text;
    EXPECT_NE(pattern.error().message.find(message), std::string::npos)
        << text << ": " << pattern.error().message;
  }
}

TEST(PathPattern, ExpressionsFitTheWholePath) {
  const auto pattern = PathPattern::regex("/v[0-9]+/(a|b)");
  ASSERT_TRUE(pattern);
  EXPECT_TRUE((*pattern)->fits("/v1/a"));
  EXPECT_FALSE((*pattern)->fits("/v1/ab"));
  EXPECT_FALSE((*pattern)->fits("/x/v1/a"));
  EXPECT_TRUE((*PathPattern::regex("/admin.*"))->fits("/admin\n/x"));
  EXPECT_FALSE(PathPattern::regex("/(a"));
  EXPECT_FALSE(PathPattern::regex("/(?=a)"));
  EXPECT_FALSE(PathPattern::regex("/(a{1000}){1000}"));
  EXPECT_FALSE(PathPattern::regex(std::string(1025, 'x')));
}

// With backtracking that blows up these would not end before the test's deadline.
TEST(PathPattern, HostilePathsEndInTime) {
  std::string stars = "/";
  std::string segments;
  for (int i = 0; i < 100; ++i) {
    stars += "a*";
    segments += "/**/a";
  }
  const std::string path = "/" + std::string(8000, 'a') + "b";
  EXPECT_FALSE(glob(stars + "c")->fits(path));
  std::string deep;
  for (int i = 0; i < 4000; ++i) {
    deep += "/a";
  }
  EXPECT_FALSE(glob(segments + "/c")->fits(deep));
  EXPECT_TRUE(glob(segments)->fits(deep));
  EXPECT_FALSE((*PathPattern::regex("/(a*)*(a*)*b"))->fits("/" + std::string(8000, 'a')));
}

TEST(PathPattern, CoversWhatItSurelyTakes) {
  const std::vector<std::pair<std::string_view, std::string_view>> covered = {
      {"/**", "/"},         {"/**", "/a/*/b"},  {"/a/**", "/a"},      {"/a/**", "/a/"},
      {"/a/**", "/a/b*/c"}, {"/a/**", "/a/**"}, {"/a/**", "/a/**/b"}, {"/a*", "/a*"},
  };
  for (const auto& [wide, narrow] : covered) {
    EXPECT_TRUE(glob(wide)->covers(*glob(narrow))) << wide << " and " << narrow;
  }
  const std::vector<std::pair<std::string_view, std::string_view>> open = {
      {"/a/**", "/**"}, {"/a/**", "/ab"}, {"/a/**", "/"},      {"/a/**", "/*"},
      {"/a", "/a/"},    {"/a/*", "/a/b"}, {"/a/**/b", "/a/b"}, {"/a/b/**", "/a/**"},
  };
  for (const auto& [wide, narrow] : open) {
    EXPECT_FALSE(glob(wide)->covers(*glob(narrow))) << wide << " and " << narrow;
  }
  const auto expression = *PathPattern::regex("/a.*");
  EXPECT_TRUE(expression->covers(**PathPattern::regex("/a.*")));
  EXPECT_FALSE(expression->covers(*glob("/a/**")));
  EXPECT_TRUE(glob("/**")->covers(*expression));
  EXPECT_FALSE(glob("/a/**")->covers(*expression));
}

}  // namespace
}  // namespace narvi::systems::forward_auth
