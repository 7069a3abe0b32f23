#include <fmt/format.h>

#include "accounts/compat.h"
#include "app/sessions_wiring.h"
#include "app/setting_syntax.h"
#include "app/settings_check.h"

namespace narvi::app {

namespace {

bool is_domain(std::string_view domain) {
  return !domain.empty() && domain.find_first_of(" :/;,*") == std::string_view::npos;
}

void check_cookie(Findings& findings, std::string_view table) {
  const Settings& settings = findings.settings();
  const std::string& name = settings.text(table, "cookie_name");
  const bool secure = settings.boolean(table, "cookie_secure");
  const auto domain = settings.optional_text(table, "cookie_domain");
  const std::string& path = settings.text(table, "cookie_path");
  if (!is_token(name)) {
    findings.add(table, "cookie_name", fmt::format("\"{}\" is not a cookie name", name),
                 "use letters, digits, '-' and '_'");
  }
  if (domain && !is_domain(*domain)) {
    findings.add(table, "cookie_domain", fmt::format("\"{}\" is not a domain", *domain),
                 "write a name such as \"example.com\", or \"none\"");
  }
  if (!path.starts_with('/') || path.find_first_of(";, ") != std::string::npos) {
    findings.add(table, "cookie_path", fmt::format("\"{}\" is not a path", path), "write \"/\"");
  }
  const std::string& same_site = settings.text(table, "cookie_samesite");
  if ((same_site == "None" || same_site == "none") && !secure) {
    findings.add(table, "cookie_samesite",
                 fmt::format("browsers drop cookies with SameSite={} that are not secure", same_site),
                 "set cookie_secure = true, or cookie_samesite = \"Lax\"");
  }
  // The prefixes are promises that browsers check (RFC 6265bis §4.1.3).
  const bool host_prefix = name.starts_with("__Host-");
  if ((host_prefix || name.starts_with("__Secure-")) && !secure) {
    findings.add(table, "cookie_name", "browsers drop a cookie of this name that is not secure",
                 "set cookie_secure = true");
  }
  if (host_prefix && (domain || path != "/")) {
    findings.add(table, "cookie_name", "browsers drop a __Host- cookie with a domain or a path",
                 "leave cookie_domain and cookie_path at \"none\" and \"/\"");
  }
}

bool is_origin(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme != 0 && scheme != std::string_view::npos && origin.size() > scheme + 3 &&
         origin.find_first_of("/ ?#", scheme + 3) == std::string_view::npos;
}

void check_origins(Findings& findings) {
  const Settings& settings = findings.settings();
  const auto version = accounts::parse_django_version(settings.text("compat", "django"));
  const bool with_scheme = version && accounts::behaviour(*version).csrf_trusted_origins_have_scheme;
  for (const std::string& origin : settings.list("csrf", "trusted_origins")) {
    if (with_scheme && !is_origin(origin)) {
      findings.add(
          "csrf", "trusted_origins", fmt::format("\"{}\" is not an origin", origin),
          "write scheme and host, nothing behind: \"https://example.com\" or \"https://*.example.com\"");
    } else if (!with_scheme && origin.find_first_of(" /*") != std::string::npos) {
      findings.add(
          "csrf", "trusted_origins", fmt::format("\"{}\" is not a host, which Django 3.2 wants here", origin),
          "write \"example.com\", or \".example.com\" with all names below; or raise [compat] django");
    }
  }
}

void check_engine(Findings& findings) {
  const std::string& engine = findings.settings().text("sessions", "engine");
  if (find_session_engine(engine)) {
    return;
  }
  const bool file = engine == "file" || engine == "django.contrib.sessions.backends.file";
  findings.add(
      "sessions", "engine",
      file ? "sessions in files are not supported" : fmt::format("\"{}\" is not a session engine", engine),
      file ? "write \"db\" here, and the same as SESSION_ENGINE on the site"
           : "write \"db\", \"cached_db\", \"cache\" or \"signed_cookies\"");
}

void check_masked(Findings& findings) {
  const Settings& settings = findings.settings();
  const std::string& name = settings.text("compat", "django");
  const auto version = accounts::parse_django_version(name);
  if (version && settings.boolean("csrf", "cookie_masked") &&
      !accounts::behaviour(*version).csrf_cookie_masked_setting) {
    findings.add("csrf", "cookie_masked", fmt::format("Django {} does not know it", name),
                 "remove it, or set [compat] django = \"4.2\" if that is what the site runs");
  }
}

}  // namespace

void warn_of_browser(Findings& findings) {
  const auto engine = find_session_engine(findings.settings().text("sessions", "engine"));
  if (engine == SessionEngine::kCache) {
    findings.add("sessions", "engine", "sessions live in the memory of this process: a restart ends them all",
                 "use \"cached_db\", which is as fast and keeps them");
  }
  if (engine == SessionEngine::kSignedCookies) {
    findings.add("sessions", "engine", "a logout cannot end a copy of the cookie",
                 "use \"db\" or \"cached_db\", or a short cookie_age");
  }
}

void check_browser(Findings& findings) {
  const Settings& settings = findings.settings();
  check_cookie(findings, "sessions");
  check_cookie(findings, "csrf");
  if (settings.text("sessions", "cookie_name") == settings.text("csrf", "cookie_name")) {
    findings.add("csrf", "cookie_name", "the session cookie has the same name", "give each its own");
  }
  const std::string& header = settings.text("csrf", "header_name");
  if (!header.starts_with("HTTP_") || !is_identifier(header)) {
    findings.add("csrf", "header_name", fmt::format("\"{}\" is not Django's spelling of a header", header),
                 "write X-CSRFToken as \"HTTP_X_CSRFTOKEN\"");
  }
  check_origins(findings);
  check_engine(findings);
  check_masked(findings);
}

}  // namespace narvi::app
