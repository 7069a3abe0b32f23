// narvi authz check: which rule decides, and what becomes of a user.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "systems/forward_auth/commands.h"
#include "systems/forward_auth/rules.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using systems::forward_auth::rule_table;
using testing::HasSubstr;
using Texts = std::vector<std::string>;
using Row = std::map<std::string, SettingValue>;
using Values = std::map<std::string, std::string>;

class Script final : public Terminal {
 public:
  bool interactive() const override { return false; }
  void out(std::string_view line) override { said.append(line).append("\n"); }
  void err(std::string_view line) override { said.append(line).append("\n"); }
  std::optional<std::string> ask(std::string_view) override { return std::nullopt; }
  std::optional<std::string> ask_secret(std::string_view) override { return std::nullopt; }
  std::optional<std::string> environment(std::string_view) const override { return std::nullopt; }

  std::string said;
};

struct Done {
  int code = -1;
  std::string said;
};

SettingRows rows(const std::vector<Row>& given) {
  SettingRows made;
  const std::string_view table = rule_table().name;
  for (const Row& row : given) {
    auto settings = std::make_shared<Settings>();
    settings->put(table, "", {SettingValue(), "narvi.toml:" + std::to_string(8 + 4 * made.size())});
    for (const auto& [key, value] : row) {
      settings->put(table, key, {value, "test"});
    }
    settings->put_defaults({&rule_table(), 1});
    made.push_back(std::move(settings));
  }
  return made;
}

SettingValue text(const char* value) {
  return std::string(value);
}

const std::vector<Row>& rules() {
  static const std::vector<Row> kRules = {
      {{"name", text("static")}, {"paths", Texts{"/static/**"}}, {"policy", text("bypass")}},
      {{"name", text("home")}, {"networks", Texts{"10.0.0.0/8"}}, {"policy", text("bypass")}},
      {{"name", text("secret")}, {"path_regex", text("/secret.*")}, {"policy", text("deny")}},
      {{"name", text("admin")},
       {"hosts", Texts{"app.example.com"}},
       {"paths", Texts{"/admin/**"}},
       {"methods", Texts{"GET", "POST"}},
       {"authentication_classes", Texts{"SessionAuthentication", "TokenAuthentication"}},
       {"permission_classes", Texts{"IsAuthenticated", "IsAdminUser"}},
       {"groups", Texts{"admins", "staff"}},
       {"user_permissions", Texts{"auth.add_group"}},
       {"clients", Texts{"web"}},
       {"throttle", text("600/min")}},
      {{"name", text("app")}, {"hosts", Texts{"*.example.com"}}, {"identity", Texts{"user"}}},
      {{"name", text("open")},
       {"hosts", Texts{"open.example.org"}},
       {"permission_classes", Texts{"AllowAny"}},
       {"unusual_paths", true}},
  };
  return kRules;
}

class AuthzCheck : public BothEngines {
 protected:
  void open(SettingChanges changes = {}) {
    changes["systems.forward_auth.enabled"] = true;
    changes["systems.forward_auth.rules"] = rows(rules());
    changes["server.trusted_proxies"] = Texts{"127.0.0.1"};
    house_ = token_site(GetParam(), std::move(changes));
    house_->query("INSERT INTO auth_group (id, name) VALUES (1, 'admins'), (2, 'staff')");
  }

  Done check(Values values) {
    const rest::CommandHouse services{
        house_->house().services(),
        [](const std::string&, std::optional<std::uint64_t>) { return rest::Advance([](std::uint64_t) {}); }};
    for (const rest::SystemCommand& command : systems::forward_auth::commands()) {
      if (command.name == "authz check") {
        CommandLine line;
        line.values.insert(values.begin(), values.end());
        Script terminal;
        const int code = command.run(services, line, terminal);
        return {code, terminal.said};
      }
    }
    return {};
  }

  std::unique_ptr<TestHouse> house_;
};

TEST_P(AuthzCheck, TellsOfEveryRuleWhyItDoesNotFit) {
  open();
  const Done done = check({{"url", "https://app.example.com/admin/users?x=1"}, {"user", "bob"}});
  EXPECT_EQ(done.code, 1);
  EXPECT_EQ(
      done.said,
      "GET https://app.example.com/admin/users?x=1\n"
      "\n"
      "  narvi.toml:8   static  does not fit: path: /admin/users is not /static/**\n"
      "  narvi.toml:12  home    does not fit: network: it asks for one; give --client-address\n"
      "  narvi.toml:16  secret  does not fit: path: /admin/users is not regex /secret.*\n"
      "  narvi.toml:20  admin   fits, and decides\n"
      "  narvi.toml:24  app     fits, too, but is not asked\n"
      "  narvi.toml:28  open    not asked; does not fit: host: app.example.com is not open.example.org\n"
      "\n"
      "\"admin\" demands:\n"
      "  schemes          one of SessionAuthentication, TokenAuthentication\n"
      "  permissions      IsAuthenticated, IsAdminUser\n"
      "  groups           member of one of admins, staff\n"
      "  user permissions all of auth.add_group\n"
      "  clients          a credential of one of web\n"
      "  origin           neither session nor Basic counts for what another site makes the browser change\n"
      "  identity         user, groups, name, email\n"
      "  throttle         600/min for each user, or each address of nobody\n"
      "\n"
      "bob:\n"
      "  yes  is active\n"
      "  yes  IsAuthenticated\n"
      "  yes  IsAdminUser\n"
      "  no   is in one of the groups: he is in none\n"
      "  no   has auth.add_group\n"
      "\n"
      "bob does not pass: 403.\n");
}

