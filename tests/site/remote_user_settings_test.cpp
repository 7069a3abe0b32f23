// What in [systems.remote_user] stops the start.

#include <gtest/gtest.h>

#include "app/command_problems.h"
#include "app/setting_tables.h"
#include "app/systems.h"
#include "remote_user_site.h"

namespace narvi::tests {
namespace {

std::vector<SettingProblem> problems_of(const SettingChanges& changes) {
  app::SettingTables tables;
  app::add_house_tables(tables);
  for (const rest::System* system : app::systems()) {
    tables.add_system(system->name, system->title, system->default_path, system->default_enabled,
                      system->settings);
  }
  Settings settings;
  SettingChanges all = remote_user_settings(changes);
  all["server.allowed_hosts"] = Texts{"testserver"};
  for (const auto& [name, value] : all) {
    const std::size_t dot = name.rfind('.');
    settings.put(name.substr(0, dot), name.substr(dot + 1), {value, "narvi.toml:7"});
  }
  settings.put_defaults(tables.all());
  return app::all_problems(settings, tables.all());
}

std::string text(const std::string& value) {
  return value;
}

TEST(RemoteUserSettings, TheDefaultsStandWithATrustedProxyAndTheBackend) {
  const auto problems = problems_of({});
  EXPECT_TRUE(problems.empty()) << problems.front().message;
}

TEST(RemoteUserSettings, WhatFitsIsTaken) {
  const std::string kOn = "systems.remote_user.";
  const SettingChanges good[] = {
      {{"server.trusted_proxies", Texts{"unix"}},
       {kOn + "unix_peer_uids", Texts{"33"}},
       {kOn + "unix_peer_gids", Texts{"33", "0"}},
       {"server.socket_mode", text("0666")}},
      {{"server.trusted_proxies", Texts{"unix"}},
       {kOn + "unix_peer_uids", Texts{"33"}},
       {"server.listen", Texts{"systemd"}}},
      {{"server.listen", Texts{"systemd"}}},
      {{"server.trusted_proxies", Texts{"0.0.0.0/0"}},
       {kOn + "shared_secret", std::vector<SecretText>{SecretText(std::string(32, 'a'))}}},
      {{"rest_framework.remote_user_header", text("HTTP_REMOTE_USER")}},
      {{"rest_framework.remote_user_header", text("REMOTE_USER")}, {kOn + "source", text("env")}},
      {{kOn + "source", text("env")}, {"server.trusted_proxies", Texts{}}},
      {{kOn + "create_unknown_user", false}, {"auth.create_unknown_user", false}},
      {{kOn + "source", text("tls")},
       {"server.trusted_proxies", Texts{}},
       {"server.tls_client_ca", text("ca.pem")},
       {"server.tls_certificate", text("a.pem")},
       {"server.tls_key", text("a.key")}},
      {{kOn + "clean_pattern", text("^(.*)@X$")}, {kOn + "clean_replacement", text("\\1")}},
  };
  for (const SettingChanges& changes : good) {
    const auto problems = problems_of(changes);
    EXPECT_TRUE(problems.empty()) << problems.front().message;
  }
}

TEST(RemoteUserSettings, WhatDoesNotFitStopsTheStart) {
  const std::string kOn = "systems.remote_user.";
  const std::vector<SecretText> secret{SecretText(std::string(32, 'a'))};
  struct Case {
    SettingChanges changes;
    std::string message;  ///< a part of it
  };
  const Case cases[] = {
      {{{"server.trusted_proxies", Texts{}}}, "source: no front server is trusted"},
      {{{"server.trusted_proxies", Texts{"0.0.0.0/0"}}}, "so everybody could name a user"},
      {{{"server.trusted_proxies", Texts{"::/0"}}}, "so everybody could name a user"},
      {{{"server.trusted_proxies", Texts{"::ffff:0:0/96"}}}, "so everybody could name a user"},
      {{{"server.trusted_proxies", Texts{"2000::/3"}}}, "so everybody could name a user"},
      {{{"server.trusted_proxies", Texts{"unix"}}, {"server.listen", Texts{"systemd"}}},
       "each of them could name a user"},
      {{{"auth.authentication_backends", Texts{"ModelBackend"}}}, "enabled: no backend"},
      {{{kOn + "source", text("header:")}}, "is not the name of a field"},
      {{{kOn + "source", text("header:Remote_User")}}, "is not the name of a field"},
      {{{kOn + "source", text("header:Remote User")}}, "is not the name of a field"},
      {{{kOn + "source", text("header:X-Forwarded-For")}}, "has another meaning"},
      {{{kOn + "source", text("header:authorization")}}, "has another meaning"},
      {{{kOn + "source", text("remote-user")}}, "source: \"remote-user\" is not known"},
      {{{kOn + "source", text("tls")}}, "source: no client shows a certificate"},
      {{{kOn + "source", text("env")}, {kOn + "groups_header", text("X-G")}},
       "any client could send the field"},
      {{{kOn + "groups_header", text("Remote-User")}}, "groups_header: the field Remote-User is used"},
      {{{kOn + "email_header", text("X-Narvi-Proxy-Secret")}}, "is used for something else"},
      {{{kOn + "shared_secret_header", text("")}}, "shared_secret_header: \"\" is not the name"},
      {{{kOn + "unix_peer_uids", Texts{"33"}}}, "unix_peer_uids: nobody could pass"},
      {{{kOn + "unix_peer_gids", Texts{"www"}}, {"server.trusted_proxies", Texts{"unix"}}},
       "unix_peer_gids: \"www\" is not the number"},
      {{{"server.trusted_proxies", Texts{"unix"}}, {"server.socket_mode", text("0666")}},
       "every user of this machine could name a user"},
      {{{kOn + "mtls_subjects", Texts{"proxy.example"}}}, "mtls_subjects: nobody could pass"},
      {{{kOn + "source", text("tls")}, {kOn + "shared_secret", secret}}, "there is no front server"},
      {{{kOn + "shared_secret", std::vector<SecretText>{SecretText("short")}}},
       "shared_secret: one is shorter"},
      {{{kOn + "shared_secret", std::vector<SecretText>{SecretText(std::string(32, ' '))}}},
       "shared_secret: one"},
      {{{kOn + "create_unknown_user", false}, {"auth.create_unknown_user", true}},
       "create_unknown_user: it contradicts [auth] create_unknown_user (narvi.toml:7)"},
      {{{kOn + "password", text("empty")}, {"auth.remote_user_password", text("unusable")}},
       "password: it contradicts [auth] remote_user_password"},
      {{{"rest_framework.remote_user_header", text("HTTP_X_USER")}},
       "source: it contradicts [rest_framework] remote_user_header"},
      {{{kOn + "paths", Texts{"intranet"}}}, "paths: \"intranet\" is not a path"},
      {{{kOn + "paths", Texts{"/a/"}}, {kOn + "mode", text("request")}}, "has no middleware"},
      {{{kOn + "clean_pattern", text("(")}}, "clean_pattern: \"(\" is not a pattern"},
      {{{kOn + "clean_pattern", text("a")}, {kOn + "clean_replacement", text("\\1")}},
       "clean_replacement does not"},
      {{{kOn + "clean_replacement", text("x")}}, "it has no effect: there is no clean_pattern"},
      {{{kOn + "sync_groups", text("add")}, {kOn + "allowed_groups", Texts{"*"}}},
       "sync_groups: no groups come"},
      {{{kOn + "staff_groups", Texts{"x"}}}, "staff_groups: no groups come"},
      {{{kOn + "sync_groups", text("add")}, {kOn + "groups_header", text("Remote-Groups")}},
       "could hand out every group"},
      {{{kOn + "groups_separator", text("")}}, "groups_separator: it must not be empty"},
  };
  for (const Case& one : cases) {
    const auto problems = problems_of(one.changes);
    bool found = false;
    for (const SettingProblem& problem : problems) {
      found = found || (problem.message.find(one.message) != std::string::npos && !problem.mend.empty());
    }
    EXPECT_TRUE(found) << one.message << " but " << (problems.empty() ? "nothing" : problems.front().message);
  }
}

}  // namespace
}  // namespace narvi::tests
