#include "app/config_render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing.h"

namespace narvi::app {
namespace {

class ConfigRender : public testing::Test {
 protected:
  ConfigRender() {
    add_house_tables(tables_);
    constexpr static Setting kOwn[] = {{"throttle_rates", SettingType::kMap,
                                        "{ session_login = \"none\", session_login_account = \"none\" }",
                                        "rates"}};
    tables_.add_system("sav", "Session login", "/auth-session/", true, kOwn);
  }

  Settings load(const std::string& toml) {
    auto loaded = load_config(directory_.write("narvi.toml", toml), {}, tables_.all());
    EXPECT_TRUE(loaded) << (loaded ? "" : describe(loaded.error()));
    return loaded ? std::move(loaded->settings) : Settings();
  }

  TemporaryDirectory directory_;
  SettingTables tables_;
};

/// Without the comment behind each value and the lines of help.
std::string values_of(const std::string& text) {
  std::istringstream lines(text);
  std::string values;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) {
      values += line.substr(0, line.find("  # ")) + "\n";
    }
  }
  return values;
}

/// Takes the '#' from the lines `#key = value`.
std::string uncommented(const std::string& text) {
  std::istringstream lines(text);
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    const bool key = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    all += (key ? line.substr(1) : line) + "\n";
  }
  return all;
}

TEST_F(ConfigRender, TheDefaultFileGivesTheDefaults) {
  Settings defaults;
  defaults.put_defaults(tables_.all());
  const std::string expected = values_of(render_settings(defaults, tables_.all()));
  const std::string file = render_default_file(tables_.all());
  EXPECT_EQ(values_of(render_settings(load(file), tables_.all())), expected);
  EXPECT_NE(uncommented(file), file);
  const Settings explicit_defaults = load(uncommented(file));
  EXPECT_EQ(values_of(render_settings(explicit_defaults, tables_.all())), expected);
  for (const SettingTable& table : tables_.all()) {
    for (const Setting& setting : table.settings) {
      EXPECT_FALSE(explicit_defaults.is_default(table.name, setting.key)) << table.name << "." << setting.key;
    }
  }
}

TEST_F(ConfigRender, EffectiveSettingsLoadAgain) {
  const std::string given =
      "[server]\nlisten = [\"unix:/run/n.sock\", \"127.0.0.1:1\"]\nthreads = 3\n"
      "[csrf]\ncookie_age = \"none\"\ncookie_domain = \"a\\\"b\\\\c\\u0001\"\n"
      "[rest_framework]\ndefault_throttle_rates = { \"odd key\" = \"1/s\" }\nnum_proxies = 2\n"
      "[systems.sav]\nenabled = false\n";
  const std::string shown = render_settings(load(given), tables_.all());
  EXPECT_EQ(values_of(render_settings(load(shown), tables_.all())), values_of(shown));
}

TEST_F(ConfigRender, TellsHelpValueAndOrigin) {
  const std::string shown = render_settings(load("[server]\nthreads = 3\n"), tables_.all());
  EXPECT_THAT(shown, testing::HasSubstr("# The door: addresses, limits and deadlines.\n[server]\n"));
  EXPECT_THAT(shown, testing::HasSubstr("# threads that answer requests; 0: one per core\nthreads = 3  # " +
                                        directory_.file("narvi.toml") + ":2\n"));
  EXPECT_THAT(shown, testing::HasSubstr("field_limit = 128  # default\n"));
}

TEST_F(ConfigRender, SecretsAreOnlySet) {
  const std::string shown =
      render_settings(load("[security]\nsecret_key = \"hush\"\nsecret_key_fallbacks = [\"hush\"]\n"
                           "[database]\nurl = \"postgresql://narvi:hush@db/narvi\"\n"),
                      tables_.all());
  EXPECT_THAT(shown, testing::Not(testing::HasSubstr("hush")));
  EXPECT_THAT(shown, testing::HasSubstr("\nsecret_key = \"(set)\"  #"));
  EXPECT_THAT(shown, testing::HasSubstr("\nsecret_key_fallbacks = [\"(set)\"]  #"));
  EXPECT_THAT(shown, testing::HasSubstr("\nurl = \"postgresql://narvi:(set)@db/narvi\"  #"));
  EXPECT_THAT(render_settings(load(""), tables_.all()),
              testing::HasSubstr("\nsecret_key = \"none\"  # default"));
}

