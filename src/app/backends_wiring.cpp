#include <memory>

#include "accounts/remote_user_backend.h"
#include "app/accounts_parts.h"
#include "app/class_names.h"
#include "app/remote_user_wiring.h"

namespace narvi::app {

namespace {

Result<std::unique_ptr<accounts::Backend>> make_backend(std::string_view path, const Settings& settings,
                                                        accounts::Accounts& accounts,
                                                        database::Database& database) {
  const bool allow_inactive = path.find("AllowAllUsers") != std::string_view::npos;
  if (path.ends_with(".BaseBackend")) {
    return accounts::make_base_backend();
  }
  if (!path.ends_with("RemoteUserBackend")) {
    return accounts::make_model_backend(accounts.users, accounts.passwords, accounts.permissions,
                                        allow_inactive);
  }
  Result<accounts::RemoteUserRules> rules = remote_user_rules(settings, accounts, database);
  if (!rules) {
    return tl::unexpected<Error>(std::move(rules.error()));
  }
  rules->allow_inactive = allow_inactive;
  return accounts::make_remote_user_backend(accounts.users, accounts.permissions, accounts.clock,
                                            accounts.random, std::move(*rules));
}

}  // namespace

Result<void> add_backends(const Settings& settings, accounts::Accounts& accounts,
                          database::Database& database) {
  for (const std::string& name : settings.list("auth", "authentication_backends")) {
    const auto path = backend_path(name);
    if (!path) {
      return unknown_name(settings, "authentication_backends", name, known_backends());
    }
    auto backend = make_backend(*path, settings, accounts, database);
    if (!backend) {
      return tl::unexpected<Error>(std::move(backend.error()));
    }
    accounts.backends.add(std::move(*backend));
  }
  return {};
}

}  // namespace narvi::app
