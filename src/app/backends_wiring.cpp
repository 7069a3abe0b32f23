#include <memory>

#include "accounts/remote_user_backend.h"
#include "app/accounts_parts.h"
#include "app/class_names.h"

namespace narvi::app {

namespace {

std::unique_ptr<accounts::Backend> make_backend(std::string_view path, const Settings& settings,
                                                accounts::Accounts& accounts) {
  const bool allow_inactive = path.find("AllowAllUsers") != std::string_view::npos;
  if (path.ends_with(".BaseBackend")) {
    return accounts::make_base_backend();
  }
  if (!path.ends_with("RemoteUserBackend")) {
    return accounts::make_model_backend(accounts.users, accounts.passwords, accounts.permissions,
                                        allow_inactive);
  }
  accounts::RemoteUserRules rules;
  rules.allow_inactive = allow_inactive;
  rules.create_unknown_user = settings.boolean("auth", "create_unknown_user");
  rules.empty_password = settings.text("auth", "remote_user_password") == "empty";
  rules.configure_known_users = accounts.django.configures_known_remote_users;
  return accounts::make_remote_user_backend(accounts.users, accounts.permissions, accounts.clock,
                                            accounts.random, std::move(rules));
}

}  // namespace

Result<void> add_backends(const Settings& settings, accounts::Accounts& accounts) {
  for (const std::string& name : settings.list("auth", "authentication_backends")) {
    const auto path = backend_path(name);
    if (!path) {
      return unknown_name(settings, "authentication_backends", name, known_backends());
    }
    accounts.backends.add(make_backend(*path, settings, accounts));
  }
  return {};
}

}  // namespace narvi::app
