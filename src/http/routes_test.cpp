#include "http/routes.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

Routes table(std::initializer_list<std::string_view> patterns) {
  Routes routes;
  std::size_t endpoint = 100;
  for (const std::string_view pattern : patterns) {
    const auto added = routes.add(pattern, endpoint++);
    EXPECT_TRUE(added.has_value()) << pattern;
  }
  return routes;
}

struct Case {
  std::string_view path;
  std::optional<std::size_t> endpoint;
  std::string_view parameters;  ///< "name=value,name=value"
};

std::string listed(const RouteMatch& match) {
  std::string out;
  for (std::size_t i = 0; i < match.size(); ++i) {
    out.append(out.empty() ? "" : ",").append(match.at(i).name).append("=").append(match.at(i).value);
  }
  return out;
}

TEST(Routes, FindTheEndpoint) {
  const Routes routes = table({
      "/auth/login/",                      // 100
      "/sessions/<id>/",                   // 101
      "/sessions/current/",                // 102
      "/sessions/<id>/devices/<device>/",  // 103
      "/users/<int:pk>/",                  // 104
      "/users/<slug:name>/",               // 105
      "/users/<name>/",                    // 106
      "/",                                 // 107
      "/noslash",                          // 108
      "/x/y/<a>/",                         // 109
      "/x/<b>/z/",                         // 110
      "/f/<lookup:pk>/",                   // 111
      "/u/<uuid:id>",                      // 112
  });
  const Case cases[] = {
      {"/auth/login/", 100, ""},
      {"/auth/login", std::nullopt, ""},
      {"/auth/login//", std::nullopt, ""},
      {"/AUTH/login/", std::nullopt, ""},
      {"/sessions/7/", 101, "id=7"},
      {"/sessions//", std::nullopt, ""},
      {"/sessions/current/", 102, ""},
      {"/sessions/a b/", 101, "id=a b"},
      {"/sessions/7/devices/phone/", 103, "id=7,device=phone"},
      {"/sessions/7/devices/", std::nullopt, ""},
      {"/users/12/", 104, "pk=12"},
      {"/users/ab-1/", 105, "name=ab-1"},
      {"/users/a.b/", 106, "name=a.b"},
      {"/", 107, ""},
      {"", std::nullopt, ""},
      {"noslash", std::nullopt, ""},
      {"/noslash", 108, ""},
      {"/x/y/z/", 109, "a=z"},
      {"/x/q/z/", 110, "b=q"},
      {"/f/a1/", 111, "pk=a1"},
      {"/f/a.1/", std::nullopt, ""},
      {"/u/0123abcd-0000-4000-8000-00000000000f", 112, "id=0123abcd-0000-4000-8000-00000000000f"},
      {"/u/0123ABCD-0000-4000-8000-00000000000f", std::nullopt, ""},
  };
  for (const Case& c : cases) {
    const auto match = routes.find(c.path);
    ASSERT_EQ(match.has_value(), c.endpoint.has_value()) << c.path;
    EXPECT_EQ(routes.has(c.path), c.endpoint.has_value());
    if (match) {
      EXPECT_EQ(match->endpoint, c.endpoint) << c.path;
      EXPECT_EQ(listed(*match), c.parameters) << c.path;
    }
  }
}

TEST(Routes, TryTheNextParameterWhenTheRestFails) {
  const Routes routes = table({"/a/<int:n>/x/", "/a/<name>/y/"});
  EXPECT_EQ(routes.find("/a/1/y/")->endpoint, 101u);
  EXPECT_EQ(routes.find("/a/1/y/")->parameter("name"), "1");
  EXPECT_EQ(routes.find("/a/1/y/")->parameter("n"), "");
}

TEST(Routes, ARemainderTakesWhatIsLeft) {
  const Routes routes = table({"/p/<path:rest>", "/p/<name>/", "/p/", "/p/literal/"});
  const std::vector<std::tuple<std::string_view, std::size_t, std::string_view>> cases = {
      {"/p/a", 100, "a"},         {"/p/a/b/", 100, "a/b/"},       {"/p//", 100, "/"},
      {"/p//x//y", 100, "/x//y"}, {"/p/literal", 100, "literal"}, {"/p/literal/", 103, ""},
      {"/p/", 102, ""},
  };
  for (const auto& [path, endpoint, rest] : cases) {
    const auto match = routes.find(path);
    ASSERT_TRUE(match.has_value()) << path;
    EXPECT_EQ(match->endpoint, endpoint) << path;
    EXPECT_EQ(match->parameter("rest"), rest) << path;
  }
  EXPECT_EQ(routes.find("/p/name/")->parameter("name"), "name");
  EXPECT_FALSE(routes.has("/p"));
}

TEST(Routes, RefuseConflicts) {
  Routes routes = table({"/a/", "/b/<x>/", "/c/<int:x>/"});
  for (const std::string_view pattern : {"/a/", "/b/<y>/", "/c/<int:other>/"}) {
    const auto added = routes.add(pattern, 9);
    ASSERT_FALSE(added.has_value()) << pattern;
    EXPECT_EQ(added.error().kind, ErrorKind::kConflict);
  }
  EXPECT_EQ(routes.add("/b/<y>/", 9).error().message, "route /b/<y>/ is already taken by /b/<x>/");
  EXPECT_TRUE(routes.add("/c/<x>/", 9).has_value());
  EXPECT_EQ(routes.patterns().size(), 4u);
  EXPECT_EQ(routes.find("/a/")->endpoint, 100u);
}

TEST(Routes, RefuseMalformedPatterns) {
  Routes routes;
  for (const std::string_view pattern : {"", "a/", "/<>/", "/<1a>/", "/<a/", "/a>/", "/x<a>/", "/<float:a>/",
                                         "/<path:a>/", "/<path:a>/b", "/<a>/<a>/", "/<a>/<b>/<c>/<d>/<e>/"}) {
    const auto added = routes.add(pattern, 1);
    ASSERT_FALSE(added.has_value()) << pattern;
    EXPECT_EQ(added.error().kind, ErrorKind::kInvalid) << pattern;
  }
  EXPECT_TRUE(routes.patterns().empty());
}

}  // namespace
}  // namespace narvi::http
