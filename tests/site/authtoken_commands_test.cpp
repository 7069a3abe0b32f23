// drf_create_token (contract drf §7.2), authtoken backfill and authtoken digest.

#include <gtest/gtest.h>

#include "io/suspend.h"
#include "systems/authtoken/bulk.h"
#include "systems/authtoken/commands.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using systems::authtoken::BulkStep;
using systems::authtoken::digest_of;
using systems::authtoken::is_digest;
using TokenCommands = BothEngines;

constexpr int kMany = 1203;  // three batches

class Script final : public Terminal {
 public:
  bool interactive() const override { return !answers.empty(); }
  void out(std::string_view line) override { printed.append(line).append("\n"); }
  void err(std::string_view line) override { complained.append(line).append("\n"); }
  std::optional<std::string> ask(std::string_view prompt) override {
    printed.append(prompt);
    if (answers.empty()) {
      return std::nullopt;
    }
    std::string answer = answers.front();
    answers.erase(answers.begin());
    return answer;
  }
  std::optional<std::string> ask_secret(std::string_view prompt) override { return ask(prompt); }
  std::optional<std::string> environment(std::string_view) const override { return std::nullopt; }

  std::vector<std::string> answers;
  std::string printed;
  std::string complained;
};

struct Done {
  int code;
  std::string out;
  std::string err;
};

Done run(TestHouse& house, std::string_view name, std::map<std::string, std::string> values = {},
         std::vector<std::string> answers = {}) {
  const rest::CommandHouse services{
      house.house().services(),
      [](const std::string&, std::optional<std::uint64_t>) { return rest::Advance([](std::uint64_t) {}); }};
  for (const rest::SystemCommand& command : systems::authtoken::commands()) {
    if (command.name == name) {
      CommandLine line;
      line.values.insert(values.begin(), values.end());
      Script terminal;
      terminal.answers = std::move(answers);
      const int code = command.run(services, line, terminal);
      return {code, terminal.printed, terminal.complained};
    }
  }
  ADD_FAILURE() << "there is no command " << name;
  return {};
}

/// user0, user1, ... from key 1000, without tokens or with one in clear each.
void add_users(TestHouse& house, bool with_tokens) {
  for (int i = 0; i < kMany; ++i) {
    house.query(
        "INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_active, is_staff, "
        "is_superuser, date_joined) VALUES ($1, $2, '', '', '', '', TRUE, FALSE, FALSE, $3)",
        {std::int64_t{1000} + i, "user" + std::to_string(i), house.clock().now()});
    if (with_tokens) {
      house.query("INSERT INTO authtoken_token (key, created, user_id) VALUES ($1, $2, $3)",
                  {"token" + std::to_string(i), house.clock().now(), std::int64_t{1000} + i});
    }
  }
}

std::int64_t in_clear(TestHouse& house) {
  return house.query("SELECT count(*) AS number FROM authtoken_token WHERE substr(key, 1, 7) <> 'sha256 '")
      .front()
      .integer(0)
      .value();
}

TEST_P(TokenCommands, CreatePrintsTheTokenThereIs) {
  const auto house = token_site(GetParam());
  const Done done = run(*house, "drf_create_token", {{"username", "alice"}});
  EXPECT_EQ(done.code, 0);
  EXPECT_EQ(done.out, std::string("Generated token ") + kAliceToken + " for user alice\n");
  EXPECT_EQ(done.err, "");
  const Done first = run(*house, "drf_create_token", {{"username", "notoken"}});
  EXPECT_EQ(first.out, "Generated token " + stored_key(*house, 8) + " for user notoken\n");
  const Done inactive = run(*house, "drf_create_token", {{"username", "gone"}});
  EXPECT_EQ(inactive.code, 0) << "inactive users, too";
}

TEST_P(TokenCommands, CreateWithResetEndsTheOldOne) {
  for (const auto& changes : {SettingChanges{}, digests()}) {
    const auto house = token_site(GetParam(), changes);
    const Done done = run(*house, "drf_create_token", {{"username", "alice"}, {"reset", "true"}});
    ASSERT_EQ(done.code, 0);
    const std::string token = done.out.substr(16, 40);
    EXPECT_EQ(done.out, "Generated token " + token + " for user alice\n");
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(user_of_token(*house, kAliceToken), "");
    EXPECT_EQ(user_of_token(*house, token), "alice");
    EXPECT_EQ(obtain(*house), token);
  }
}

TEST_P(TokenCommands, CreateForNobody) {
  const auto house = token_site(GetParam());
  for (const std::string name : {"nobody", "ALICE", ""}) {
    const Done done = run(*house, "drf_create_token", {{"username", name}});
    EXPECT_EQ(done.code, 1);
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err, "CommandError: Cannot create the Token: user " + name + " does not exist\n");
  }
}

