#include "app/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "app/testing.h"

namespace narvi::app {
namespace {

constexpr std::array<std::string_view, 2> kColours = {"red", "green"};

constexpr std::array<Setting, 4> kDoor = {{
    {"name", SettingType::kText, "\"door\"", "a text"},
    {"colour", SettingType::kText, "\"red\"", "a choice", kColours},
    {"keys", SettingType::kTextList, "[]", "a list"},
    {"width", SettingType::kInteger, "1", "a number", {}, 1, 4},
}};
constexpr SettingTable kDoors = {"room.doors", "doors", kDoor};

constexpr std::array<Setting, 12> kRoom = {{
    {"open", SettingType::kBoolean, "false", "a switch"},
    {"size", SettingType::kInteger, "4", "a number", {}, 1, 64},
    {"name", SettingType::kText, "\"hall\"", "a text"},
    {"colour", SettingType::kText, "\"red\"", "a choice", kColours},
    {"colours", SettingType::kTextList, "[\"red\"]", "choices", kColours},
    {"door_key", SettingType::kSecret, "\"none\"", "a secret", {}, 0, 0, "none"},
    {"old_keys", SettingType::kSecretList, "[]", "secrets"},
    {"hosts", SettingType::kTextList, "[\"localhost\"]", "a list"},
    {"lifetime", SettingType::kDuration, "60", "a duration", {}, 1, 3600, "never"},
    {"limit", SettingType::kRate, "\"none\"", "a rate", {}, 0, 0, "none"},
    {"rates", SettingType::kMap, "{ anon = \"none\" }", "rates"},
    {"doors", SettingType::kRows, "[]", "rows", {}, INT64_MIN, INT64_MAX, {}, &kDoors},
}};
constexpr std::array<Setting, 1> kOther = {{{"wall", SettingType::kText, "\"stone\"", "another"}}};
constexpr std::array<SettingTable, 3> kTables = {{
    {"room", "a room", kRoom},
    {"systems.sav", "a system", kOther},
    {"systems.knox", "another", kOther},
}};

using Outcome = Result<Loaded, std::vector<SettingProblem>>;

/// Loads `toml` from a file called narvi.toml in the working directory, as operators do.
class Config : public testing::Test {
 protected:
  Config() {
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(std::filesystem::path(directory_.file("")));
  }
  ~Config() override { std::filesystem::current_path(before_); }

  Outcome load(std::string_view toml, const Environment& environment = {}) {
    directory_.write("narvi.toml", toml);
    return load_config(std::nullopt, environment, kTables);
  }
  std::string complaints(std::string_view toml, const Environment& environment = {}) {
    const Outcome loaded = load(toml, environment);
    return loaded ? "" : describe(loaded.error());
  }

