#include "app/remote_user_wiring.h"

#include <re2/re2.h>

#include <memory>
#include <utility>

#include "systems/remote_user/clean_name.h"
#include "systems/remote_user/options.h"
#include "systems/remote_user/provisioning.h"

namespace narvi::app {

namespace {

namespace remote_user = systems::remote_user;
using Pattern = std::function<std::string(std::string)>;

}  // namespace

Result<Pattern> remote_user_pattern(const Settings& settings) {
  const std::string& text = settings.text(remote_user::kTable, "clean_pattern");
  if (text.empty()) {
    return Pattern();
  }
  const std::string& replacement = settings.text(remote_user::kTable, "clean_replacement");
  const auto compiled = std::make_shared<const re2::RE2>(text, re2::RE2::Quiet);
  if (!compiled->ok()) {
    return fail(ErrorKind::kConfiguration, "\"" + text + "\" is not a pattern: " + compiled->error());
  }
  std::string fault;
  if (!compiled->CheckRewriteString(replacement, &fault)) {
    return fail(ErrorKind::kConfiguration, "clean_replacement does not fit it: " + fault);
  }
  return Pattern([compiled, replacement](std::string name) {
    re2::RE2::Replace(&name, *compiled, replacement);
    return name;
  });
}

Result<accounts::RemoteUserRules> remote_user_rules(const Settings& settings, accounts::Accounts& accounts,
                                                    database::Database& database) {
  accounts::RemoteUserRules rules;
  rules.configure_known_users = accounts.django.configures_known_remote_users;
  if (!settings.boolean(remote_user::kTable, "enabled")) {
    rules.create_unknown_user = settings.boolean("auth", "create_unknown_user");
    rules.empty_password = settings.text("auth", "remote_user_password") == "empty";
    return rules;
  }
  Result<Pattern> pattern = remote_user_pattern(settings);
  if (!pattern) {
    return fail(ErrorKind::kConfiguration,
                settings.origin(remote_user::kTable, "clean_pattern") +
                    ": [systems.remote_user] clean_pattern: " + pattern.error().message);
  }
  const remote_user::Options options = remote_user::read_options(settings);
  rules.create_unknown_user = options.create_unknown_user;
  rules.empty_password = options.empty_password;
  rules.clean_username = [cleaning = options.cleaning, pattern = std::move(*pattern)](std::string name) {
    return remote_user::clean_name(cleaning, pattern, std::move(name));
  };
  const auto provisioning = std::make_shared<remote_user::Provisioning>(
      accounts, database, options.update_on_login, options.groups);
  rules.provision = [provisioning](accounts::User& user, bool /*created*/,
                                   const accounts::RemoteUserAttributes& said) {
    return provisioning->apply(user, said);
  };
  return rules;
}

void check_remote_user_pattern(Findings& findings) {
  const Settings& settings = findings.settings();
  if (!settings.boolean(remote_user::kTable, "enabled")) {
    return;
  }
  if (const Result<Pattern> pattern = remote_user_pattern(settings); !pattern) {
    findings.add(remote_user::kTable, "clean_pattern", pattern.error().message,
                 "write it as RE2 takes it: github.com/google/re2/wiki/Syntax");
  }
}

}  // namespace narvi::app
