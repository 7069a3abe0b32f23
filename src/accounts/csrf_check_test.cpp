#include "accounts/csrf_check.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::Members;
using vectors::replay;

BrowserSettings settings_of(const Members& given) {
  BrowserSettings settings;
  for (const auto& [name, value] : given.json().members()) {
    if (name == "CSRF_HEADER_NAME") {
      settings.csrf.header_name = *value.text();
    } else if (name == "CSRF_COOKIE_NAME") {
      settings.csrf.cookie.name = *value.text();
    } else if (name == "CSRF_COOKIE_DOMAIN") {
      settings.csrf.cookie.domain = *value.text();
    } else if (name == "CSRF_TRUSTED_ORIGINS") {
      for (const http::json::Value& origin : *value.array()) {
        settings.csrf.trusted_origins.push_back(*origin.text());
      }
    } else {
      ADD_FAILURE() << name;
    }
  }
  return settings;
}

/// The field whose name equals `name` in any case.
std::optional<std::string> field(const Members& headers, std::string_view name) {
  for (const auto& [key, value] : headers.json().members()) {
    const bool same = key.size() == name.size() &&
                      std::equal(key.begin(), key.end(), name.begin(),
                                 [](char left, char right) { return (left | 0x20) == (right | 0x20); });
    if (same) {
      return *value.text();
    }
  }
  return std::nullopt;
}

TEST(CsrfVectors, Requests) {
  EXPECT_EQ(replay("csrf_request",
                   [](const Case& c) {
                     const BrowserSettings settings = settings_of(c.inputs.object("settings"));
                     const Members headers = c.inputs.object("headers");
                     const auto cookie = c.inputs.optional_text("cookie");
                     const auto form_token = c.inputs.optional_text("post_token");
                     const auto header_token = field(headers, csrf_header(settings.csrf.header_name));
                     const auto origin = field(headers, "Origin");
                     const auto referer = field(headers, "Referer");
                     CsrfRequest request;
                     request.method = c.inputs.text("method");
                     request.https = c.inputs.text("scheme") == "https";
                     request.host = c.inputs.text("host");
                     request.host_allowed =
                         request.host != "evil.org";  // what the recorded site's ALLOWED_HOSTS lacked
                     request.secret = cookie;
                     request.form_token = form_token;
                     request.header_token = header_token;
                     request.origin = origin;
                     request.referer = referer;
                     const std::optional<std::string> refusal = refuse_csrf(request, settings, c.version);
                     EXPECT_EQ(!refusal, c.expected.boolean("accepted"));
                     // Where upstream crashed, any reason will do.
                     if (!c.expected.has("upstream_raises")) {
                       EXPECT_EQ(refusal, c.expected.optional_text("reason"));
                     }
                   }),
            138U);
}

/// A POST over https that is right in every respect but those a test changes.
struct Post {
  std::string secret = std::string(32, 'a');
  BrowserSettings settings;
  CsrfRequest request;
  Post() {
    request.method = "POST";
    request.https = true;
    request.host = "www.example.com";
    request.secret = secret;
    request.form_token = secret;
  }
  std::optional<std::string> refusal(DjangoVersion version = DjangoVersion::k5_2) {
    return refuse_csrf(request, settings, behaviour(version));
  }
};

TEST(CsrfCheck, SessionDomainCountsWhenTheSecretLivesInTheSession) {
  Post post;
  post.settings.csrf.use_sessions = true;
  post.settings.session.cookie.domain = ".example.com";
  post.settings.csrf.cookie.domain = ".elsewhere.org";
  post.request.referer = "https://shop.example.com/";
  EXPECT_EQ(post.refusal(), std::nullopt);
  post.request.referer = "https://shop.elsewhere.org/";
  EXPECT_NE(post.refusal(), std::nullopt);
}

TEST(CsrfCheck, RefererIsShownAsPythonPutsItTogether) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"HTTPS://evil.org", "https://evil.org"},
      {" \thttps://evil.org/a?#", "https://evil.org/a"},
      {"https://evil.org?#x", "https://evil.org#x"},
      {"https://ev\til.org/a?b#c", "https://evil.org/a?b#c"},
  };
  for (const auto& [given, shown] : cases) {
    Post post;
    post.request.referer = given;
    EXPECT_EQ(post.refusal(),
              "Referer checking failed - " + std::string(shown) + " does not match any trusted origins.");
  }
}

TEST(CsrfCheck, IdentitiesInTheRefererDoNotPass) {
  for (const std::string_view referer :
       {"https://www.example.com@evil.org/", "https://evil.org/https://www.example.com/",
        "https://www.example.com.evil.org/", "https://www.example.com:443/",
        "https://user@www.example.com/"}) {
    Post post;
    post.request.referer = referer;
    EXPECT_NE(post.refusal(), std::nullopt) << referer;
  }
}

TEST(CsrfCheck, AForeignHostIsNotItsOwnOrigin) {
  Post post;
  post.request.host_allowed = false;
  post.request.origin = "https://www.example.com";
  EXPECT_NE(post.refusal(), std::nullopt);
}

TEST(CsrfCheck, FormTokenCountsForPostOnly) {
  Post post;
  post.request.method = "PUT";
  post.request.origin = "https://www.example.com";
  EXPECT_EQ(post.refusal(), "CSRF token missing.");
  post.request.method = "post";
  EXPECT_EQ(post.refusal(), std::nullopt);
}

TEST(CsrfHeader, IsTitleCased) {
  EXPECT_EQ(csrf_header("HTTP_X_CSRFTOKEN"), "X-Csrftoken");
  EXPECT_EQ(csrf_header("HTTP_X_XSRF_TOKEN"), "X-Xsrf-Token");
}

}  // namespace
}  // namespace narvi::accounts
