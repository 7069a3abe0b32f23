#include "accounts/redirect_target.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;

TEST(RedirectTarget, IsSafeAsRecorded) {
  const std::size_t cases = vectors::replay("redirect_safe", [](const Case& test) {
    std::vector<std::string_view> hosts;
    for (const http::json::Value& host : *test.inputs.at("allowed_hosts").array()) {
      hosts.push_back(*host.text());
    }
    EXPECT_EQ(
        is_safe_redirect(test.inputs.text("url"), hosts, test.inputs.boolean("require_https"), test.version),
        test.expected.boolean("safe"));
  });
  EXPECT_EQ(cases, 82U);
}

TEST(RedirectTarget, CannotHideAHostBehindBreaks) {
  const std::string_view hosts[] = {"testserver"};
  const DjangoBehaviour& django = behaviour(DjangoVersion::k3_2);
  for (const std::string_view url :
       {"/\t/evil.com", "/\n/evil.com", "/\r\n/\tevil.com", "/\t\\evil.com", "\\\t\\evil.com", "/\t//",
        "ht\ntp://evil.com", "java\tscript:alert(1)"}) {
    EXPECT_FALSE(is_safe_redirect(url, hosts, false, django)) << url;
  }
  EXPECT_TRUE(is_safe_redirect("/a\tb", hosts, false, django));
}

TEST(RedirectTarget, AllowsWhatAViewAdds) {
  const std::string_view hosts[] = {"testserver", "other:8443", "[::1]:8000"};
  const DjangoBehaviour& django = behaviour(DjangoVersion::k5_2);
  EXPECT_TRUE(is_safe_redirect("https://other:8443/x", hosts, true, django));
  EXPECT_TRUE(is_safe_redirect("HTTPS://[::1]:8000", hosts, true, django));
  EXPECT_FALSE(is_safe_redirect("https://other/x", hosts, true, django));
  EXPECT_FALSE(is_safe_redirect("https://testserver/x", {}, true, django));
}

TEST(LoginRedirect, AsRecorded) {
  const std::size_t cases = vectors::replay("redirect_to_login", [](const Case& test) {
    EXPECT_EQ(
        login_redirect(test.inputs.text("next"), test.inputs.text("login_url"), test.inputs.text("field")),
        test.expected.text("location"));
  });
  EXPECT_EQ(cases, 9U);
}

TEST(LoginRedirect, KeepsOtherFieldsAndTheFragment) {
  EXPECT_EQ(login_redirect("/p", "/login/?b=1&a=+%C3%A9&b=2&#top", "next"),
            "/login/?b=1&b=2&a=%20%C3%A9&next=/p#top");
  EXPECT_EQ(login_redirect("/p", "/login/?#", ""), "/login/");
  EXPECT_EQ(login_redirect("/p", "/é/", "next"), "/%C3%A9/?next=/p");
}

TEST(LoginRedirect, NextIsWholeOnlyForAnotherHost) {
  const struct {
    std::string_view login_url;
    std::string_view next;
  } cases[] = {
      {"/login/", "/p/?a=1"},
      {"http://testserver/login/", "/p/?a=1"},
      {"//testserver/login/", "/p/?a=1"},
      {"https://testserver/login/", "http://testserver/p/?a=1"},
      {"http://sso.example.com/", "http://testserver/p/?a=1"},
  };
  for (const auto& [login_url, next] : cases) {
    EXPECT_EQ(next_after_login(login_url, "http", "testserver", "/p/?a=1"), next) << login_url;
  }
}

}  // namespace
}  // namespace narvi::accounts