  TemporaryDirectory directory_;
  std::filesystem::path before_;
};

TEST_F(Config, ReadsEveryType) {
  const Outcome loaded = load(
      "[room]\n"
      "open = true\n"
      "size = 64\n"
      "name = 'single \"quoted\"'\n"
      "colour = \"green\"\n"
      "colours = [\"green\", \"red\"]\n"
      "door_key = \"sesame\"\n"
      "old_keys = [\"a\", \"b\"]\n"
      "hosts = []\n"
      "lifetime = \"never\"\n"
      "limit = \"10/min\"\n"
      "rates = { anon = \"5/hour\", user = \"none\" }\n"
      "[systems.sav]\n"
      "wall = \"wood\"\n");
  ASSERT_TRUE(loaded) << describe(loaded.error());
  const Settings& settings = loaded->settings;
  EXPECT_EQ(loaded->file, "narvi.toml");
  EXPECT_TRUE(settings.boolean("room", "open"));
  EXPECT_EQ(settings.integer("room", "size"), 64);
  EXPECT_EQ(settings.text("room", "name"), "single \"quoted\"");
  EXPECT_EQ(settings.text("room", "colour"), "green");
  EXPECT_EQ(settings.list("room", "colours"), (std::vector<std::string>{"green", "red"}));
  EXPECT_EQ(settings.secret("room", "door_key").reveal(), "sesame");
  ASSERT_EQ(settings.secrets("room", "old_keys").size(), 2u);
  EXPECT_EQ(settings.secrets("room", "old_keys")[0].reveal(), "a");
  EXPECT_TRUE(settings.list("room", "hosts").empty());
  EXPECT_EQ(settings.duration("room", "lifetime"), std::nullopt);
  EXPECT_EQ(settings.optional_text("room", "limit"), "10/min");
  EXPECT_EQ(settings.map("room", "rates").at("anon"), "5/hour");
  EXPECT_EQ(settings.text("systems.sav", "wall"), "wood");
  EXPECT_EQ(settings.origin("systems.sav", "wall"), "narvi.toml:14");
  EXPECT_EQ(settings.text("systems.knox", "wall"), "stone");
  EXPECT_TRUE(settings.is_default("systems.knox", "wall"));
}

TEST_F(Config, MapsMayBeTablesOfTheirOwn) {
  const Outcome loaded = load("[room.rates]\nuser = \"1/s\"\n");
  ASSERT_TRUE(loaded) << describe(loaded.error());
  EXPECT_EQ(loaded->settings.map("room", "rates"), (std::map<std::string, std::string>{{"user", "1/s"}}));
}

TEST_F(Config, RowsComeInTheirOrder) {
  const Outcome loaded = load(
      "[room]\n"
      "size = 5\n"
      "[[room.doors]]\n"
      "name = \"front\"\n"
      "keys = [\"a\", \"b\"]\n"
      "[[room.doors]]\n"
      "[[room.doors]]\n"
      "width = 4\n");
  ASSERT_TRUE(loaded) << describe(loaded.error());
  const Settings& settings = loaded->settings;
  EXPECT_EQ(settings.integer("room", "size"), 5);
  const SettingRows& rows = settings.rows("room", "doors");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0]->text("room.doors", "name"), "front");
  EXPECT_EQ(rows[0]->origin("room.doors", "name"), "narvi.toml:4");
  EXPECT_EQ(rows[0]->list("room.doors", "keys"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rows[0]->integer("room.doors", "width"), 1);
  EXPECT_TRUE(rows[0]->is_default("room.doors", "width"));
  EXPECT_EQ(rows[0]->origin("room.doors", ""), "narvi.toml:3");
  EXPECT_EQ(rows[1]->text("room.doors", "name"), "door");
  EXPECT_EQ(rows[1]->origin("room.doors", ""), "narvi.toml:6");
  EXPECT_EQ(rows[2]->integer("room.doors", "width"), 4);
  EXPECT_TRUE(load("")->settings.rows("room", "doors").empty());
}

TEST_F(Config, RowsMayStandInline) {
  const Outcome loaded = load("[room]\ndoors = [{ name = \"a\" }, { name = \"b\" }]\n");
  ASSERT_TRUE(loaded) << describe(loaded.error());
  ASSERT_EQ(loaded->settings.rows("room", "doors").size(), 2u);
  EXPECT_EQ(loaded->settings.rows("room", "doors")[1]->text("room.doors", "name"), "b");
}

TEST_F(Config, RowsAreCheckedColumnByColumn) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"[[room.doors]]\nname = \"a\"\n[[room.doors]]\n\nwidht = 2\n",
       "narvi.toml:5: [room.doors] widht: there is no such setting\n  mend: did you mean width?\n"},
      {"[[room.doors]]\nwall = \"stone\"\n",
       "narvi.toml:2: [room.doors] wall: there is no such setting\n"
       "  mend: remove it; `narvi config --default` lists all settings\n"},
      {"[[room.doors]]\nwidth = 9\n[[room.doors]]\ncolour = \"blue\"\n",
       "narvi.toml:2: [room.doors] width: 9 is out of range\n"
       "  mend: write a whole number from 1 to 4, for example width = 1\n"
       "narvi.toml:4: [room.doors] colour: \"blue\" is not known\n"
       "  mend: write one of \"red\", \"green\", for example colour = \"red\"\n"},
      {"[[room.doors]]\n[room.doors.hinge]\nname = \"x\"\n",
       "narvi.toml:2: [room.doors] hinge: there is no such setting\n"
       "  mend: remove it; `narvi config --default` lists all settings\n"},
      {"[room]\ndoors = [\"front\", { name = \"a\" }]\n",
       "narvi.toml:2: [room] doors: a row is a table, but a text is given\n"
       "  mend: write the header [[room.doors]] on a line of its own\n"},
      {"[room.doors]\nname = \"a\"\n",
       "narvi.toml:1: [room] doors: what is given is a table\n"
       "  mend: write each row below a header [[room.doors]]\n"},
      {"[room]\ndoors = \"front\"\n",
       "narvi.toml:2: [room] doors: \"front\" is a text\n"
       "  mend: write each row below a header [[room.doors]]\n"},
  };
  for (const auto& [toml, said] : cases) {
    EXPECT_EQ(complaints(toml), said) << toml;
  }
}

