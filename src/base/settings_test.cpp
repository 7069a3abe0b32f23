#include "base/settings.h"

#include <gtest/gtest.h>

#include <array>

namespace narvi {
namespace {

constexpr std::array<Setting, 11> kSettings = {{
    {"on", SettingType::kBoolean, "true", "a switch"},
    {"size", SettingType::kInteger, "-42", "a number"},
    {"name", SettingType::kText, "\"a \\\"quoted\\\" \\\\ text\"", "a text"},
    {"key", SettingType::kSecret, "\"hush\"", "a secret"},
    {"keys", SettingType::kSecretList, "[\"one\", \"two\"]", "secrets"},
    {"hosts", SettingType::kTextList, "[\"a\", \"b,]\" ]", "a list"},
    {"age", SettingType::kDuration, "1209600", "a duration"},
    {"life", SettingType::kDuration, "\"never\"", "a duration without end", {}, 0, INT64_MAX, "never"},
    {"host", SettingType::kText, "\"none\"", "nothing", {}, INT64_MIN, INT64_MAX, "none"},
    {"rates", SettingType::kMap, "{ user = \"10/min\", anon = \"none\" }", "rates"},
    {"empty", SettingType::kMap, "{}", "no rates"},
}};
constexpr std::array<SettingTable, 1> kTables = {{{"room", "a room", kSettings}}};

Settings defaults() {
  Settings settings;
  settings.put_defaults(kTables);
  return settings;
}

TEST(Settings, DefaultsAreReadFromTheirLiterals) {
  const Settings settings = defaults();
  EXPECT_TRUE(settings.boolean("room", "on"));
  EXPECT_EQ(settings.integer("room", "size"), -42);
  EXPECT_EQ(settings.text("room", "name"), "a \"quoted\" \\ text");
  EXPECT_EQ(settings.secret("room", "key").reveal(), "hush");
  ASSERT_EQ(settings.secrets("room", "keys").size(), 2u);
  EXPECT_EQ(settings.secrets("room", "keys")[1].reveal(), "two");
  EXPECT_EQ(settings.list("room", "hosts"), (std::vector<std::string>{"a", "b,]"}));
  EXPECT_EQ(settings.duration("room", "age"), Seconds(1209600));
  EXPECT_EQ(settings.map("room", "rates"),
            (std::map<std::string, std::string>{{"anon", "none"}, {"user", "10/min"}}));
  EXPECT_TRUE(settings.map("room", "empty").empty());
}

TEST(Settings, OrWordIsEmpty) {
  const Settings settings = defaults();
  EXPECT_EQ(settings.duration("room", "life"), std::nullopt);
  EXPECT_EQ(settings.optional_text("room", "host"), std::nullopt);
  EXPECT_EQ(settings.optional_integer("room", "life"), std::nullopt);
  EXPECT_TRUE(settings.secret("room", "host").empty());
}

TEST(Settings, OptionalTextGivesNumbersInDigits) {
  EXPECT_EQ(defaults().optional_text("room", "size"), "-42");
}

TEST(Settings, GivenValuesStayAndTellWhereTheyCameFrom) {
  Settings settings;
  settings.put("room", "size", {std::int64_t{7}, "narvi.toml:3"});
  settings.put_defaults(kTables);
  EXPECT_EQ(settings.integer("room", "size"), 7);
  EXPECT_EQ(settings.origin("room", "size"), "narvi.toml:3");
  EXPECT_FALSE(settings.is_default("room", "size"));
  EXPECT_TRUE(settings.is_default("room", "on"));
  EXPECT_EQ(settings.origin("room", "on"), "default");
}

constexpr std::array<Setting, 1> kColumns = {{{"name", SettingType::kText, "\"x\"", "a column"}}};
constexpr SettingTable kRow = {"room.doors", "doors", kColumns};
constexpr std::array<Setting, 1> kWithRows = {
    {{"doors", SettingType::kRows, "[]", "rows", {}, INT64_MIN, INT64_MAX, {}, &kRow}}};
constexpr std::array<SettingTable, 1> kTableWithRows = {{{"room", "a room", kWithRows}}};

TEST(Settings, RowsKeepTheirOrderAndTheirColumns) {
  Settings settings;
  settings.put_defaults(kTableWithRows);
  EXPECT_TRUE(settings.rows("room", "doors").empty());
  EXPECT_TRUE(settings.is_default("room", "doors"));

  SettingRows rows;
  for (const char* name : {"front", "back"}) {
    const auto row = std::make_shared<Settings>();
    row->put("room.doors", "name", {std::string(name), "narvi.toml:2"});
    rows.push_back(row);
  }
  const auto plain = std::make_shared<Settings>();
  plain->put_defaults({&kRow, 1});
  rows.push_back(plain);
  settings.put("room", "doors", {std::move(rows), "narvi.toml:1"});
  const SettingRows& given = settings.rows("room", "doors");
  ASSERT_EQ(given.size(), 3u);
  EXPECT_EQ(given[0]->text("room.doors", "name"), "front");
  EXPECT_EQ(given[1]->text("room.doors", "name"), "back");
  EXPECT_EQ(given[1]->origin("room.doors", "name"), "narvi.toml:2");
  EXPECT_EQ(given[2]->text("room.doors", "name"), "x");
  EXPECT_TRUE(given[2]->is_default("room.doors", "name"));
}

TEST(SettingsDeathTest, RowsHaveNoDefaultButNone) {
  constexpr std::array<Setting, 1> kBroken = {
      {{"doors", SettingType::kRows, "[1]", "rows", {}, INT64_MIN, INT64_MAX, {}, &kRow}}};
  const std::array<SettingTable, 1> tables = {{{"room", "", kBroken}}};
  EXPECT_DEATH(Settings().put_defaults(tables), "bug: the default of setting \"doors\"");
  const Settings settings = defaults();
  EXPECT_DEATH(settings.rows("room", "hosts"), "was asked for as a list of rows");
}

TEST(SettingsDeathTest, MistakesOfOursEndTheProgram) {
  const Settings settings = defaults();
  EXPECT_DEATH(settings.text("room", "nmae"),
               "bug: setting \\[room\\] nmae was asked for, but no table declares it");
  EXPECT_DEATH(settings.text("hall", "name"), "bug: setting \\[hall\\] name was asked for");
  EXPECT_DEATH(settings.integer("room", "name"), "\\[room\\] name was asked for as a whole number");
}

TEST(SettingsDeathTest, BrokenDefaultsEndTheProgram) {
  constexpr std::array<Setting, 6> kBroken = {{
      {"a", SettingType::kBoolean, "yes", ""},
      {"b", SettingType::kInteger, "1x", ""},
      {"c", SettingType::kText, "\"open", ""},
      {"d", SettingType::kTextList, "[\"a\" \"b\"]", ""},
      {"e", SettingType::kMap, "{ a }", ""},
      {"f", SettingType::kDuration, "\"never\"", ""},
  }};
  for (const Setting& setting : kBroken) {
    const std::array<SettingTable, 1> tables = {{{"room", "", {&setting, 1}}}};
    EXPECT_DEATH(Settings().put_defaults(tables),
                 "bug: the default of setting \"" + std::string(setting.key) + "\"");
  }
}

}  // namespace
}  // namespace narvi
