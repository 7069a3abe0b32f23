#include "app/accounts_wiring.h"

#include <array>
#include <utility>

#include "accounts/session_db.h"
#include "app/accounts_parts.h"

namespace narvi::app {

using accounts::Accounts;

tl::unexpected<Error> unknown_name(const Settings& settings, std::string_view key, std::string_view name,
                                   std::string_view known) {
  return fail(ErrorKind::kConfiguration, settings.origin("auth", key) + ": [auth] " + std::string(key) +
                                             ": \"" + std::string(name) +
                                             "\" is not known; known: " + std::string(known));
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
  const accounts::DjangoBehaviour& django = accounts::behaviour(*version);
  auto ordered = make_hashers(settings, django);
  if (!ordered) {
    return tl::unexpected<Error>(std::move(ordered.error()));
  }
  auto browser = browser_settings(settings);
  if (!browser) {
    return tl::unexpected<Error>(std::move(browser.error()));
  }
  auto accounts = std::make_unique<Accounts>(
      clock, random, django,
      accounts::signing_keys(django, std::move(secret_key),
                             settings.secrets("security", "secret_key_fallbacks")),
      std::move(*browser), database, user_table(settings), std::move(*ordered), hash_pool);
  accounts->sessions = std::make_unique<accounts::DatabaseSessions>(database, accounts->keys,
                                                                    accounts->browser.session, clock, random);
  if (Result<void> added = add_backends(settings, *accounts); !added) {
    return tl::unexpected<Error>(std::move(added.error()));
  }
  return accounts;
}

}  // namespace narvi::app
