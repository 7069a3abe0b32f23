#include "app/settings_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "accounts/compat.h"

namespace narvi::app {

namespace {

constexpr std::size_t kGoodKeyLength = 50;  // Django's deploy check security.W009 (contract django-auth §4)
constexpr std::size_t kGoodKeyCharacters = 5;
constexpr std::string_view kInsecurePrefix = "django-insecure-";
constexpr std::string_view kNewKey =
    "remove secret_key, and one is made in secret_key_file; or write 50 random characters";

void check_system_paths(Findings& findings, std::span<const SettingTable> tables) {
  for (const SettingTable& table : tables) {
    const bool has_path = table.name.starts_with("systems.") &&
                          std::any_of(table.settings.begin(), table.settings.end(),
                                      [](const Setting& setting) { return setting.key == "path"; });
    if (!has_path) {
      continue;
    }
    const std::string& path = findings.settings().text(table.name, "path");
    if (!path.starts_with('/') || !path.ends_with('/') || path.find_first_of(" ?#") != std::string::npos) {
      findings.add(table.name, "path", fmt::format("\"{}\" is not a path", path),
                   "write it with both slashes: path = \"/auth/\"");
    }
  }
}

void warn_of_key(Findings& findings) {
  const std::string& key = findings.settings().secret("security", "secret_key").reveal();
  if (key.empty()) {
    return;
  }
  if (key.starts_with(kInsecurePrefix)) {
    findings.add("security", "secret_key", "it starts with \"django-insecure-\": it was made for development",
                 std::string(kNewKey));
  } else if (key.size() < kGoodKeyLength ||
             std::set<char>(key.begin(), key.end()).size() < kGoodKeyCharacters) {
    findings.add("security", "secret_key", "it is short or has few different characters: it may be guessed",
                 std::string(kNewKey));
  }
}

void warn_of_untrusted_headers(Findings& findings) {
  const Settings& settings = findings.settings();
  if (!settings.list("server", "trusted_proxies").empty()) {
    return;
  }
  const std::string mend = "list the proxy in [server] trusted_proxies";
  if (settings.boolean("server", "use_x_forwarded_host")) {
    findings.add("server", "use_x_forwarded_host", "it has no effect: no proxy is trusted", mend);
  }
  if (settings.optional_text("security", "proxy_ssl_header")) {
    findings.add("security", "proxy_ssl_header", "it has no effect: no proxy is trusted", mend);
  }
}

void warn_of_version(Findings& findings) {
  const Settings& settings = findings.settings();
  const std::string& name = settings.text("compat", "django");
  const auto version = accounts::parse_django_version(name);
  if (!version) {
    return;
  }
  const accounts::DjangoBehaviour& django = accounts::behaviour(*version);
  if (settings.boolean("security", "browser_xss_filter") && !django.xss_filter_header) {
    findings.add("security", "browser_xss_filter",
                 fmt::format("it has no effect: Django {} does not know it", name),
                 "remove it; browsers have given the filter up");
  }
  if (!settings.secrets("security", "secret_key_fallbacks").empty() && !django.secret_key_fallbacks) {
    findings.add(
        "security", "secret_key_fallbacks",
        fmt::format("Django {} beside us does not know old keys: what they signed is valid only here", name),
        "remove them, or upgrade the site and [compat] django");
  }
}

}  // namespace

void Findings::add(std::string_view table, std::string_view key, std::string_view message, std::string mend) {
  problems_.push_back(
      {settings_.origin(table, key), fmt::format("[{}] {}: {}", table, key, message), std::move(mend)});
}

std::vector<SettingProblem> check_settings(const Settings& settings, std::span<const SettingTable> tables) {
  Findings findings(settings);
  check_server(findings);
  check_security(findings);
  check_rest(findings);
  check_users(findings);
  check_auth(findings);
  check_browser(findings);
  check_cache(findings);
  check_entrances(findings, tables);
  check_system_paths(findings, tables);
  return findings.take();
}

std::vector<SettingProblem> setting_warnings(const Settings& settings) {
  Findings findings(settings);
  warn_of_key(findings);
  warn_of_untrusted_headers(findings);
  warn_of_version(findings);
  warn_of_hashers(findings);
  warn_of_browser(findings);
  return findings.take();
}

}  // namespace narvi::app
