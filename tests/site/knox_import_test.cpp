// knox import-tokens: REST framework's tokens go on working as knox tokens.

#include <gtest/gtest.h>

#include "knox_site.h"
#include "systems/knox/commands.h"

namespace narvi::tests {
namespace {

using KnoxImport = BothEngines;

constexpr int kMany = 1203;  // three batches

class Printed final : public Terminal {
 public:
  bool interactive() const override { return false; }
  void out(std::string_view line) override { text.append(line).append("\n"); }
  void err(std::string_view line) override { text.append("! ").append(line).append("\n"); }
  std::optional<std::string> ask(std::string_view) override { return std::nullopt; }
  std::optional<std::string> ask_secret(std::string_view) override { return std::nullopt; }
  std::optional<std::string> environment(std::string_view) const override { return std::nullopt; }
  std::string text;
};

std::string import_tokens(TestHouse& house, const std::string& option = {}) {
  const rest::CommandHouse command_house{
      house.house().services(),
      [](const std::string&, std::optional<std::uint64_t>) { return rest::Advance([](std::uint64_t) {}); }};
  CommandLine line;
  if (!option.empty()) {
    line.values[option] = "true";
  }
  Printed terminal;
  const int code = systems::knox::run_import_tokens(command_house, line, terminal);
  return std::to_string(code) + " " + terminal.text;
}

TEST_P(KnoxImport, TakesAllOfThemOnce) {
  const auto house = knox_site(GetParam(), {{"systems.authtoken.enabled", true}});
  for (int number = 0; number < kMany; ++number) {
    house->query(
        "INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_active, is_staff, "
        "is_superuser, date_joined) VALUES ($1, $2, '', '', '', '', TRUE, FALSE, FALSE, $3)",
        {std::int64_t{1000 + number}, "user" + std::to_string(number), house->clock().now()});
    const std::string key =
        number == 7 ? "sha256 DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD" : "key-" + std::to_string(number);
    house->query("INSERT INTO authtoken_token (key, created, user_id) VALUES ($1, $2, $3)",
                 {key, house->clock().now() - Seconds(60), std::int64_t{1000 + number}});
  }
  EXPECT_EQ(import_tokens(*house, "dry-run"), "0 There are 1203 tokens to take.\n");
  EXPECT_EQ(count(*house, "knox_authtoken"), 0);
  EXPECT_EQ(import_tokens(*house),
            "0 Took 1202 tokens; 0 were there already.\n"
            "! 1 token stood there as digests, which cannot be turned back.\n");
  EXPECT_EQ(user_of_knox(*house, "key-0"), "user0");
  EXPECT_EQ(user_of_knox(*house, "key-1202"), "user1202");
  EXPECT_EQ(user_of_knox(*house, "sha256"), "");
  EXPECT_EQ(import_tokens(*house).substr(0, 43), "0 Took 0 tokens; 1202 were there already.\n!");
  house->clock().advance(Seconds(36001));
  EXPECT_EQ(user_of_knox(*house, "key-0"), "") << "token_ttl counts from the command";
}

TEST_P(KnoxImport, EternalIfAskedFor) {
  const auto house = knox_site(GetParam(), {{"systems.authtoken.enabled", true}});
  house->query("INSERT INTO authtoken_token (key, created, user_id) VALUES ('plain', $1, 1)",
               {house->clock().now()});
  EXPECT_EQ(import_tokens(*house, "never-expire"), "0 Took 1 token; 0 were there already.\n");
  house->clock().advance(Seconds(36001));
  EXPECT_EQ(user_of_knox(*house, "plain"), "alice");
}

TEST_P(KnoxImport, SaysThatThereIsNoTable) {
  const auto house = knox_site(GetParam());
  EXPECT_EQ(import_tokens(*house), "1 ! CommandError: this database has no table authtoken_token\n");
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxImport, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
