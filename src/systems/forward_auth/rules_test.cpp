#include "systems/forward_auth/rules.h"

#include <gtest/gtest.h>

#include "systems/forward_auth/path_pattern.h"
#include "systems/forward_auth/rules_for_tests.h"

namespace narvi::systems::forward_auth {
namespace {

Target target(std::string host, std::string path, std::string method = "GET") {
  return {.method = std::move(method),
          .scheme = "https",
          .host = host,
          .authority = host,
          .path = path,
          .query = {},
          .plain_path = path};
}

std::vector<Rule> rules_of(std::initializer_list<Columns> rows) {
  auto rules = read_rules(settings_with(rows));
  EXPECT_TRUE(rules) << (rules ? "" : rules.error().message);
  return rules ? std::move(*rules) : std::vector<Rule>();
}

const std::string kHome = "192.0.2.7";

std::string decider(const std::vector<Rule>& rules, const Target& target, const std::string& client = kHome) {
  const Rule* rule = first_fit(rules, target, http::parse_ip(client));
  return rule == nullptr ? "" : rule->name;
}

TEST(Rules, ColumnsBecomeRules) {
  const auto rules = rules_of({
      {{"name", std::string("all")},
       {"hosts", Texts{"App.Example.com", "*.Example.org.", "*", "[2001:DB8::0001]"}},
       {"paths", Texts{"/a/**"}},
       {"path_regex", std::string("/b.*")},
       {"methods", Texts{"GET", "PROPFIND"}},
       {"networks", Texts{"192.0.2.0/24", "2001:db8::/32"}},
       {"authentication_classes", Texts{"TokenAuthentication"}},
       {"permission_classes", Texts{}},
       {"users", Texts{"alice"}},
       {"groups", Texts{"staff"}},
       {"user_permissions", Texts{"blog.change_post"}},
       {"clients", Texts{"web"}},
       {"throttle", std::string("10/15m")},
       {"identity", Texts{"user", "id"}},
       {"unauthenticated", std::string("redirect")},
       {"allow_preflight", true},
       {"check_origin", false},
       {"unusual_paths", true}},
      {},
      {{"policy", std::string("deny")}},
  });
  ASSERT_EQ(rules.size(), 3u);
  const Rule& all = rules[0];
  EXPECT_EQ(all.name, "all");
  EXPECT_EQ(all.origin, "narvi.toml:10");
  EXPECT_EQ(all.hosts, (Texts{"app.example.com", "*.example.org", "*", "[2001:db8::1]"}));
  ASSERT_EQ(all.paths.size(), 2u);
  EXPECT_FALSE(all.paths[0]->is_regex());
  EXPECT_TRUE(all.paths[1]->is_regex());
  EXPECT_EQ(all.methods, (Texts{"GET", "PROPFIND"}));
  EXPECT_EQ(all.networks.size(), 2u);
  EXPECT_EQ(all.schemes, Texts{"TokenAuthentication"});
  EXPECT_TRUE(all.permissions.empty());
  EXPECT_EQ(all.users, Texts{"alice"});
  EXPECT_EQ(all.groups, Texts{"staff"});
  EXPECT_EQ(all.user_permissions, Texts{"blog.change_post"});
  EXPECT_EQ(all.clients, Texts{"web"});
  EXPECT_EQ(all.throttle, (rest::Rate{10, Microseconds(std::chrono::minutes(15))}));
  EXPECT_EQ(all.identity, (Texts{"user", "id"}));
  EXPECT_EQ(all.unauthenticated, Unauthenticated::kRedirect);
  EXPECT_TRUE(all.allow_preflight);
  EXPECT_FALSE(all.check_origin);
  EXPECT_TRUE(all.unusual_paths);

  const Rule& plain = rules[1];
  EXPECT_EQ(plain.name, "rule 2");
  EXPECT_EQ(plain.policy, RulePolicy::kRequire);
  EXPECT_EQ(plain.permissions, Texts{"IsAuthenticated"});
  EXPECT_EQ(plain.identity, (Texts{"user", "groups", "name", "email"}));
  EXPECT_EQ(plain.unauthenticated, Unauthenticated::kByVisitor);
  EXPECT_EQ(plain.throttle, std::nullopt);
  EXPECT_FALSE(plain.allow_preflight);
  EXPECT_TRUE(plain.check_origin);
  EXPECT_FALSE(plain.unusual_paths);
  EXPECT_EQ(rules[2].policy, RulePolicy::kDeny);
}

TEST(Rules, HostsFit) {
  const auto rules = rules_of({{{"name", std::string("one")}, {"hosts", Texts{"app.example.com"}}},
                               {{"name", std::string("below")}, {"hosts", Texts{"*.example.com", "[::1]"}}},
                               {{"name", std::string("any")}, {"hosts", Texts{"*"}}}});
  EXPECT_EQ(decider(rules, target("app.example.com", "/")), "one");
  EXPECT_EQ(decider(rules, target("b.example.com", "/")), "below");
  EXPECT_EQ(decider(rules, target("a.b.example.com", "/")), "below");
  EXPECT_EQ(decider(rules, target("x.app.example.com", "/")), "below");
  EXPECT_EQ(decider(rules, target("[::1]", "/")), "below");
  EXPECT_EQ(decider(rules, target("example.com", "/")), "any");
  EXPECT_EQ(decider(rules, target("evilexample.com", "/")), "any");
  EXPECT_EQ(decider(rules, target(".example.com", "/")), "any");
}

TEST(Rules, EveryConditionMustFit) {
  const auto rules = rules_of({{{"name", std::string("narrow")},
                                {"hosts", Texts{"a.example", "b.example"}},
                                {"paths", Texts{"/x/**", "/y"}},
                                {"methods", Texts{"GET", "HEAD"}},
                                {"networks", Texts{"192.0.2.0/24", "2001:db8::/32"}}}});
  const Rule& rule = rules.at(0);
  const auto why = [&rule](const Target& asked, std::string_view client) {
    return fit(rule, asked, http::parse_ip(client));
  };
  EXPECT_EQ(why(target("a.example", "/x/1"), kHome), RuleFit::kFits);
  EXPECT_EQ(why(target("b.example", "/y", "HEAD"), "2001:db8::7"), RuleFit::kFits);
  EXPECT_EQ(why(target("b.example", "/y"), "::ffff:192.0.2.9"), RuleFit::kFits);
  EXPECT_EQ(why(target("c.example", "/x"), kHome), RuleFit::kHost);
  EXPECT_EQ(why(target("a.example", "/z"), kHome), RuleFit::kPath);
  EXPECT_EQ(why(target("a.example", "/x", "POST"), kHome), RuleFit::kMethod);
  EXPECT_EQ(why(target("a.example", "/x"), "198.51.100.1"), RuleFit::kNetwork);
  EXPECT_EQ(why(target("a.example", "/x"), ""), RuleFit::kNetwork);
  EXPECT_EQ(first_fit(rules, target("c.example", "/x"), {}), nullptr);
}

TEST(Rules, TheFirstThatFitsDecides) {
  const auto rules = rules_of({{{"name", std::string("public")}, {"paths", Texts{"/public/**"}}},
                               {{"name", std::string("read")}, {"methods", Texts{"GET"}}},
                               {{"name", std::string("rest")}}});
  EXPECT_EQ(decider(rules, target("a", "/public")), "public");
  EXPECT_EQ(decider(rules, target("a", "/x")), "read");
  EXPECT_EQ(decider(rules, target("a", "/x", "POST")), "rest");
}

TEST(Rules, TheFirstMistakeIsTheError) {
  const auto rules = read_rules(settings_with({{}, {{"hosts", Texts{"a:1"}}, {"methods", Texts{"get"}}}}));
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().kind, ErrorKind::kConfiguration);
  EXPECT_EQ(rules.error().message,
            "narvi.toml:21: [[systems.forward_auth.rules]] \"rule 2\", hosts: \"a:1\" is not a host; write "
            "\"app.example.com\" or \"*.example.com\", without scheme, port or path");
}

}  // namespace
}  // namespace narvi::systems::forward_auth
