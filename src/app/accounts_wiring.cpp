#include "app/accounts_wiring.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <thread>
#include <utility>

#include "accounts/pbkdf2_hasher.h"
#include "accounts/session_db.h"

namespace narvi::app {

namespace {

using accounts::Accounts;
using accounts::DjangoBehaviour;

/// The last part of a dotted class path: Django's setting values and short names mean the same.
std::string_view short_name(std::string_view class_path) {
  const std::size_t dot = class_path.rfind('.');
  return dot == std::string_view::npos ? class_path : class_path.substr(dot + 1);
}

tl::unexpected<Error> unknown(const Settings& settings, std::string_view key, std::string_view what,
                              std::string_view name, std::string_view known) {
  return fail(ErrorKind::kConfiguration, settings.origin("auth", key) + ": [auth] " + std::string(key) +
                                             ": no " + std::string(what) + " named \"" + std::string(name) +
                                             "\"; known: " + std::string(known));
}

Result<std::shared_ptr<const accounts::Hashers>> hashers(const Settings& settings,
                                                         const DjangoBehaviour& django) {
  std::vector<std::unique_ptr<accounts::Hasher>> ordered;
  const auto asked = static_cast<unsigned>(settings.integer("auth", "pbkdf2_iterations"));
  const accounts::Pbkdf2Options options{.iterations = asked > 0 ? asked : django.pbkdf2_iterations};
  for (const std::string& name : settings.list("auth", "password_hashers")) {
    if (short_name(name) == "PBKDF2PasswordHasher") {
      ordered.push_back(accounts::make_pbkdf2_sha256(options));
    } else if (short_name(name) == "PBKDF2SHA1PasswordHasher") {
      ordered.push_back(accounts::make_pbkdf2_sha1(options));
    } else {
      return unknown(settings, "password_hashers", "password hasher", name,
                     "PBKDF2PasswordHasher, PBKDF2SHA1PasswordHasher");
    }
  }
  if (ordered.empty()) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("auth", "password_hashers") +
                    ": [auth] password_hashers: name at least one, the first makes new hashes");
  }
  return std::make_shared<const accounts::Hashers>(std::move(ordered));
}

Result<void> add_backends(const Settings& settings, Accounts& accounts) {
  for (const std::string& name : settings.list("auth", "authentication_backends")) {
    const std::string_view kind = short_name(name);
    if (kind == "ModelBackend" || kind == "AllowAllUsersModelBackend") {
      accounts.backends.add(accounts::make_model_backend(accounts.users, accounts.passwords,
                                                         kind == "AllowAllUsersModelBackend"));
    } else if (kind == "RemoteUserBackend" || kind == "AllowAllUsersRemoteUserBackend") {
      accounts.backends.add(accounts::make_remote_user_backend(kind == "AllowAllUsersRemoteUserBackend"));
    } else {
      return unknown(
          settings, "authentication_backends", "authentication backend", name,
          "ModelBackend, AllowAllUsersModelBackend, RemoteUserBackend, AllowAllUsersRemoteUserBackend");
    }
  }
  return {};
}

accounts::BrowserCookie cookie(const Settings& settings, std::string_view table) {
  accounts::BrowserCookie cookie;
  cookie.name = settings.text(table, "cookie_name");
  cookie.age = settings.duration(table, "cookie_age");
  cookie.domain = settings.optional_text(table, "cookie_domain").value_or("");
  cookie.path = settings.text(table, "cookie_path");
  cookie.same_site = settings.text(table, "cookie_samesite");
  cookie.secure = settings.boolean(table, "cookie_secure");
  cookie.http_only = settings.boolean(table, "cookie_httponly");
  return cookie;
}

/// SECURE_REDIRECT_EXEMPT: Python's re.search on the path, in RE2, which cannot be made to run forever.
Result<std::function<bool(std::string_view)>> exempt_paths(const Settings& settings) {
  const std::vector<std::string>& patterns = settings.list("security", "redirect_exempt");
  if (patterns.empty()) {
    return std::function<bool(std::string_view)>();
  }
  auto compiled = std::make_shared<std::vector<std::unique_ptr<re2::RE2>>>();
  for (const std::string& pattern : patterns) {
    compiled->push_back(std::make_unique<re2::RE2>(pattern, re2::RE2::Quiet));
    if (!compiled->back()->ok()) {
      return fail(ErrorKind::kConfiguration, settings.origin("security", "redirect_exempt") +
                                                 ": [security] redirect_exempt: \"" + pattern +
                                                 "\" is not a pattern: " + compiled->back()->error());
    }
  }
  return std::function<bool(std::string_view)>([compiled](std::string_view path) {
    return std::any_of(compiled->begin(), compiled->end(), [path](const auto& pattern) {
      return re2::RE2::PartialMatch(re2::StringPiece(path.data(), path.size()), *pattern);
    });
  });
}

