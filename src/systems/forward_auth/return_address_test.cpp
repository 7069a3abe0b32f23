#include "systems/forward_auth/return_address.h"

#include <gtest/gtest.h>

#include <vector>

namespace narvi::systems::forward_auth {
namespace {

Target target(std::string scheme, std::string authority, std::string path, std::string query) {
  Target made;
  made.method = "GET";
  made.scheme = std::move(scheme);
  made.authority = std::move(authority);
  made.path = std::move(path);
  made.query = std::move(query);
  return made;
}

// Contract remote-user-forward-auth §2.4, the example that is exact to the byte.
TEST(LoginAddress, IsTheContracts) {
  EXPECT_EQ(
      login_address("https://auth.example.com/login",
                    target("http", "app.example.com", "/admin", "a=1&b=%2F")),
      "https://auth.example.com/login?rd=http%3A%2F%2Fapp.example.com%2Fadmin%3Fa%3D1%26b%3D%252F&rm=GET");
}

TEST(LoginAddress, KeepsTheQueryOfTheLoginPage) {
  EXPECT_EQ(login_address("https://a.example.com/?x=1", target("https", "b.example.com:8443", "/", "")),
            "https://a.example.com/?x=1&rd=https%3A%2F%2Fb.example.com%3A8443%2F&rm=GET");
}

TEST(LoginAddress, LeavesOutWhatIsTooLong) {
  const std::string long_text(3000, 'x');
  EXPECT_EQ(login_address("https://a.example.com/", target("https", "b.example.com", "/p", long_text)),
            "https://a.example.com/?rd=https%3A%2F%2Fb.example.com%2Fp&rm=GET");
  EXPECT_EQ(login_address("https://a.example.com/", target("https", "b.example.com", "/" + long_text, "")),
            "https://a.example.com/?rm=GET");
}

TEST(ProtectedDomain, TakesNamesOnly) {
  EXPECT_EQ(protected_domain("Example.COM"), "example.com");
  EXPECT_EQ(protected_domain(".example.com"), "example.com");
  EXPECT_EQ(protected_domain("localhost"), "localhost");
  for (const std::string_view bad : {"", ".", "..example.com", "example.com:80", "https://example.com",
                                     "*.example.com", "a b", "[::1]", "exa..mple.com", "example.com/"}) {
    EXPECT_FALSE(protected_domain(bad)) << bad;
  }
}

TEST(IsBelow, WantsAWholeLabel) {
  const std::vector<std::string> domains = {"example.com", "other.org"};
  for (const std::string_view good : {"example.com", "a.example.com", "a.b.example.com", "x.other.org"}) {
    EXPECT_TRUE(is_below(good, domains)) << good;
  }
  for (const std::string_view bad : {"badexample.com", "example.com.evil.org", "com", "", ".org"}) {
    EXPECT_FALSE(is_below(bad, domains)) << bad;
  }
}

TEST(SafeReturnAddress, IsHttpsBelowOurDomains) {
  const std::vector<std::string> domains = {"example.com"};
  for (const std::string_view good :
       {"https://example.com", "https://app.example.com/a?b=c#d", "HTTPS://APP.EXAMPLE.COM/",
        "https://example.com:443/x", "https://example.com/@x", "https://example.com?u=a@b"}) {
    EXPECT_TRUE(is_safe_return_address(good, domains, false)) << good;
  }
  for (const std::string_view bad : {"http://example.com/",
                                     "https://example.com.evil.org/",
                                     "https://evilexample.com/",
                                     "//example.com/",
                                     "/path",
                                     "",
                                     "https:/example.com",
                                     "https:example.com",
                                     "https://user@example.com/",
                                     "https://example.com@evil.org/",
                                     "https://evil.org\\@example.com/",
                                     "https://evil.org\\.example.com/",
                                     "https://example.com:8443/",
                                     "https://example.com:80/",
                                     "javascript://example.com/%0aalert(1)",
                                     "https://exa\tmple.com/",
                                     "https://example.com/\n",
                                     " https://example.com/",
                                     "https://example.com/\x7f",
                                     "https://example.com/\xc3\xa9",
                                     "https://[::1]/",
                                     "https://example.com:/x:evil",
                                     "ftp://example.com/",
                                     "https://evil.org/https://example.com/",
                                     "https://evil.org#.example.com",
                                     "https://evil.org?.example.com"}) {
    EXPECT_FALSE(is_safe_return_address(bad, domains, false)) << bad;
  }
  EXPECT_FALSE(is_safe_return_address("https://example.com/" + std::string(3000, 'x'), domains, false));
  EXPECT_FALSE(is_safe_return_address("https://example.com/", {}, false));
}

TEST(SafeReturnAddress, HttpOnlyWhereItIsAllowed) {
  const std::vector<std::string> domains = {"example.com"};
  EXPECT_TRUE(is_safe_return_address("http://example.com/", domains, true));
  EXPECT_TRUE(is_safe_return_address("http://example.com:80/", domains, true));
  EXPECT_FALSE(is_safe_return_address("http://example.com:443/", domains, true));
}

TEST(LoginUrl, IsAbsolute) {
  EXPECT_TRUE(is_login_url("https://auth.example.com/login"));
  EXPECT_TRUE(is_login_url("http://127.0.0.1:8000/login?x=1"));
  for (const std::string_view bad : {"/login", "auth.example.com/login", "https://a.example.com/#x",
                                     "https://u@a.example.com/", "mailto://x", "https://"}) {
    EXPECT_FALSE(is_login_url(bad)) << bad;
  }
}

}  // namespace
}  // namespace narvi::systems::forward_auth
