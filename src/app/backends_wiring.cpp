#include "app/accounts_parts.h"
#include "app/class_names.h"

namespace narvi::app {

Result<void> add_backends(const Settings& settings, accounts::Accounts& accounts) {
  for (const std::string& name : settings.list("auth", "authentication_backends")) {
    const auto path = backend_path(name);
    if (!path) {
      return unknown_name(settings, "authentication_backends", name, known_backends());
    }
    const bool allow_inactive = path->find("AllowAllUsers") != std::string_view::npos;
    if (path->ends_with("RemoteUserBackend")) {
      accounts.backends.add(accounts::make_remote_user_backend(allow_inactive));
    } else {
      accounts.backends.add(accounts::make_model_backend(accounts.users, accounts.passwords, allow_inactive));
    }
  }
  return {};
}

}  // namespace narvi::app
