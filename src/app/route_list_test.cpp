#include "app/route_list.h"

#include <gtest/gtest.h>

#include "rest/call.h"
#include "rest/permission.h"
#include "rest/permission_composition.h"
#include "rest/schemes/builtin.h"
#include "rest/throttle.h"

namespace narvi::app {
namespace {

rest::Endpoint endpoint(std::string path, std::vector<std::string_view> methods) {
  rest::Endpoint made;
  made.path = std::move(path);
  made.name = "test" + made.path;
  for (const std::string_view method : methods) {
    made.methods.push_back({method, {}});
  }
  made.seal();
  return made;
}

RouteLine open_login() {
  rest::Endpoint login = endpoint("/login/", {"POST"});
  login.open_because = "logging in";
  login.throttles = {rest::anon_rate_throttle({"anon", rest::Rate{3, Seconds(60)}, {}}),
                     rest::user_rate_throttle({"user", {}, {}})};
  return route_line(login);
}

RouteLine guarded() {
  rest::Endpoint members = endpoint("/members/", {"GET", "DELETE"});
  members.schemes = {rest::schemes::basic_scheme()};
  members.permissions = {rest::is_authenticated()};
  return route_line(members);
}

TEST(RouteList, WhatIsOpenAndUnsafeIsMarked) {
  rest::Endpoint anybody = endpoint("/anybody/", {"PUT"});
  anybody.permissions = {rest::allow_any()};
  const std::vector<std::string> table =
      route_table({open_login(), guarded(), route_line(endpoint("/news/", {"GET"})), route_line(anybody)});
  ASSERT_EQ(table.size(), 7U);
  EXPECT_EQ(table[1].substr(0, 9), "! /login/");
  EXPECT_EQ(table[2].substr(0, 11), "  /members/");
  EXPECT_EQ(table[3].substr(0, 8), "  /news/");
  EXPECT_EQ(table[4].substr(0, 11), "! /anybody/");
  EXPECT_NE(table[1].find("POST, OPTIONS"), std::string::npos);
  EXPECT_NE(table[1].find("open: logging in"), std::string::npos);
  EXPECT_NE(table[1].find("AnonRateThrottle 3/min, UserRateThrottle unlimited"), std::string::npos);
  EXPECT_NE(table[2].find("basic  "), std::string::npos);
  EXPECT_NE(table[2].find("IsAuthenticated"), std::string::npos);
  EXPECT_NE(table[3].find("open: no reason given"), std::string::npos);
  EXPECT_NE(table[4].find("AllowAny, open"), std::string::npos);
  EXPECT_EQ(table[6].substr(0, 2), "! ");
}

TEST(RouteList, CompositionsAreReadable) {
  rest::Endpoint staff = endpoint("/staff/", {"GET"});
  staff.permissions = {rest::both(rest::is_authenticated(), rest::negation(rest::is_admin_user()))};
  EXPECT_EQ(route_line(staff).permissions, std::vector<std::string>{"(IsAuthenticated & ~IsAdminUser)"});
  EXPECT_FALSE(route_line(staff).open);
}

TEST(RouteList, NothingMarkedNeedsNoExplanation) {
  EXPECT_EQ(route_table({guarded()}).size(), 2U);
  EXPECT_EQ(route_table({}).size(), 1U);
}

TEST(RouteList, JsonHoldsTheSame) {
  const std::vector<std::string> lines = route_json({open_login(), guarded()});
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[1],
            R"(  {"path":"/login/","name":"test/login/","methods":["POST","OPTIONS"],"schemes":[],)"
            R"("permissions":[],"throttles":[{"name":"AnonRateThrottle","limit":"3/min"},)"
            R"({"name":"UserRateThrottle","limit":"unlimited"}],"open":true,"open_because":"logging in",)"
            R"("open_and_unsafe":true},)");
  EXPECT_EQ(lines[2],
            R"(  {"path":"/members/","name":"test/members/","methods":["GET","DELETE","HEAD","OPTIONS"],)"
            R"("schemes":["basic"],"permissions":["IsAuthenticated"],"throttles":[],"open":false,)"
            R"("open_because":null,"open_and_unsafe":false})");
  EXPECT_EQ(route_json({}), (std::vector<std::string>{"[", "]"}));
}

}  // namespace
}  // namespace narvi::app