Result<accounts::SecuritySettings> security(const Settings& settings) {
  constexpr std::string_view kTable = "security";
  auto exempt = exempt_paths(settings);
  if (!exempt) {
    return tl::unexpected<Error>(std::move(exempt.error()));
  }
  accounts::SecuritySettings security;
  security.hsts_seconds = settings.duration(kTable, "hsts_seconds").value_or(Seconds(0)).count();
  security.hsts_include_subdomains = settings.boolean(kTable, "hsts_include_subdomains");
  security.hsts_preload = settings.boolean(kTable, "hsts_preload");
  security.content_type_nosniff = settings.boolean(kTable, "content_type_nosniff");
  security.browser_xss_filter = settings.boolean(kTable, "browser_xss_filter");
  security.referrer_policy = settings.optional_text(kTable, "referrer_policy").value_or("");
  security.cross_origin_opener_policy =
      settings.optional_text(kTable, "cross_origin_opener_policy").value_or("");
  security.ssl_redirect = settings.boolean(kTable, "ssl_redirect");
  security.ssl_host = settings.optional_text(kTable, "ssl_host").value_or("");
  security.redirect_exempt = std::move(*exempt);
  security.x_frame_options = settings.optional_text(kTable, "x_frame_options").value_or("");
  return security;
}

Result<accounts::BrowserSettings> browser(const Settings& settings) {
  auto headers = security(settings);
  if (!headers) {
    return tl::unexpected<Error>(std::move(headers.error()));
  }
  accounts::BrowserSettings browser;
  browser.session.cookie = cookie(settings, "sessions");
  browser.session.expire_at_browser_close = settings.boolean("sessions", "expire_at_browser_close");
  browser.session.save_every_request = settings.boolean("sessions", "save_every_request");
  browser.csrf.cookie = cookie(settings, "csrf");
  browser.csrf.header_name = settings.text("csrf", "header_name");
  browser.csrf.trusted_origins = settings.list("csrf", "trusted_origins");
  browser.csrf.use_sessions = settings.boolean("csrf", "use_sessions");
  browser.security = std::move(*headers);
  return browser;
}

}  // namespace

std::unique_ptr<io::WorkerPool> make_hash_pool(const Settings& settings) {
  io::WorkerPoolOptions options;
  const auto asked = static_cast<std::size_t>(settings.integer("auth", "hash_threads"));
  options.threads = asked > 0 ? asked : std::max(1U, std::thread::hardware_concurrency() / 2);
  options.queue = static_cast<std::size_t>(settings.integer("auth", "hash_queue"));
  options.name = "narvi-hash";
  return std::make_unique<io::WorkerPool>(std::move(options));
}

accounts::UserTable user_table(const Settings& settings) {
  constexpr std::string_view kTable = "users";
  accounts::UserTable table;
  table.table = settings.text(kTable, "table");
  table.key_type = settings.text(kTable, "id_type") == "uuid" ? accounts::UserKeyType::kUuid
                                                              : accounts::UserKeyType::kInteger;
  table.key = settings.text(kTable, "id_field");
  const std::array<std::pair<std::string*, std::string_view>, 10> columns = {{
      {&table.username, "username_field"},
      {&table.password, "password_field"},
      {&table.email, "email_field"},
      {&table.first_name, "first_name_field"},
      {&table.last_name, "last_name_field"},
      {&table.is_active, "is_active_field"},
      {&table.is_staff, "is_staff_field"},
      {&table.is_superuser, "is_superuser_field"},
      {&table.last_login, "last_login_field"},
      {&table.date_joined, "date_joined_field"},
  }};
  for (const auto& [column, key] : columns) {
    *column = settings.text(kTable, key);
  }
  return table;
}

Result<std::unique_ptr<Accounts>> make_accounts(const Settings& settings, database::Database& database,
                                                io::WorkerPool& hash_pool, const Clock& clock, Random& random,
                                                SecretText secret_key) {
  const auto version = accounts::parse_django_version(settings.text("compat", "django"));
  if (!version) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("compat", "django") + ": [compat] django: unknown version");
  }
  const DjangoBehaviour& django = accounts::behaviour(*version);
  auto ordered = hashers(settings, django);
  if (!ordered) {
    return tl::unexpected<Error>(std::move(ordered.error()));
  }
  auto browser_settings = browser(settings);
  if (!browser_settings) {
    return tl::unexpected<Error>(std::move(browser_settings.error()));
  }
  auto accounts = std::make_unique<Accounts>(
      clock, random, django,
      accounts::signing_keys(django, std::move(secret_key),
                             settings.secrets("security", "secret_key_fallbacks")),
      std::move(*browser_settings), database, user_table(settings), std::move(*ordered), hash_pool);
  accounts->sessions = std::make_unique<accounts::DatabaseSessions>(database, accounts->keys,
                                                                    accounts->browser.session, clock, random);
  if (Result<void> added = add_backends(settings, *accounts); !added) {
    return tl::unexpected<Error>(std::move(added.error()));
  }
  return accounts;
}

}  // namespace narvi::app
