#include <gtest/gtest.h>

#include "systems/forward_auth/rules_for_tests.h"

namespace narvi::systems::forward_auth {
namespace {

std::string text_of(const std::vector<SettingProblem>& problems) {
  std::string text;
  for (const SettingProblem& problem : problems) {
    text += problem.origin + ": " + problem.message + " -> " + problem.mend + "\n";
  }
  return text;
}

void expect_problem(const Settings& settings, const std::string& origin, const std::string& part) {
  const auto problems = check_rules(settings);
  ASSERT_EQ(problems.size(), 1u) << text_of(problems);
  EXPECT_EQ(problems[0].origin, origin) << text_of(problems);
  EXPECT_NE(text_of(problems).find(part), std::string::npos) << text_of(problems);
  EXPECT_FALSE(problems[0].mend.empty());
}

SettingValue text(const char* value) {
  return std::string(value);
}

TEST(RulesCheck, SoundRulesHaveNoProblem) {
  EXPECT_EQ(text_of(check_rules(settings_with({
                {{"name", text("public")},
                 {"hosts", Texts{"app.example.com"}},
                 {"paths", Texts{"/public/**"}},
                 {"policy", text("bypass")},
                 {"throttle", text("10/s")},
                 {"unusual_paths", true}},
                {{"hosts", Texts{"app.example.com"}}, {"methods", Texts{"GET"}}},
                {{"hosts", Texts{"app.example.com"}}},
                {{"policy", text("deny")}},
            }))),
            "");
}

TEST(RulesCheck, WithoutRulesNobodyPasses) {
  expect_problem(settings_with({}), "narvi.toml:9", "nobody would pass anywhere");
}

TEST(RulesCheck, ValuesOfColumns) {
  for (const char* host : {"", "app.example.com:8443", "https://app.example.com", "app.example.com/x", "*.",
                           "*a.b", "a.*.b", "*.[::1]",
                           "b\xC3\xBC"
                           "cher.example",
                           ".example.com", "127.1"}) {
    expect_problem(settings_with({{{"hosts", Texts{"ok.example", host}}}}), "narvi.toml:11", "is not a host");
  }
  expect_problem(settings_with({{{"paths", Texts{"/a/../b"}}}}), "narvi.toml:11", "would never fit");
  expect_problem(settings_with({{{"path_regex", text("/(")}}}), "narvi.toml:11", "missing )");
  for (const char* method : {"get", "GET,POST", "M-SEARCH", "", "*"}) {
    expect_problem(settings_with({{{"methods", Texts{method}}}}), "narvi.toml:11", "is not a method");
  }
  for (const char* network : {"10.0.0.1/8", "lan", "10.0.0.0/33", ""}) {
    expect_problem(settings_with({{{"networks", Texts{network}}}}), "narvi.toml:11", "is not a network");
  }
  expect_problem(settings_with({{{"throttle", text("10/x")}}}), "narvi.toml:11", "throttle");
  for (const char* permission : {"change_post", ".x", "blog.", ""}) {
    expect_problem(settings_with({{{"user_permissions", Texts{permission}}}}), "narvi.toml:11",
                   "is not a permission");
  }
}

TEST(RulesCheck, EveryMistakeIsTold) {
  const auto problems = check_rules(settings_with({
      {{"hosts", Texts{"a:1", "b:2"}}, {"methods", Texts{"get"}}},
      {{"networks", Texts{"x"}}},
  }));
  ASSERT_EQ(problems.size(), 4u) << text_of(problems);
  EXPECT_EQ(problems[3].origin, "narvi.toml:21");
}

TEST(RulesCheck, ColumnsThatSayNothing) {
  const std::vector<std::pair<const char*, SettingValue>> of_require = {
      {"authentication_classes", Texts{"BasicAuthentication"}},
      {"permission_classes", Texts{"IsAdminUser"}},
      {"users", Texts{"alice"}},
      {"groups", Texts{"staff"}},
      {"user_permissions", Texts{"a.b"}},
      {"clients", Texts{"web"}},
      {"unauthenticated", text("challenge")},
      {"allow_preflight", true},
      {"check_origin", false},
      {"identity", Texts{"user"}},
  };
  for (const auto& [column, value] : of_require) {
    for (const char* policy : {"bypass", "deny"}) {
      expect_problem(settings_with({{{"policy", text(policy)}, {column, value}}}), "narvi.toml:12",
                     std::string(column) + ": it says nothing under policy = \"" + policy + "\"");
    }
    EXPECT_EQ(text_of(check_rules(settings_with({{{"policy", text("require")}, {column, value}}}))), "")
        << column;
  }
  expect_problem(settings_with({{{"policy", text("deny")}, {"throttle", text("1/s")}}}), "narvi.toml:12",
                 "throttle");
  expect_problem(settings_with({{{"policy", text("deny")}, {"unusual_paths", true}}}), "narvi.toml:12",
                 "unusual_paths");
}

TEST(RulesCheck, SchemesThatBelieveFields) {
  for (const char* name :
       {"RemoteUserAuthentication", "rest_framework.authentication.RemoteUserAuthentication",
        "remote_user.RemoteUserAuthentication", "PersistentRemoteUserAuthentication"}) {
    expect_problem(settings_with({{{"authentication_classes", Texts{"BasicAuthentication", name}}}}),
                   "narvi.toml:11", "would believe a name that the visitor wrote");
    expect_problem(settings_with({{}}, {"SessionAuthentication", name}), "narvi.toml:10",
                   "give the rule authentication_classes of its own");
    EXPECT_EQ(text_of(check_rules(settings_with({{{"policy", text("bypass")}}}, {name}))), "");
    EXPECT_EQ(text_of(check_rules(
                  settings_with({{{"authentication_classes", Texts{"SessionAuthentication"}}}}, {name}))),
              "");
  }
}

TEST(RulesCheck, TwoRulesWithOneName) {
  expect_problem(settings_with({{{"name", text("api")}, {"paths", Texts{"/a"}}},
                                {{"name", text("api")}, {"paths", Texts{"/b"}}}}),
                 "narvi.toml:21", "the rule at narvi.toml:10 has that name, too");
  expect_problem(
      settings_with({{{"name", text("rule 2")}, {"paths", Texts{"/a"}}}, {{"paths", Texts{"/b"}}}}),
      "default", "has that name, too");
}

TEST(RulesCheck, RulesThatNeverDecide) {
  const auto shadowed = [](const Columns& first, const Columns& second) {
    const auto problems = check_rules(settings_with({first, second}));
    return problems.size() == 1 && problems[0].origin == "narvi.toml:20" &&
           problems[0].message.find("it never decides: \"rule 1\" at narvi.toml:10") != std::string::npos;
  };
  const Columns all = {};
  const Columns any_host = {{"hosts", Texts{"*"}}};
  const Columns any_path = {{"paths", Texts{"/**"}}};
  const Columns app = {{"hosts", Texts{"app.example.com"}}};
  const Columns below = {{"hosts", Texts{"*.example.com"}}};
  const Columns deeper = {{"hosts", Texts{"*.app.example.com", "x.example.com"}}};
  const Columns admin = {{"paths", Texts{"/admin/**"}}};
  const Columns admin_part = {{"paths", Texts{"/admin/users", "/admin/**/x"}}};
  const Columns get = {{"methods", Texts{"GET"}}};
  const Columns get_post = {{"methods", Texts{"POST", "GET"}}};
  const Columns net = {{"networks", Texts{"10.0.0.0/8"}}};
  const Columns net_part = {{"networks", Texts{"10.1.0.0/16", "10.2.3.4"}}};
  const Columns deny = {{"policy", text("deny")}};

  for (const Columns& wide : {all, any_host, any_path}) {
    for (const Columns& narrow : {all, any_host, any_path, app, below, admin, get, net, deny}) {
      EXPECT_TRUE(shadowed(wide, narrow));
    }
  }
  EXPECT_TRUE(shadowed(below, app));
  EXPECT_TRUE(shadowed(below, deeper));
  EXPECT_TRUE(shadowed(admin, admin_part));
  EXPECT_TRUE(shadowed(get_post, get));
  EXPECT_TRUE(shadowed(net, net_part));
  EXPECT_FALSE(shadowed(app, below));
  EXPECT_FALSE(shadowed(app, any_host));
  EXPECT_FALSE(shadowed(below, any_host));
  EXPECT_FALSE(shadowed(admin_part, admin));
  EXPECT_FALSE(shadowed(get, get_post));
  EXPECT_FALSE(shadowed(get, all));
  EXPECT_FALSE(shadowed(net_part, net));
  EXPECT_FALSE(shadowed(net, all));
  EXPECT_FALSE(shadowed(app, admin));
}

}  // namespace
}  // namespace narvi::systems::forward_auth