TEST_P(AuthzCheck, TellsWhatTheApplicationIsTold) {
  open();
  house_->query("INSERT INTO auth_user_groups (id, user_id, group_id) VALUES (1, 1, 1), (2, 1, 2)");
  house_->query("UPDATE auth_user SET is_staff = $1, is_superuser = $1, is_active = $1 WHERE id = 1", {true});
  const Done done = check({{"url", "https://app.example.com/admin"}, {"user", "alice"}, {"method", "POST"}});
  EXPECT_EQ(done.code, 0) << done.said;
  EXPECT_THAT(done.said,
              HasSubstr("  yes  is in one of the groups: he is in admins, staff\n"
                        "  yes  has auth.add_group\n"
                        "\n"
                        "alice passes, if he proves who he is by one of the schemes. The application "
                        "is told:\n"
                        "  Remote-User: alice\n"
                        "  Remote-Groups: admins,staff\n"));
  EXPECT_THAT(done.said,
              HasSubstr("Only a real request tells whether the limit of 600/min is reached, and whether "
                        "his credential was issued to one of web, and whether a session's request comes "
                        "from the site itself (Origin).\n"));
  const Done narrow = check({{"url", "https://b.example.com/"}, {"user", "alice"}});
  EXPECT_EQ(narrow.code, 0);
  EXPECT_THAT(narrow.said, HasSubstr("  Remote-User: alice\n  Remote-Groups: \n  Remote-Name: \n"));
}

TEST_P(AuthzCheck, InactiveUsersDoNotPass) {
  open();
  house_->query("UPDATE auth_user SET is_active = $1 WHERE id = 1", {false});
  const Done done = check({{"url", "https://b.example.com/"}, {"user", "alice"}});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.said, HasSubstr("  no   is active: no credential of his is taken\n"));
}

TEST_P(AuthzCheck, WithoutAUserItIsAboutNobody) {
  open({{"systems.forward_auth.login_url", text("https://auth.example.com/login")}});
  const Done refused = check({{"url", "https://b.example.com/"}});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr("an anonymous visitor:\n  no   IsAuthenticated\n\nAn anonymous visitor "
                                      "does not pass: browsers are sent to "
                                      "https://auth.example.com/login, with 401 for nginx and HAProxy.\n"));
  const Done admin = check({{"url", "https://app.example.com/admin"}});
  EXPECT_THAT(admin.said, HasSubstr("  no   is somebody: the rule asks for certain users\n"));

  const Done bypass = check({{"url", "https://b.example.com/"}, {"client-address", "10.1.2.3"}});
  EXPECT_EQ(bypass.code, 0);
  EXPECT_THAT(bypass.said, HasSubstr("everybody passes, as nobody: all identity fields are empty\n"));
  EXPECT_THAT(bypass.said,
              HasSubstr("An anonymous visitor passes. The application is told:\n  Remote-User: \n"));

  const Done any = check({{"url", "https://open.example.org/"}});
  EXPECT_EQ(any.code, 0);
  EXPECT_THAT(any.said, HasSubstr("  yes  AllowAny\n"));
}

TEST_P(AuthzCheck, SomeAreRefusedBeforeAnybodyIsAsked) {
  open();
  const Done denied = check({{"url", "https://b.example.com/secret/x"}, {"user", "alice"}});
  EXPECT_EQ(denied.code, 1);
  EXPECT_THAT(denied.said, HasSubstr("\"secret\" demands:\n  nobody passes\n\nalice does not pass: 403.\n"));

  const Done none = check({{"url", "https://elsewhere.example.net/"}});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.said, HasSubstr("Refused with 403: no rule fits, so nobody passes.\n"));

  const Done unusual = check({{"url", "https://b.example.com/static/%2e%2e/x"}});
  EXPECT_EQ(unusual.code, 1);
  EXPECT_THAT(unusual.said, HasSubstr("Rules look at /x\n"));
  EXPECT_THAT(unusual.said, HasSubstr("Refused with 400: two programs could read this path in two ways"));
  EXPECT_EQ(check({{"url", "https://open.example.org/a;b"}}).code, 0);
}

TEST_P(AuthzCheck, HostsOutsideOfTheDomainsAreRefused) {
  open({{"systems.forward_auth.cookie_domains", Texts{"example.com"}}});
  const Done done = check({{"url", "https://open.example.org/"}});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.said, HasSubstr("Refused with 400: open.example.org is not below cookie_domains.\n"));
}

TEST_P(AuthzCheck, SaysWhatItCannotRead) {
  open();
  const std::vector<std::pair<Values, std::string>> cases = {
      {{{"url", "app.example.com/x"}}, "is not what a proxy could ask about"},
      {{{"url", "ftp://app.example.com/x"}}, "is not what a proxy could ask about"},
      {{{"url", "https://app.example.com/"}, {"method", "get"}}, "is not what a proxy could ask about"},
      {{{"url", "https://app.example.com/"}, {"client-address", "home"}}, "home is not an address"},
      {{{"url", "https://app.example.com/"}, {"user", "n\x1bobody"}}, "user n\\x1bobody does not exist"},
      {{}, "is not what a proxy could ask about"},
  };
  for (const auto& [values, said] : cases) {
    const Done done = check(values);
    EXPECT_EQ(done.code, 2) << done.said;
    EXPECT_THAT(done.said, HasSubstr(said));
    EXPECT_THAT(done.said, HasSubstr("\n  mend: "));
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, AuthzCheck, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         [](const auto& instance) { return std::string(name_of(instance.param)); });

}  // namespace
}  // namespace narvi::tests