TEST_F(Config, RowsDoNotComeFromTheEnvironment) {
  const std::string said = complaints("", {{"NARVI_ROOM_DOORS", "front"}});
  EXPECT_NE(said.find("NARVI_ROOM_DOORS: [room] doors"), std::string::npos) << said;
  EXPECT_NE(said.find("each row below a header [[room.doors]] of narvi.toml\n"), std::string::npos) << said;
}

TEST_F(Config, EnvironmentLiesOverTheFile) {
  const Outcome loaded =
      load("[room]\nsize = 5\nname = \"file\"\n", {{"NARVI_ROOM_NAME", "from outside"},
                                                   {"NARVI_ROOM_OPEN", "yes"},
                                                   {"NARVI_ROOM_HOSTS", "a.example, b.example,"},
                                                   {"NARVI_ROOM_OLD_KEYS", "x,y"},
                                                   {"NARVI_ROOM_RATES", "anon=10/min, user = none"},
                                                   {"NARVI_ROOM_LIFETIME", "never"},
                                                   {"NARVI_SYSTEMS_SAV_WALL", "glass"},
                                                   {"PATH", "/bin"}});
  ASSERT_TRUE(loaded) << describe(loaded.error());
  const Settings& settings = loaded->settings;
  EXPECT_EQ(settings.integer("room", "size"), 5);
  EXPECT_EQ(settings.text("room", "name"), "from outside");
  EXPECT_EQ(settings.origin("room", "name"), "NARVI_ROOM_NAME");
  EXPECT_TRUE(settings.boolean("room", "open"));
  EXPECT_EQ(settings.list("room", "hosts"), (std::vector<std::string>{"a.example", "b.example"}));
  EXPECT_EQ(settings.secrets("room", "old_keys").size(), 2u);
  EXPECT_EQ(settings.map("room", "rates"),
            (std::map<std::string, std::string>{{"anon", "10/min"}, {"user", "none"}}));
  EXPECT_EQ(settings.duration("room", "lifetime"), std::nullopt);
  EXPECT_EQ(settings.text("systems.sav", "wall"), "glass");
}

struct Bad {
  std::string_view toml;
  std::string_view said;
};

