#pragma once
// For the tests of this room: a directory that goes with the test, and settings from lines of TOML.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "app/config.h"
#include "app/setting_tables.h"

namespace narvi::app {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "narvi.XXXXXX").string();
    path_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    EXPECT_FALSE(path_.empty());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string write(std::string_view name, std::string_view text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }
  std::string read(std::string_view name) const {
    std::ostringstream text;
    text << std::ifstream(file(name)).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
};

/// The tables of the house.
class HouseTables {
 public:
  HouseTables() { add_house_tables(tables_); }
  std::span<const SettingTable> all() const { return tables_.all(); }

 private:
  SettingTables tables_;
};

/// Settings of the house from the text of a narvi.toml; a problem fails the test.
inline Settings settings_from(std::string_view toml) {
  const TemporaryDirectory directory;
  const HouseTables tables;
  auto loaded = load_config(directory.write("narvi.toml", toml), {}, tables.all());
  if (!loaded) {
    ADD_FAILURE() << describe(loaded.error());
    return {};
  }
  return loaded->settings;
}

}  // namespace narvi::app
