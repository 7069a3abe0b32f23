#include "app/settings_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/class_names.h"
#include "app/setting_syntax.h"
#include "app/testing.h"

namespace narvi::app {
namespace {

std::vector<std::string> messages(const std::vector<SettingProblem>& problems) {
  std::vector<std::string> texts;
  for (const SettingProblem& problem : problems) {
    EXPECT_FALSE(problem.mend.empty()) << problem.message;
    EXPECT_FALSE(problem.origin.empty()) << problem.message;
    texts.push_back(problem.message);
  }
  return texts;
}

std::vector<std::string> check(std::string_view toml) {
  const HouseTables tables;
  return messages(check_settings(settings_from(toml), tables.all()));
}

TEST(SettingsCheck, DefaultsAreRight) {
  EXPECT_THAT(check(""), testing::IsEmpty());
  EXPECT_THAT(messages(setting_warnings(settings_from(""))), testing::IsEmpty());
}

TEST(SettingsCheck, WhatPeopleWriteIsRight) {
  EXPECT_THAT(
      check(
          "[server]\n"
          "listen = [\"0.0.0.0:8000\", \"[::1]:8000\", \"unix:/run/narvi.sock\", \"systemd\", "
          "\"localhost:0\"]\n"
          "allowed_hosts = [\".example.com\", \"10.0.0.1\", \"[::1]\", \"*\"]\n"
          "trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\", \"fd00::/8\", \"unix\"]\n"
          "tls_certificate = \"cert.pem\"\ntls_key = \"key.pem\"\n"
          "[security]\nproxy_ssl_header = \"X-Forwarded-Proto: https\"\n"
          "referrer_policy = \"no-referrer, same-origin\"\ncross_origin_opener_policy = \"none\"\n"
          "[database]\nurl = \"postgresql://narvi:p@ss@db/narvi\"\n"
          "[auth]\npassword_hashers = [\"django.contrib.auth.hashers.PBKDF2PasswordHasher\", "
          "\"PBKDF2SHA1PasswordHasher\"]\n"
          "[sessions]\ncookie_name = \"__Host-sessionid\"\ncookie_secure = true\ncookie_samesite = \"None\"\n"
          "[csrf]\ntrusted_origins = [\"https://*.example.com\", \"http://localhost:3000\"]\n"
          "[rest_framework]\ndefault_throttle_rates = { anon = \"10/min\", user = \"none\" }\n"),
      testing::IsEmpty());
}

struct Wrong {
  std::string_view toml;
  std::string_view message;
};

TEST(SettingsCheck, Contradictions) {
  const Wrong cases[] = {
      {"[server]\nlisten = []\n", "[server] listen: there is no address to answer on"},
      {"[server]\nlisten = [\"80 80\"]\n", "[server] listen: \"80 80\" is not an address"},
      {"[server]\nlisten = [\"8000\"]\n", "[server] listen: \"8000\" is not an address"},
      {"[server]\nlisten = [\"::1:8000\"]\n", "[server] listen: \"::1:8000\" is not an address"},
      {"[server]\nlisten = [\"localhost:70000\"]\n",
       "[server] listen: \"localhost:70000\" is not an address"},
      {"[server]\nlisten = [\"unix:narvi.sock\"]\n",
       "[server] listen: \"unix:narvi.sock\" is not an address"},
      {"[server]\nlisten = [\"a:1\", \"a:1\"]\n", "[server] listen: \"a:1\" is listed twice"},
      {"[server]\nmetrics_listen = \"9100\"\n", "[server] metrics_listen: \"9100\" is not an address"},
      {"[server]\nmetrics_listen = \"127.0.0.1:8000\"\n",
       "[server] metrics_listen: it is also in listen: metrics would be open to clients"},
      {"[server]\nallowed_hosts = []\n",
       "[server] allowed_hosts: every request would be refused: no host is allowed"},
      {"[server]\nallowed_hosts = [\"https://example.com\"]\n",
       "[server] allowed_hosts: \"https://example.com\" is not a host name"},
      {"[server]\nallowed_hosts = [\"example.com:8000\"]\n",
       "[server] allowed_hosts: \"example.com:8000\" is not a host name"},
      {"[server]\ntrusted_proxies = [\"10.0.0.1/8\"]\n",
       "[server] trusted_proxies: \"10.0.0.1/8\" is not a network"},
      {"[server]\ntrusted_proxies = [\"proxy\"]\n", "[server] trusted_proxies: \"proxy\" is not a network"},
      {"[server]\nsocket_mode = \"rw\"\n", "[server] socket_mode: \"rw\" is not a file mode"},
      {"[server]\nhead_limit = 2048\n",
       "[server] target_limit: it is larger than head_limit, which it is part of"},
      {"[server]\ntls_key = \"k\"\n", "[server] tls_key: there is no certificate for it"},
      {"[server]\ntls_certificate = \"c\"\n", "[server] tls_certificate: there is no key for it"},
      {"[server]\ntls_client_ca = \"c\"\n",
       "[server] tls_client_ca: without TLS no client shows a certificate"},
      {"[server]\ntls_client_required = true\n",
       "[server] tls_client_required: no authority is named that client certificates could come from"},
      {"[database]\nurl = \"mysql://root:hush@db\"\n",
       "[database] url: this is not the address of a database"},
      {"[database]\nurl = \"sqlite:\"\n", "[database] url: this is not the address of a database"},
      {"[security]\nsecret_key = \"\"\n", "[security] secret_key: it must not be empty"},
      {"[security]\nsecret_key_fallbacks = [\"\"]\n",
       "[security] secret_key_fallbacks: an old key is empty: anybody could sign with it"},
      {"[security]\nhsts_preload = true\n",
       "[security] hsts_preload: hsts_seconds is 0, so the header that this is part of is not sent"},
      {"[security]\nclear_text_credentials = \"refuse\"\n",
       "[security] clear_text_credentials: no request counts as https, so it refuses them all"},
      {"[security]\nproxy_ssl_header = \"https\"\n",
       "[security] proxy_ssl_header: \"https\" is not a header and its value"},
      {"[security]\nproxy_ssl_header = \"HTTP_X_FORWARDED_PROTO:https\"\n",
       "[security] proxy_ssl_header: \"HTTP_X_FORWARDED_PROTO\" is Django's spelling"},
      {"[security]\nreferrer_policy = \"some-origin\"\n",
       "[security] referrer_policy: \"some-origin\" is not a referrer policy"},
      {"[security]\ncross_origin_opener_policy = \"open\"\n",
       "[security] cross_origin_opener_policy: \"open\" is not an opener policy"},
      {"[users]\ntable = \"auth user\"\n", "[users] table: \"auth user\" is not a plain SQL name"},
      {"[users]\nusername_field = \"\"\n", "[users] username_field: \"\" is not a plain SQL name"},
      {"[users]\nemail_field = \"a;b\"\n", "[users] email_field: \"a;b\" is not a plain SQL name"},
      {"[auth]\npassword_hashers = []\n", "[auth] password_hashers: nobody could log in: the list is empty"},
      {"[auth]\npassword_hashers = [\"MD4PasswordHasher\"]\n",
       "[auth] password_hashers: \"MD4PasswordHasher\" is not known"},
      {"[auth]\nauth_password_validators = [\"HistoryValidator\"]\n",
       "[auth] auth_password_validators: \"HistoryValidator\" is not known"},
      {"[auth]\nauth_password_validators = [\"NumericPasswordValidator\", "
       "\"django.contrib.auth.password_validation.NumericPasswordValidator\"]\n",
       "[auth] auth_password_validators: "
       "\"django.contrib.auth.password_validation.NumericPasswordValidator\" is listed twice"},
      {"[auth]\nauth_password_validators = []\npassword_min_length = 12\n",
       "[auth] password_min_length: it has no effect without MinimumLengthValidator"},
      {"[auth]\npassword_max_similarity = \"0.09\"\n",
       "[auth] password_max_similarity: \"0.09\" is not between 0.1 and 1.0"},
      {"[auth]\npassword_max_similarity = \"1e-1\"\n",
       "[auth] password_max_similarity: \"1e-1\" is not between 0.1 and 1.0"},
      {"[auth]\npassword_user_attributes = []\n",
       "[auth] password_user_attributes: there is nothing to compare with"},
      {"[auth]\nscrypt_n = 10000\n", "[auth] scrypt_n: it is not a power of two"},
      {"[auth]\nscrypt_n = 65536\nscrypt_r = 1\n",
       "[auth] scrypt_r: scrypt is not defined for these scrypt_n, scrypt_r and scrypt_p"},
      {"[auth]\nargon2_memory_cost = 63\n",
       "[auth] argon2_memory_cost: it is less than 8 KiB for each lane of argon2_parallelism"},
      {"[auth]\npbkdf2_iterations = 2000\npbkdf2_iteration_ceiling = 1999\n",
       "[auth] pbkdf2_iteration_ceiling: new hashes would be over it and never verify: their number of "
       "rounds "
       "is 2000"},
      {"[auth]\npassword_hashers = [\"BCryptSHA256PasswordHasher\"]\nbcrypt_rounds = 16\n",
       "[auth] bcrypt_rounds_ceiling: new hashes would be over it and never verify: bcrypt_rounds is 16"},
      {"[auth]\npassword_hashers = [\"Argon2PasswordHasher\"]\nargon2_time_cost = 11\n",
       "[auth] argon2_work_ceiling: new hashes would be over it and never verify: argon2_memory_cost times "
       "argon2_time_cost is 1126400"},
      {"[auth]\npassword_hashers = [\"Argon2PasswordHasher\"]\nhash_memory = 99\n",
       "[auth] hash_memory: one new argon2 hash needs 100 MiB: no login could be checked"},
      {"[auth]\npassword_hashers = [\"ScryptPasswordHasher\"]\nscrypt_n = 131072\nscrypt_p = 5\n",
       "[auth] scrypt_work_ceiling: new hashes would be over it and never verify: scrypt_n times scrypt_r "
       "times scrypt_p is 5242880"},
      {"[auth]\npassword_hashers = [\"ScryptPasswordHasher\"]\nscrypt_n = 524288\nscrypt_p = 1\n",
       "[auth] hash_memory: one new scrypt hash needs 513 MiB: no login could be checked"},
      {"[auth]\npassword_hashers = [\"django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher\", "
       "\"PBKDF2SHA1PasswordHasher\"]\n",
       "[auth] password_hashers: \"PBKDF2SHA1PasswordHasher\" is listed twice"},
      {"[auth]\nauthentication_backends = [\"LDAPBackend\"]\n",
       "[auth] authentication_backends: \"LDAPBackend\" is not known"},
      {"[sessions]\ncookie_samesite = \"None\"\n",
       "[sessions] cookie_samesite: browsers drop cookies with SameSite=None that are not secure"},
      {"[csrf]\ncookie_samesite = \"none\"\n",
       "[csrf] cookie_samesite: browsers drop cookies with SameSite=none that are not secure"},
      {"[sessions]\ncookie_name = \"csrftoken\"\n",
       "[csrf] cookie_name: the session cookie has the same name"},
      {"[sessions]\ncookie_name = \"a b\"\n", "[sessions] cookie_name: \"a b\" is not a cookie name"},
      {"[sessions]\ncookie_path = \"api\"\n", "[sessions] cookie_path: \"api\" is not a path"},
      {"[sessions]\ncookie_domain = \"https://example.com\"\n",
       "[sessions] cookie_domain: \"https://example.com\" is not a domain"},
      {"[sessions]\ncookie_name = \"__Secure-id\"\n",
       "[sessions] cookie_name: browsers drop a cookie of this name that is not secure"},
      {"[sessions]\ncookie_name = \"__Host-id\"\ncookie_secure = true\ncookie_domain = \"example.com\"\n",
       "[sessions] cookie_name: browsers drop a __Host- cookie with a domain or a path"},
      {"[csrf]\nheader_name = \"X-CSRFToken\"\n",
       "[csrf] header_name: \"X-CSRFToken\" is not Django's spelling of a header"},
      {"[csrf]\ntrusted_origins = [\".example.com\"]\n",
       "[csrf] trusted_origins: \".example.com\" is not an origin"},
      {"[csrf]\ntrusted_origins = [\"https://example.com/\"]\n",
       "[csrf] trusted_origins: \"https://example.com/\" is not an origin"},
      {"[compat]\ndjango = \"3.2\"\n[csrf]\ntrusted_origins = [\"https://example.com\"]\n",
       "[csrf] trusted_origins: \"https://example.com\" is not a host, which Django 3.2 wants here"},
      {"[compat]\ntime_zone = \"Middle/Earth\"\n",
       "[compat] time_zone: \"Middle/Earth\" is not a time zone of this machine"},
      {"[compat]\ntime_zone = \"../passwd\"\n",
       "[compat] time_zone: \"../passwd\" is not a time zone of this machine"},
      {"[rest_framework]\nnon_field_errors_key = \"\"\n",
       "[rest_framework] non_field_errors_key: it must not be empty"},
  };
  for (const auto& [toml, message] : cases) {
    EXPECT_THAT(check(toml), testing::ElementsAre(std::string(message))) << toml;
  }
}

TEST(SettingsCheck, RatesAreCheckedUsedOrNot) {
  EXPECT_THAT(check("[rest_framework]\ndefault_throttle_rates = { uploads = \"ten/min\" }\n"),
              testing::ElementsAre(
                  testing::StartsWith("[rest_framework] default_throttle_rates: uploads: \"ten/min\"")));
}

TEST(SettingsCheck, TwoKeysNameWhereEachIs) {
  const HouseTables tables;
  const Settings settings = settings_from("[security]\nsecret_key = \"abc\"\nsecret_key_file = \"k\"\n");
  const auto problems = check_settings(settings, tables.all());
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_TRUE(problems[0].origin.ends_with("narvi.toml:3"));
  EXPECT_THAT(problems[0].message, testing::HasSubstr("narvi.toml:2"));
}

TEST(SettingsCheck, PathsOfSystems) {
  SettingTables tables;
  add_house_tables(tables);
  tables.add_system("sav", "Session login", "/auth-session/", true, {});
  for (const auto& [path, good] : std::initializer_list<std::pair<std::string, bool>>{{"/", true},
                                                                                      {"/a/b/", true},
                                                                                      {"/a", false},
                                                                                      {"a/", false},
                                                                                      {"", false},
                                                                                      {"/a b/", false},
                                                                                      {"/a?/", false}}) {
    const auto loaded = load_config(std::nullopt, {{"NARVI_SYSTEMS_SAV_PATH", path}}, tables.all(), {});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(check_settings(loaded->settings, tables.all()).empty(), good) << path;
  }
}

TEST(SettingsCheck, Warnings) {
  const std::string good = "kZ3xQ9vT1mB7nL5pR2wY8sD4fG6hJ0aC-uE_iO+tN=eX?qVbWzK";
  const Wrong cases[] = {
      {"[security]\nsecret_key = \"django-insecure-kZ3xQ9vT1mB7nL5pR2wY8sD4fG6hJ0aCuEiOtNeXqVbWzK\"\n",
       "[security] secret_key: it starts with \"django-insecure-\": it was made for development"},
      {"[security]\nsecret_key = \"short\"\n",
       "[security] secret_key: it is short or has few different characters: it may be guessed"},
      {"[security]\nsecret_key = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n",
       "[security] secret_key: it is short or has few different characters: it may be guessed"},
      {"[server]\nuse_x_forwarded_host = true\n",
       "[server] use_x_forwarded_host: it has no effect: no proxy is trusted"},
      {"[security]\nproxy_ssl_header = \"X-Forwarded-Proto:https\"\n",
       "[security] proxy_ssl_header: it has no effect: no proxy is trusted"},
      {"[security]\nbrowser_xss_filter = true\n",
       "[security] browser_xss_filter: it has no effect: Django 5.2 does not know it"},
      {"[security]\nsecret_key_fallbacks = [\"old\"]\n[compat]\ndjango = \"3.2\"\n",
       "[security] secret_key_fallbacks: Django 3.2 beside us does not know old keys: what they signed is "
       "valid only here"},
      {"[auth]\npassword_hashers = [\"MD5PasswordHasher\", \"PBKDF2PasswordHasher\"]\n",
       "[auth] password_hashers: \"MD5PasswordHasher\" is good for tests only: who steals its hashes has the "
       "passwords"},
      {"[auth]\npassword_hashers = [\"BCryptPasswordHasher\"]\n",
       "[auth] password_hashers: \"BCryptPasswordHasher\" reads no more than 72 bytes of a password"},
      {"[auth]\npassword_hashers = [\"ScryptPasswordHasher\"]\n[compat]\ndjango = \"3.2\"\n",
       "[auth] password_hashers: \"ScryptPasswordHasher\" makes hashes that Django 3.2 beside us cannot "
       "read"},
  };
  for (const auto& [toml, message] : cases) {
    EXPECT_THAT(messages(setting_warnings(settings_from(toml))), testing::ElementsAre(std::string(message)))
        << toml;
  }
  EXPECT_THAT(messages(setting_warnings(settings_from("[security]\nsecret_key = \"" + good + "\"\n"))),
              testing::IsEmpty());
}

TEST(SettingsCheck, SessionEngines) {
  for (const std::string engine : {"db", "cached_db"}) {
    for (const std::string prefix : {"", "django.contrib.sessions.backends."}) {
      const std::string toml = "[sessions]\nengine = \"" + prefix + engine + "\"\n";
      EXPECT_THAT(check(toml), testing::IsEmpty()) << toml;
      EXPECT_THAT(messages(setting_warnings(settings_from(toml))), testing::IsEmpty());
    }
  }
  const Wrong heard[] = {
      {"[sessions]\nengine = \"cache\"\n",
       "[sessions] engine: sessions live in the memory of this process: a restart ends them all"},
      {"[sessions]\nengine = \"signed_cookies\"\n",
       "[sessions] engine: a logout cannot end a copy of the cookie"},
  };
  for (const auto& [toml, message] : heard) {
    EXPECT_THAT(check(toml), testing::IsEmpty());
    EXPECT_THAT(messages(setting_warnings(settings_from(toml))), testing::ElementsAre(std::string(message)));
  }
  const Wrong wrong[] = {
      {"[sessions]\nengine = \"file\"\n", "[sessions] engine: sessions in files are not supported"},
      {"[sessions]\nengine = \"django.contrib.sessions.backends.file\"\n",
       "[sessions] engine: sessions in files are not supported"},
      {"[sessions]\nengine = \"redis\"\n", "[sessions] engine: \"redis\" is not a session engine"},
      {"[csrf]\ncookie_masked = true\n", "[csrf] cookie_masked: Django 5.2 does not know it"},
      {"[csrf]\ncookie_masked = true\n[compat]\ndjango = \"3.2\"\n",
       "[csrf] cookie_masked: Django 3.2 does not know it"},
  };
  for (const auto& [toml, message] : wrong) {
    EXPECT_THAT(check(toml), testing::ElementsAre(std::string(message))) << toml;
  }
  EXPECT_THAT(check("[csrf]\ncookie_masked = true\n[compat]\ndjango = \"4.2\"\n"), testing::IsEmpty());
}

TEST(SettingSyntax, ProxySslHeader) {
  const auto header = parse_proxy_ssl_header("X-Forwarded-Proto: https");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->name, "X-Forwarded-Proto");
  EXPECT_EQ(header->value, "https");
  EXPECT_FALSE(parse_proxy_ssl_header("X-Forwarded-Proto:"));
  EXPECT_FALSE(parse_proxy_ssl_header(":https"));
}

TEST(SettingSyntax, SocketMode) {
  EXPECT_EQ(parse_socket_mode("0660"), 0660u);
  EXPECT_EQ(parse_socket_mode("600"), 0600u);
  for (const std::string_view text : {"", "0888", "07777", "1777", "-1", "0660 "}) {
    EXPECT_EQ(parse_socket_mode(text), std::nullopt) << text;
  }
}

TEST(SettingSyntax, UrlsAreShownWithoutPasswords) {
  EXPECT_EQ(redacted_url("sqlite:narvi.db"), "sqlite:narvi.db");
  EXPECT_EQ(redacted_url("postgresql://u:hush@db:5432/n?sslmode=require&password=hush"),
            "postgresql://u:(set)@db:5432/n");
  EXPECT_EQ(redacted_url("postgres://u:hu@sh@db/n"), "postgres://u:(set)@db/n");
  EXPECT_EQ(redacted_url("postgresql://u@db/n"), "postgresql://u@db/n");
  EXPECT_EQ(redacted_url("host=db password=hush"), "(set)");
}

TEST(ClassNames, ShortAndDotted) {
  EXPECT_EQ(hasher_algorithm("PBKDF2PasswordHasher"), "pbkdf2_sha256");
  EXPECT_EQ(hasher_algorithm("django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher"), "pbkdf2_sha1");
  EXPECT_EQ(hasher_algorithm("WhirlpoolPasswordHasher"), std::nullopt);
  EXPECT_EQ(hasher_algorithm("pbkdf2_sha256"), std::nullopt);
  EXPECT_EQ(backend_path("AllowAllUsersModelBackend"),
            "django.contrib.auth.backends.AllowAllUsersModelBackend");
  EXPECT_EQ(backend_path("django.contrib.auth.backends.ModelBackend"),
            "django.contrib.auth.backends.ModelBackend");
  EXPECT_EQ(backend_path(""), std::nullopt);
}

}  // namespace
}  // namespace narvi::app
