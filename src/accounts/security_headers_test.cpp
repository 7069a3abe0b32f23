#include "accounts/security_headers.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <regex>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::Members;
using vectors::replay;

std::string text_or_nothing(const http::json::Value& value) {
  return value.is_null() ? std::string() : *value.text();
}

SecuritySettings settings_of(const Members& given) {
  SecuritySettings settings;
  for (const auto& [name, value] : given.json().members()) {
    if (name == "SECURE_HSTS_SECONDS") {
      settings.hsts_seconds = *value.integer();
    } else if (name == "SECURE_HSTS_INCLUDE_SUBDOMAINS") {
      settings.hsts_include_subdomains = *value.boolean();
    } else if (name == "SECURE_HSTS_PRELOAD") {
      settings.hsts_preload = *value.boolean();
    } else if (name == "SECURE_CONTENT_TYPE_NOSNIFF") {
      settings.content_type_nosniff = *value.boolean();
    } else if (name == "SECURE_REFERRER_POLICY") {
      settings.referrer_policy = text_or_nothing(value);
    } else if (name == "SECURE_CROSS_ORIGIN_OPENER_POLICY") {
      settings.cross_origin_opener_policy = text_or_nothing(value);
    } else if (name == "SECURE_SSL_REDIRECT") {
      settings.ssl_redirect = *value.boolean();
    } else if (name == "SECURE_SSL_HOST") {
      settings.ssl_host = *value.text();
    } else if (name == "X_FRAME_OPTIONS") {
      settings.x_frame_options = *value.text();
    } else if (name == "SECURE_REDIRECT_EXEMPT") {
      settings.redirect_exempt = [pattern =
                                      std::regex(*value.array()->front().text())](std::string_view path) {
        return std::regex_search(path.begin(), path.end(), pattern);
      };
    } else {
      ADD_FAILURE() << name;
    }
  }
  return settings;
}

TEST(SecurityHeaderVectors, All) {
  static constexpr std::array<std::string_view, 7> kLookedAt{
      "Strict-Transport-Security", "X-Content-Type-Options",     "Referrer-Policy", "X-Frame-Options",
      "X-XSS-Protection",          "Cross-Origin-Opener-Policy", "Location"};
  EXPECT_EQ(
      replay(
          "security_headers",
          [](const Case& c) {
            const SecuritySettings settings = settings_of(c.inputs.object("settings"));
            const bool https = c.inputs.text("scheme") == "https";
            std::optional<http::Response> response =
                redirect_to_https(settings, https, c.inputs.text("host"), c.inputs.text("path"));
            if (!response) {
              response.emplace();
              for (const auto& [name, value] : c.inputs.object("preset").json().members()) {
                response->set(name, *value.text());
              }
            }
            add_security_headers(*response, settings, https, c.version);
            EXPECT_EQ(response->status, c.expected.integer("status"));
            const Members expected = c.expected.object("headers");
            for (const std::string_view name : kLookedAt) {
              const std::string* const sent = response->find(name);
              EXPECT_EQ(sent == nullptr ? std::nullopt : std::optional(*sent), expected.optional_text(name))
                  << name;
            }
          }),
      25U);
}

TEST(SecurityHeaders, FramingExemptAndXssFilter) {
  SecuritySettings settings;
  settings.browser_xss_filter = true;
  http::Response old;
  add_security_headers(old, settings, false, behaviour(DjangoVersion::k3_2), Framing::kExempt);
  EXPECT_EQ(old.find("X-Frame-Options"), nullptr);
  ASSERT_NE(old.find("X-XSS-Protection"), nullptr);
  EXPECT_EQ(*old.find("X-XSS-Protection"), "1; mode=block");
  http::Response current;
  add_security_headers(current, settings, false, behaviour(DjangoVersion::k5_2));
  EXPECT_EQ(current.find("X-XSS-Protection"), nullptr);
}

}  // namespace
}  // namespace narvi::accounts