/// Rows of a table that has keys before and behind them.
class RowsRender : public testing::Test {
 protected:
  static std::span<const SettingTable> tables() {
    static constexpr std::string_view kColours[] = {"red", "green"};
    static constexpr Setting kColumns[] = {
        {"name", SettingType::kText, "\"door\"", "what it is called"},
        {"colour", SettingType::kText, "\"red\"", "paint", kColours},
        {"keys", SettingType::kSecretList, "[]", "who has them"},
    };
    static constexpr SettingTable kDoors = {"room.doors", "a door", kColumns};
    static constexpr Setting kRoom[] = {
        {"size", SettingType::kInteger, "4", "a number"},
        {"doors", SettingType::kRows, "[]", "ways in", {}, INT64_MIN, INT64_MAX, {}, &kDoors},
        {"wall", SettingType::kText, "\"stone\"", "a text"},
    };
    static constexpr Setting kHall[] = {{"size", SettingType::kInteger, "9", "a number"}};
    static constexpr SettingTable kTables[] = {{"room", "A room.", kRoom}, {"hall", "A hall.", kHall}};
    return kTables;
  }
  Settings load(const std::string& toml) {
    auto loaded = load_config(directory_.write("narvi.toml", toml), {}, tables());
    EXPECT_TRUE(loaded) << (loaded ? "" : describe(loaded.error()));
    return loaded ? std::move(loaded->settings) : Settings();
  }

  TemporaryDirectory directory_;
};

TEST_F(RowsRender, RowsLoadAgain) {
  const std::string given =
      "[room]\nsize = 5\nwall = \"wood\"\n"
      "[[room.doors]]\nname = \"fr\\\"ont\"\ncolour = \"green\"\n"
      "[[room.doors]]\n"
      "[hall]\nsize = 1\n";
  const std::string shown = render_settings(load(given), tables());
  EXPECT_EQ(values_of(shown),
            "[room]\nsize = 5\nwall = \"wood\"\n"
            "\n[[room.doors]]\nname = \"fr\\\"ont\"\ncolour = \"green\"\nkeys = []\n"
            "\n[[room.doors]]\nname = \"door\"\ncolour = \"red\"\nkeys = []\n"
            "\n[hall]\nsize = 1\n");
  const std::string file = directory_.file("narvi.toml");
  EXPECT_THAT(shown, testing::HasSubstr("# a door\n[[room.doors]]  # " + file + ":4\n"));
  const Settings again = load(shown);
  EXPECT_EQ(values_of(render_settings(again, tables())), values_of(shown));
  EXPECT_EQ(again.rows("room", "doors").size(), 2u);
}

TEST_F(RowsRender, WithoutRowsNothingIsShown) {
  const std::string shown = render_settings(load(""), tables());
  EXPECT_EQ(values_of(shown), "[room]\nsize = 4\nwall = \"stone\"\n\n[hall]\nsize = 9\n");
  EXPECT_EQ(values_of(render_settings(load(shown), tables())), values_of(shown));
}

TEST_F(RowsRender, SecretsOfRowsAreOnlySet) {
  const std::string shown = render_settings(load("[[room.doors]]\nkeys = [\"hush\"]\n"), tables());
  EXPECT_THAT(shown, testing::Not(testing::HasSubstr("hush")));
  EXPECT_THAT(shown, testing::HasSubstr("\nkeys = [\"(set)\"]  #"));
}

TEST_F(RowsRender, TheDefaultFileShowsARowThatStaysAComment) {
  const std::string file = render_default_file(tables());
  EXPECT_THAT(file, testing::HasSubstr("# ways in:\n"
                                       "# [[room.doors]]\n"
                                       "#   name = \"door\"  # what it is called\n"
                                       "#   colour = \"red\"  # paint (\"red\", \"green\")\n"));
  for (const std::string& text : {file, uncommented(file)}) {
    const Settings settings = load(text);
    EXPECT_TRUE(settings.rows("room", "doors").empty());
    EXPECT_EQ(settings.text("room", "wall"), "stone");
  }
  EXPECT_FALSE(load(uncommented(file)).is_default("room", "wall"));
}

TEST_F(ConfigRender, DefaultFileListsChoices) {
  EXPECT_THAT(render_default_file(tables_.all()),
              testing::HasSubstr("(\"3.2\", \"4.2\", \"5.2\", \"6.1\")\n#django = \"5.2\"\n"));
}

}  // namespace
}  // namespace narvi::app
