// create_client (contract durin §7) and durin clients.

#include <gtest/gtest.h>

#include "durin_site.h"
#include "systems/durin/commands.h"

namespace narvi::tests {
namespace {

using DurinCommands = BothEngines;

class Script final : public Terminal {
 public:
  bool interactive() const override { return false; }
  void out(std::string_view line) override { printed.append(line).append("\n"); }
  void err(std::string_view line) override { complained.append(line).append("\n"); }
  std::optional<std::string> ask(std::string_view) override { return std::nullopt; }
  std::optional<std::string> ask_secret(std::string_view) override { return std::nullopt; }
  std::optional<std::string> environment(std::string_view) const override { return std::nullopt; }

  std::string printed;
  std::string complained;
};

/// The exit code, and what was said on both streams.
std::string run(TestHouse& house, std::string_view name, std::map<std::string, std::string> values = {}) {
  const rest::CommandHouse services{
      house.house().services(),
      [](const std::string&, std::optional<std::uint64_t>) { return rest::Advance([](std::uint64_t) {}); }};
  for (const rest::SystemCommand& command : systems::durin::commands()) {
    if (command.name == name) {
      CommandLine line;
      line.values.insert(values.begin(), values.end());
      Script terminal;
      const int code = command.run(services, line, terminal);
      return std::to_string(code) + "\n" + terminal.printed + terminal.complained;
    }
  }
  ADD_FAILURE() << "there is no command " << name;
  return {};
}

std::optional<Microseconds> lifetime_of(TestHouse& house, const std::string& name) {
  const database::Rows rows = house.query("SELECT token_ttl FROM durin_client WHERE name = $1", {name});
  return rows.empty() ? std::nullopt : std::optional(rows.front().duration(0)->length);
}

TEST_P(DurinCommands, MakeClients) {
  const auto house = durin_site(GetParam());
  EXPECT_EQ(run(*house, "create_client", {{"name", "  phone "}}), "0\nClient phone created!\n");
  EXPECT_EQ(lifetime_of(*house, "phone"), std::chrono::days(1)) << "the default, where upstream stores none";
  const std::vector<std::pair<std::string, Microseconds>> lifetimes = {
      {"14 00:00", std::chrono::days(14)},
      {"90", Seconds(90)},
      {"", Seconds(0)},
      {"1 day", std::chrono::days(1)},
      {"P3DT4H", std::chrono::hours(76)},
      {"never", std::chrono::days(2'850'000)}};
  for (const auto& [text, length] : lifetimes) {
    EXPECT_EQ(run(*house, "create_client", {{"name", "c" + text}, {"token-ttl", text}}),
              "0\nClient c" + text + " created!\n");
    EXPECT_EQ(lifetime_of(*house, "c" + text), length) << text;
  }
  EXPECT_EQ(durin_login(*house, "cnever").status, 200);
}

TEST_P(DurinCommands, RefuseInUpstreamsWords) {
  const auto house = durin_site(GetParam());
  const std::string failed = "1\nCommandError: Can't create client!\n";
  EXPECT_EQ(run(*house, "create_client", {{"name", " "}}), failed + "name: This field may not be blank.\n");
  EXPECT_EQ(run(*house, "create_client", {{"name", "web"}}),
            failed + "name: client with this name already exists.\n");
  EXPECT_EQ(run(*house, "create_client", {{"name", std::string(65, 'x')}}),
            failed + "name: Ensure this field has no more than 64 characters.\n");
  EXPECT_EQ(
      run(*house, "create_client", {{"name", "a"}, {"token-ttl", "soon"}, {"throttle-rate", "2/minute"}}),
      failed +
          "token_ttl: Duration has wrong format. Use one of these formats instead: [DD] "
          "[HH:[MM:]]ss[.uuuuuu]."
          "\nthrottle_rate: invalid period 'minute'.\n");
  EXPECT_EQ(run(*house, "create_client", {{"name", "a"}, {"settings", "[1]"}}),
            failed + "settings: Write a JSON object of texts.\n");
  EXPECT_EQ(count(*house, "durin_client"), 3);
}

TEST_P(DurinCommands, ListThem) {
  const auto house = durin_site(GetParam());
  run(*house, "create_client",
      {{"name", "phone"}, {"token-ttl", "never"}, {"settings", R"({"platform":"ios","min":"3"})"}});
  house->query("DELETE FROM durin_client WHERE id = 3");
  const std::string id = house->query("SELECT id FROM durin_client WHERE name = 'phone'").front().text(0);
  const std::string listed = run(*house, "durin clients");
  EXPECT_NE(listed.find("1  web  1 00:00:00  -\n2  cli  30 00:00:00  3/m\n"), std::string::npos) << listed;
  EXPECT_NE(listed.find(id + "  phone  never  -  min=3  platform=ios\n"), std::string::npos) << listed;
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinCommands, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
