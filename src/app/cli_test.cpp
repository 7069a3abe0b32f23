#include "app/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace narvi::app {
namespace {

constexpr std::array<CommandOption, 4> kSuperuser = {{
    {"--username", "-u", "USER", "name to log in with"},
    {"--email", "", "MAIL", "mail address"},
    {"--noinput", "", "", "ask nothing"},
    {"--verbose", "-v", "", "say more"},
}};
constexpr std::array<CommandOption, 1> kPassword = {{{"username", "", "", "whose password", true}}};
constexpr std::array<CommandOption, 2> kKeys = {{
    {"--kind", "", "KIND", "kind of key", true},
    {"file", "", "", "where to write it"},
}};
constexpr std::array<std::string_view, 2> kForms = {"csv", "json"};
constexpr std::array<CommandOption, 2> kList = {{
    {"--form", "", "FORM", "how it is written", false, kForms},
    {"--search", "", "TEXT", "only those with it"},
}};
constexpr std::array<CommandOption, 1> kShow = {{{"user", "", "", "who", true}}};
constexpr std::array<CommandSpec, 6> kCommands = {{
    {"Server", "serve", "answer requests", {}},
    {"Accounts", "createsuperuser", "make a user who may do everything", kSuperuser},
    {"Accounts", "changepassword", "set a password", kPassword},
    {"Server", "keys", "make a key", kKeys},
    {"Accounts", "users list", "list users", kList},
    {"Accounts", "users show", "show one user", kShow},
}};

CliOutcome parse(const std::vector<std::string>& arguments) {
  return parse_cli(arguments, kCommands, "1.2.3");
}

CliCommand command(const std::vector<std::string>& arguments) {
  const CliOutcome outcome = parse(arguments);
  if (const auto* message = std::get_if<CliMessage>(&outcome)) {
    ADD_FAILURE() << message->text;
    return {99, {}, {}};
  }
  return std::get<CliCommand>(outcome);
}

std::string refusal(const std::vector<std::string>& arguments) {
  const CliOutcome outcome = parse(arguments);
  const auto* message = std::get_if<CliMessage>(&outcome);
  EXPECT_TRUE(message != nullptr && message->exit_code == 2);
  return message == nullptr ? "" : message->text;
}

std::string help(const std::vector<std::string>& arguments) {
  const CliOutcome outcome = parse(arguments);
  const auto* message = std::get_if<CliMessage>(&outcome);
  EXPECT_TRUE(message != nullptr && message->exit_code == 0);
  return message == nullptr ? "" : message->text;
}

TEST(Cli, FindsTheCommand) {
  EXPECT_EQ(command({"serve"}).index, 0u);
  EXPECT_EQ(command({"serve"}).config, std::nullopt);
  EXPECT_TRUE(command({"serve"}).line.values.empty());
  EXPECT_EQ(command({"changepassword", "alice"}).index, 2u);
}

TEST(Cli, ConfigStandsBeforeOrBehind) {
  EXPECT_EQ(command({"--config", "a.toml", "serve"}).config, "a.toml");
  EXPECT_EQ(command({"serve", "--config", "a.toml"}).config, "a.toml");
  EXPECT_EQ(command({"serve", "--config=a.toml"}).config, "a.toml");
  EXPECT_EQ(command({"--config", "serve", "serve"}).config, "serve");
  const CliCommand mixed = command({"createsuperuser", "--noinput", "--config", "a", "--username", "bob"});
  EXPECT_EQ(mixed.config, "a");
  EXPECT_EQ(mixed.line.value("username"), "bob");
}

TEST(Cli, OptionsAndArguments) {
  const CliCommand found = command({"createsuperuser", "-u", "root", "--email=r@example.com", "--noinput"});
  EXPECT_EQ(found.line.values, (std::map<std::string, std::string, std::less<>>{
                                   {"username", "root"}, {"email", "r@example.com"}, {"noinput", "true"}}));
  EXPECT_EQ(command({"createsuperuser", "--username", "a", "--username", "b"}).line.value("username"), "b");
  EXPECT_EQ(command({"createsuperuser", "--username", ""}).line.value("username"), "");
  EXPECT_EQ(command({"createsuperuser", "--username", "two words"}).line.value("username"), "two words");
  EXPECT_EQ(command({"changepassword", "--", "-dash"}).line.value("username"), "-dash");
  EXPECT_EQ(command({"keys", "--kind", "rsa"}).line.value("file"), std::nullopt);
  EXPECT_EQ(command({"keys", "out.pem", "--kind", "rsa"}).line.value("file"), "out.pem");
  EXPECT_EQ(command({"changepassword", "serve"}).line.value("username"), "serve");
  EXPECT_EQ(command({"changepassword", "help"}).line.value("username"), "help");
}

TEST(Cli, WrongUsage) {
  EXPECT_EQ(refusal({"srve"}), "narvi: there is no command \"srve\"\n  mend: did you mean `narvi serve`?");
  EXPECT_EQ(refusal({"dance"}),
            "narvi: there is no command \"dance\"\n  mend: `narvi --help` lists all commands");
  EXPECT_EQ(refusal({"help", "createsuperusr"}),
            "narvi: there is no command \"createsuperusr\"\n  mend: did you mean `narvi createsuperuser`?");
  EXPECT_EQ(refusal({"createsuperuser", "--usrname", "x"}),
            "narvi createsuperuser: there is no option \"--usrname\"\n  mend: did you mean --username?");
  EXPECT_EQ(refusal({"serve", "now"}),
            "narvi serve: there is no place for \"now\"\n  mend: `narvi help serve` shows how it is used");
  EXPECT_EQ(
      refusal({"changepassword"}),
      "narvi changepassword: username is required\n  mend: `narvi help changepassword` shows how it is used");
  EXPECT_THAT(refusal({"keys"}), testing::HasSubstr("--kind is required"));
  EXPECT_THAT(refusal({"createsuperuser", "--username"}), testing::HasSubstr("--username"));
  EXPECT_THAT(refusal({"createsuperuser", "--noinput=maybe"}), testing::HasSubstr("narvi createsuperuser: "));
  EXPECT_THAT(refusal({"--config"}), testing::HasSubstr("which command?"));
  EXPECT_THAT(refusal({"serve", "--config"}), testing::HasSubstr("--config"));
  EXPECT_EQ(refusal({}), general_help(kCommands));
}

TEST(Cli, Version) {
  EXPECT_EQ(help({"--version"}), "narvi 1.2.3");
}

TEST(Cli, GeneralHelp) {
  const std::string expected =
      "Narvi: authentication for services in any language.\n"
      "\n"
      "Usage: narvi COMMAND [--config FILE] [OPTIONS]\n"
      "\n"
      "Server:\n"
      "  serve            answer requests\n"
      "  keys             make a key\n"
      "\n"
      "Accounts:\n"
      "  createsuperuser  make a user who may do everything\n"
      "  changepassword   set a password\n"
      "  users list       list users\n"
      "  users show       show one user\n"
      "\n"
      "Options:\n"
      "  --config FILE    settings; without it NARVI_CONFIG, ./narvi.toml or /etc/narvi/narvi.toml\n"
      "  --help           this help; with a command, its own\n"
      "  --version        the version\n"
      "\n"
      "`narvi help COMMAND` tells more about one command.";
  EXPECT_EQ(help({"--help"}), expected);
  EXPECT_EQ(help({"help"}), expected);
  EXPECT_EQ(help({"-h"}), expected);
}

TEST(Cli, CommandHelp) {
  const std::string expected =
      "make a user who may do everything\n"
      "\n"
      "Usage: narvi createsuperuser [--config FILE] [OPTIONS]\n"
      "\n"
      "Options:\n"
      "  -u, --username USER  name to log in with\n"
      "  --email MAIL         mail address\n"
      "  --noinput            ask nothing\n"
      "  -v, --verbose        say more\n"
      "  --config FILE        settings; without it NARVI_CONFIG, ./narvi.toml or /etc/narvi/narvi.toml\n"
      "  --help               this help";
  EXPECT_EQ(help({"help", "createsuperuser"}), expected);
  EXPECT_EQ(help({"createsuperuser", "--help"}), expected);
  EXPECT_EQ(help({"createsuperuser", "--noinput", "-h"}), expected);
  EXPECT_THAT(
      help({"help", "changepassword"}),
      testing::HasSubstr("Usage: narvi changepassword [--config FILE] USERNAME\n\nArguments:\n  USERNAME"));
  EXPECT_THAT(help({"help", "keys"}),
              testing::HasSubstr("Usage: narvi keys [--config FILE] --kind KIND [FILE]\n"));
}

TEST(Cli, CommandsOfTwoWords) {
  EXPECT_EQ(command({"users", "list"}).index, 4u);
  const CliCommand shown = command({"--config", "a.toml", "users", "show", "list"});
  EXPECT_EQ(shown.index, 5u);
  EXPECT_EQ(shown.config, "a.toml");
  EXPECT_EQ(shown.line.value("user"), "list");
  EXPECT_EQ(command({"users", "--config", "users", "show", "users"}).line.value("user"), "users");
}

TEST(Cli, AFamilyListsItsCommands) {
  const std::string expected =
      "Usage: narvi users COMMAND [--config FILE] [OPTIONS]\n"
      "\n"
      "Commands:\n"
      "  users list  list users\n"
      "  users show  show one user\n"
      "\n"
      "`narvi help users COMMAND` tells more about one command.";
  EXPECT_EQ(refusal({"users"}), expected);
  EXPECT_EQ(help({"users", "--help"}), expected);
  EXPECT_EQ(help({"help", "users"}), expected);
  EXPECT_THAT(help({"help", "users", "show"}),
              testing::HasSubstr("Usage: narvi users show [--config FILE] USER"));
  EXPECT_THAT(help({"users", "show", "-h"}),
              testing::HasSubstr("Usage: narvi users show [--config FILE] USER"));
}

TEST(Cli, NearMissesOfTwoWords) {
  EXPECT_EQ(refusal({"users", "lst"}),
            "narvi: there is no command \"users lst\"\n  mend: did you mean `narvi users list`?");
  EXPECT_EQ(refusal({"usrs"}), "narvi: there is no command \"usrs\"\n  mend: did you mean `narvi users`?");
  EXPECT_EQ(refusal({"help", "users", "shw"}),
            "narvi: there is no command \"users shw\"\n  mend: did you mean `narvi users show`?");
  EXPECT_EQ(refusal({"list"}),
            "narvi: there is no command \"list\"\n  mend: `narvi --help` lists all commands");
  EXPECT_EQ(refusal({"users", "list", "--serch", "x"}),
            "narvi users list: there is no option \"--serch\"\n  mend: did you mean --search?");
  EXPECT_EQ(refusal({"users", "show"}),
            "narvi users show: user is required\n  mend: `narvi help users show` shows how it is used");
}

TEST(Cli, Choices) {
  EXPECT_EQ(command({"users", "list", "--form", "csv"}).line.value("form"), "csv");
  EXPECT_EQ(refusal({"users", "list", "--form", "jsn"}),
            "narvi users list: --form: there is no \"jsn\"\n  mend: did you mean json?");
  EXPECT_EQ(refusal({"users", "list", "--form", "yaml"}),
            "narvi users list: --form: there is no \"yaml\"\n  mend: one of csv, json");
  EXPECT_THAT(help({"help", "users", "list"}),
              testing::HasSubstr("--form FORM    how it is written (csv, json)\n"));
}

}  // namespace
}  // namespace narvi::app