TEST_F(Config, SaysWhatIsWrongWhereAndWhatToDo) {
  const Bad cases[] = {
      {"[room]\nsizes = 4\n",
       "narvi.toml:2: [room] sizes: there is no such setting\n  mend: did you mean size?\n"},
      {"[room]\n\ncoluor = \"red\"\n",
       "narvi.toml:3: [room] coluor: there is no such setting\n  mend: did you mean colour?\n"},
      {"[room]\nfurniture = 1\n",
       "narvi.toml:2: [room] furniture: there is no such setting\n"
       "  mend: remove it; `narvi config --default` lists all settings\n"},
      {"[systems.sav]\nhosts = []\n",
       "narvi.toml:2: [systems.sav] hosts: there is no such setting\n  mend: it belongs to [room]\n"},
      {"[rom]\nsize = 4\n", "narvi.toml:1: [rom]: there is no such table\n  mend: did you mean [room]?\n"},
      {"[systems.kmox]\n",
       "narvi.toml:1: [systems.kmox]: there is no such table\n  mend: did you mean [systems.knox]?\n"},
      {"[garden]\n",
       "narvi.toml:1: [garden]: there is no such table\n"
       "  mend: remove it; `narvi config --default` lists all tables\n"},
      {"size = 4\n", "narvi.toml:1: size stands in no table\n  mend: it belongs to [room]\n"},
      {"[systems]\nsav = true\n",
       "narvi.toml:2: [systems.sav] is a table, but true or false is given\n"
       "  mend: write the header [systems.sav] on a line of its own\n"},
      {"[room]\nsize = \"four\"\n",
       "narvi.toml:2: [room] size: \"four\" is a text\n"
       "  mend: write a whole number from 1 to 64, for example size = 4\n"},
      {"[room]\nsize = 65\n",
       "narvi.toml:2: [room] size: 65 is out of range\n"
       "  mend: write a whole number from 1 to 64, for example size = 4\n"},
      {"[room]\nname = 5.2\n",
       "narvi.toml:2: [room] name: 5.2 is a number with a point\n"
       "  mend: write a text in quotes, for example name = \"hall\"\n"},
      {"[room]\nname = 2026-01-15\n",
       "narvi.toml:2: [room] name: 2026-01-15 is a date or time\n"
       "  mend: write a text in quotes, for example name = \"hall\"\n"},
      {"[room]\nopen = \"true\"\n",
       "narvi.toml:2: [room] open: \"true\" is a text\n  mend: write true or false, for example open = "
       "false\n"},
      {"[room]\ncolour = \"gren\"\n",
       "narvi.toml:2: [room] colour: \"gren\" is not known\n"
       "  mend: did you mean \"green\"? write one of \"red\", \"green\", for example colour = \"red\"\n"},
      {"[room]\ncolours = [\"blue\"]\n",
       "narvi.toml:2: [room] colours: \"blue\" is not known\n"
       "  mend: write a list of \"red\", \"green\", for example colours = [\"red\"]\n"},
      {"[room]\nhosts = \"localhost\"\n",
       "narvi.toml:2: [room] hosts: \"localhost\" is a text\n"
       "  mend: write a list of texts, for example hosts = [\"localhost\"]\n"},
      {"[room]\nhosts = [1]\n",
       "narvi.toml:2: [room] hosts: 1 is a whole number\n"
       "  mend: write a list of texts, for example hosts = [\"localhost\"]\n"},
      {"[room]\nlifetime = \"forever\"\n",
       "narvi.toml:2: [room] lifetime: \"forever\" is a text\n"
       "  mend: write whole seconds from 1 to 3600, or \"never\", for example lifetime = 60\n"},
      {"[room]\nlimit = \"often\"\n",
       "narvi.toml:2: [room] limit: \"often\" is not a rate\n"
       "  mend: write a rate such as \"10/min\", or \"none\", for example limit = \"none\"\n"},
      {"[room]\nrates = { anon = 5 }\n",
       "narvi.toml:2: [room] rates: of anon, 5 is a whole number\n"
       "  mend: write a table of texts, for example rates = { anon = \"none\" }\n"},
      {"[room]\nsize = 4\nsize = 5\n", "narvi.toml:3: 'size' is given twice\n  mend: keep one of the two\n"},
      {"[room]\n[room]\n", "narvi.toml:2: 'room' is given twice\n  mend: keep one of the two\n"},
  };
  for (const auto& [toml, said] : cases) {
    EXPECT_EQ(complaints(toml), said) << toml;
  }
}

TEST_F(Config, SecretsAreNotRepeated) {
  const std::string said = complaints("[room]\ndoor_key = 31337\nold_keys = \"sesame\"\n");
  EXPECT_EQ(said,
            "narvi.toml:2: [room] door_key: what is given is a whole number\n"
            "  mend: write a text in quotes, or \"none\", for example door_key = \"none\"\n"
            "narvi.toml:3: [room] old_keys: what is given is a text\n"
            "  mend: write a list of texts, for example old_keys = []\n");
}

TEST_F(Config, BrokenTomlNamesTheLine) {
  EXPECT_EQ(complaints("[room]\nname = hall\n").substr(0, 34), "narvi.toml:2: this is not TOML: Er");
}

TEST_F(Config, AllProblemsAreToldAtOnceInTheOrderOfLines) {
  EXPECT_EQ(complaints("[room]\nsize = 0\n[systems.sav]\nwal = 1\n[attic]\n[room.rates]\nanon = 1\n",
                       {{"NARVI_ROOM_NMAE", "x"}, {"NARVI_ROOM_SIZE", "many"}, {"NARVI_CONFIG", ""}}),
            "narvi.toml:2: [room] size: 0 is out of range\n"
            "  mend: write a whole number from 1 to 64, for example size = 4\n"
            "narvi.toml:4: [systems.sav] wal: there is no such setting\n"
            "  mend: did you mean wall?\n"
            "narvi.toml:5: [attic]: there is no such table\n"
            "  mend: remove it; `narvi config --default` lists all tables\n"
            "narvi.toml:6: [room] rates: of anon, 1 is a whole number\n"
            "  mend: write a table of texts, for example rates = { anon = \"none\" }\n"
            "NARVI_ROOM_NMAE: no setting has this name\n"
            "  mend: did you mean NARVI_ROOM_NAME?\n"
            "NARVI_ROOM_SIZE: [room] size: \"many\" is a text\n"
            "  mend: write a whole number from 1 to 64, for example NARVI_ROOM_SIZE=4\n");
}