TEST_P(TokenCommands, CreateSaysWhenItEndedAnother) {
  const auto house = token_site(GetParam(), digests());
  house->query("UPDATE authtoken_token SET key = $1 WHERE user_id = 1", {digest_of(kAliceToken)});
  const Done done = run(*house, "drf_create_token", {{"username", "alice"}});
  EXPECT_EQ(done.code, 0);
  EXPECT_NE(done.err.find("it has ended"), std::string::npos);
}

TEST_P(TokenCommands, BackfillGivesEveryUserOne) {
  for (const auto& changes : {SettingChanges{}, digests()}) {
    const auto house = token_site(GetParam(), changes);
    add_users(*house, false);
    const std::int64_t before = count(*house, "authtoken_token");
    const std::int64_t users = count(*house, "auth_user");
    EXPECT_EQ(run(*house, "authtoken backfill", {{"dry-run", "true"}}).out,
              "Would make " + std::to_string(users - before) + " tokens.\n");
    EXPECT_EQ(count(*house, "authtoken_token"), before);
    const Done done = run(*house, "authtoken backfill");
    EXPECT_EQ(done.code, 0);
    EXPECT_EQ(done.out, "Made " + std::to_string(users - before) + " tokens.\n");
    EXPECT_EQ(count(*house, "authtoken_token"), users);
    EXPECT_EQ(user_of_token(*house, kAliceToken), "alice") << "those there are stay";
    const Done told = run(*house, "drf_create_token", {{"username", "user7"}});
    EXPECT_EQ(told.err, "") << "a token made in bulk is told again";
    EXPECT_EQ(user_of_token(*house, told.out.substr(16, 40)), "user7");
    EXPECT_EQ(run(*house, "authtoken backfill").out, "Every user has a token.\n");
  }
}

TEST_P(TokenCommands, DigestTurnsEveryTokenOnce) {
  const auto house = token_site(GetParam(), digests());
  add_users(*house, true);
  const std::int64_t all = count(*house, "authtoken_token");
  const Done dry = run(*house, "authtoken digest", {{"dry-run", "true"}});
  EXPECT_EQ(dry.code, 0);
  EXPECT_EQ(dry.out.find("Would digest " + std::to_string(all) + " tokens."), 0U) << dry.out;
  EXPECT_EQ(in_clear(*house), all);
  const Done done = run(*house, "authtoken digest", {{"yes", "true"}});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.out, "Digested " + std::to_string(all) + " tokens.\n");
  EXPECT_EQ(in_clear(*house), 0);
  EXPECT_EQ(user_of_token(*house, kAliceToken), "alice");
  EXPECT_EQ(user_of_token(*house, "token0"), "user0");
  EXPECT_EQ(user_of_token(*house, "token" + std::to_string(kMany - 1)), "user" + std::to_string(kMany - 1));
  EXPECT_EQ(run(*house, "authtoken digest", {{"yes", "true"}}).out, "No token stands in clear.\n");
  EXPECT_EQ(stored_key(*house), digest_of(kAliceToken)) << "and never twice";
}

TEST_P(TokenCommands, DigestGoesOnWhereItStopped) {
  const auto house = token_site(GetParam(), digests());
  add_users(*house, true);
  const std::int64_t all = count(*house, "authtoken_token");
  {
    systems::authtoken::DigestTokens pass(house->house().services());
    const Result<BulkStep> step = io::run_blocking(pass.step());
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(step->changed, 500U);
  }  // stopped after one batch
  EXPECT_EQ(in_clear(*house), all - 500);
  EXPECT_EQ(user_of_token(*house, kAliceToken), "alice");
  EXPECT_EQ(user_of_token(*house, "token1200"), "user1200") << "both forms are accepted meanwhile";
  EXPECT_EQ(run(*house, "authtoken digest", {{"yes", "true"}}).out,
            "Digested " + std::to_string(all - 500) + " tokens.\n");
}

TEST_P(TokenCommands, DigestAsksAndIsCareful) {
  const auto plain = token_site(GetParam());
  const Done refused = run(*plain, "authtoken digest", {{"yes", "true"}});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("token_storage = \"digest\" for every server"), std::string::npos);
  EXPECT_EQ(run(*plain, "authtoken digest", {{"dry-run", "true"}}).code, 0);

  const auto house = token_site(GetParam(), digests());
  EXPECT_EQ(run(*house, "authtoken digest").err, "CommandError: this cannot be turned back: say --yes\n");
  for (const std::string answer : {"n", "", "yes please"}) {
    const Done done = run(*house, "authtoken digest", {}, {answer});
    EXPECT_EQ(done.code, 1);
    EXPECT_EQ(done.err, "Nothing was changed.\n");
    EXPECT_EQ(stored_key(*house), kAliceToken);
  }
  EXPECT_EQ(run(*house, "authtoken digest", {}, {"y"}).code, 0);
  EXPECT_TRUE(is_digest(stored_key(*house)));
}

INSTANTIATE_TEST_SUITE_P(Engines, TokenCommands, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
