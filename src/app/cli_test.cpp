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
constexpr std::array<CommandSpec, 4> kCommands = {{
    {"Server", "serve", "answer requests", {}},
    {"Accounts", "createsuperuser", "make a user who may do everything", kSuperuser},
    {"Accounts", "changepassword", "set a password", kPassword},
    {"Server", "keys", "make a key", kKeys},
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

}  // namespace
}  // namespace narvi::app