TEST_F(Config, WhatContainerPlatformsSetIsNoMistake) {
  EXPECT_EQ(complaints("", {{"NARVI_SERVICE_HOST", "10.0.0.7"},
                            {"NARVI_SERVICE_PORT_HTTP", "8000"},
                            {"NARVI_PORT", "tcp://10.0.0.7:8000"},
                            {"NARVI_PORT_8000_TCP_ADDR", "10.0.0.7"}}),
            "");
}

TEST_F(Config, EnvironmentMistakes) {
  const std::pair<Environment, std::string_view> cases[] = {
      {{{"NARVI_ROOM_OPEN", "maybe"}},
       "NARVI_ROOM_OPEN: [room] open: \"maybe\" is a text\n"
       "  mend: write true or false, for example NARVI_ROOM_OPEN=false\n"},
      {{{"NARVI_ROOM_RATES", "10/min"}},
       "NARVI_ROOM_RATES: [room] rates: \"10/min\" is a text\n"
       "  mend: write a table of texts, for example NARVI_ROOM_RATES=anon=none\n"},
      {{{"NARVI_ROOM_SIZE", ""}},
       "NARVI_ROOM_SIZE: [room] size: \"\" is a text\n"
       "  mend: write a whole number from 1 to 64, for example NARVI_ROOM_SIZE=4\n"},
      {{{"NARVI_FURNITURE_CHAIR", "1"}},
       "NARVI_FURNITURE_CHAIR: no setting has this name\n"
       "  mend: remove it; names are NARVI_TABLE_KEY, and `narvi config --default` lists tables and keys\n"},
  };
  for (const auto& [environment, said] : cases) {
    EXPECT_EQ(complaints("", environment), said);
  }
}

TEST_F(Config, FindsTheFile) {
  const std::string other = directory_.write("other.toml", "[room]\nsize = 7\n");
  directory_.write("narvi.toml", "[room]\nsize = 8\n");
  const std::string nowhere = directory_.file("nowhere.toml");
  const std::string_view places[] = {nowhere, "narvi.toml"};
  const auto size = [](const Outcome& loaded) {
    return loaded ? loaded->settings.integer("room", "size") : -1;
  };
  EXPECT_EQ(size(load_config(other, {}, kTables, places)), 7);
  EXPECT_EQ(size(load_config(std::nullopt, {{"NARVI_CONFIG", other}}, kTables, places)), 7);
  EXPECT_EQ(size(load_config(std::nullopt, {}, kTables, places)), 8);
  const Outcome none = load_config(std::nullopt, {}, kTables, std::span(places).first(1));
  ASSERT_TRUE(none);
  EXPECT_EQ(none->file, "");
  EXPECT_EQ(size(none), 4);
}

TEST_F(Config, ANamedFileMustBeThere) {
  const Outcome loaded = load_config("missing.toml", {}, kTables);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(
      describe(loaded.error()),
      "missing.toml: the configuration file cannot be read: No such file or directory\n"
      "  mend: name one that can with --config, or make one with `narvi config --default > narvi.toml`\n");
  EXPECT_FALSE(load_config(".", {}, kTables)) << "a directory is not a file";
}

TEST(ConfigTables, EnvironmentNamesAreUnique) {
  SettingTables tables;
  add_house_tables(tables);
  tables.add_system("sav", "Session login", "/auth-session/", true, kOther);
  std::map<std::string, std::string> seen;
  for (const SettingTable& table : tables.all()) {
    for (const Setting& setting : table.settings) {
      const std::string place = std::string(table.name) + "." + std::string(setting.key);
      const auto [first, fresh] = seen.emplace(environment_name(table.name, setting.key), place);
      EXPECT_TRUE(fresh) << place << " and " << first->second;
      EXPECT_FALSE(setting.help.empty()) << place;
    }
  }
  EXPECT_TRUE(seen.contains("NARVI_SERVER_LISTEN"));
  EXPECT_TRUE(seen.contains("NARVI_DATABASE_URL"));
  EXPECT_TRUE(seen.contains("NARVI_SYSTEMS_SAV_PATH"));
}

}  // namespace
}  // namespace narvi::app
