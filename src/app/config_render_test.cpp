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

TEST_F(ConfigRender, DefaultFileListsChoices) {
  EXPECT_THAT(render_default_file(tables_.all()),
              testing::HasSubstr("(\"3.2\", \"4.2\", \"5.2\", \"6.1\")\n#django = \"5.2\"\n"));
}

}  // namespace
}  // namespace narvi::app
