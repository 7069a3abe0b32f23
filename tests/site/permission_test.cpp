// Permissions, and when a refusal is 401 or 403 (contract drf §3.1, §7.1).

#include <gtest/gtest.h>

#include "browser.h"
#include "rest/permission_registry.h"

namespace narvi::tests {
namespace {

constexpr const char* kAlice = "Basic YWxpY2U6d29uZGVybGFuZA==";
constexpr const char* kBob = "Basic Ym9iOmJ1aWxkZXI=";  // is_staff
constexpr const char* kMissing = R"({"detail":"Authentication credentials were not provided."})";
constexpr const char* kDenied = R"({"detail":"You do not have permission to perform this action."})";

struct Case {
  std::string method;
  std::string path;
  std::string authorization;
  int status;
};

TEST(Permissions, DecideByCallerAndMethod) {
  const auto house = make_site(Engine::kSqlite);
  const Case cases[] = {
      {"POST", "/any/", "", 200},         {"GET", "/any/", "Basic bad", 401},
      {"GET", "/members/", "", 401},      {"GET", "/members/", kAlice, 200},
      {"OPTIONS", "/members/", "", 401},  {"PUT", "/members/", "", 401},
      {"PUT", "/members/", kAlice, 405},  {"GET", "/staff/", "", 401},
      {"GET", "/staff/", kAlice, 403},    {"GET", "/staff/", kBob, 200},
      {"GET", "/readers/", "", 200},      {"HEAD", "/readers/", "", 200},
      {"OPTIONS", "/readers/", "", 200},  {"POST", "/readers/", "", 401},
      {"POST", "/readers/", kAlice, 200}, {"GET", "/nobody/", kAlice, 403},
      {"GET", "/nobody/", "", 403},       {"GET", "/members/", "Token x", 401},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.method + " " + one.path + " " + one.authorization);
    TestRequest request{.method = one.method, .target = one.path};
    if (!one.authorization.empty()) {
      request.headers = {{"Authorization", one.authorization}};
    }
    const http::Response response = house->answer(request);
    EXPECT_EQ(response.status, one.status) << response.body;
    EXPECT_EQ(header(response, "WWW-Authenticate"), one.status == 401 ? "Basic realm=\"api\"" : "");
    if (one.status == 401 && !one.authorization.starts_with("Basic")) {
      EXPECT_EQ(response.body, kMissing);
    }
    if (one.status == 403) {
      EXPECT_EQ(response.body, kDenied)
          << "an authenticated caller, or a view that nobody can prove himself to";
    }
  }
}

TEST(Permissions, AreFoundByName) {
  for (const std::string name :
       {"AllowAny", "IsAuthenticated", "IsAdminUser", "IsAuthenticatedOrReadOnly", "DjangoModelPermissions",
        "DjangoModelPermissionsOrAnonReadOnly", "DjangoObjectPermissions"}) {
    ASSERT_NE(rest::find_permission(name), nullptr) << name;
    EXPECT_EQ(rest::find_permission("rest_framework.permissions." + name)->name(), name);
  }
  EXPECT_EQ(rest::find_permission("IsNobody"), nullptr);
  EXPECT_EQ(rest::find_permission("allowany"), nullptr);
  const auto unknown = rest::find_permissions({"AllowAny", "IsNobody"});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_TRUE(unknown.error().message.starts_with(
      "there is no permission class \"IsNobody\"; known: AllowAny, IsAuthenticated"));
}

}  // namespace
}  // namespace narvi::tests
