#pragma once
// Settings as tables: each room and each system declares its keys as data; the loader (app/config) reads
// narvi.toml and the environment against them, so unknown keys, wrong types and values out of range stop the
// start with file, line and mend.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace narvi {

enum class SettingType {
  kBoolean,
  kInteger,
  kText,
  kSecret,     ///< text that `narvi config` shows as "(set)"
  kSecretUrl,  ///< a URL that may hold a password: a secret of which `narvi config` shows all but the
               ///< password
  kTextList,
  kSecretList,  ///< secrets, shown as "(set)" each
  kDuration,    ///< whole seconds as a number; "never" where `or_word` allows it
  kRate,        ///< "10/min", or "none"
  kMap,         ///< a TOML table of text to text (throttle rates)
  kRows,  ///< an ordered table, each row a [[table.key]] with the columns of `Setting::row`; not from the
          ///< environment
};

struct SettingTable;

struct Setting {
  std::string_view key;  ///< lower case, as in narvi.toml
  SettingType type;
  std::string_view default_toml;  ///< the default as a TOML literal: `true`, `"x"`, `[]`, `1209600`
  std::string_view help;          ///< one line for `narvi config --help`, docs and the commented default file
  std::span<const std::string_view>
      choices{};  ///< if not empty: the only accepted texts (of a list: of its members)
  std::int64_t minimum = INT64_MIN;
  std::int64_t maximum = INT64_MAX;
  std::string_view or_word{};         ///< a word accepted besides the type: "none", "never"
  const SettingTable* row = nullptr;  ///< of kRows: name ("systems.x.rules") and columns of each row
};

/// A TOML table and its keys.
struct SettingTable {
  std::string_view name;  ///< "server", "systems.sav"
  std::string_view help;
  std::span<const Setting> settings;
};

class Settings;
/// The rows of a kRows setting, in their order. Each is Settings with one table, that of `Setting::row`; its
/// origin(table, "") is the line where the row begins.
using SettingRows = std::vector<std::shared_ptr<const Settings>>;

/// A setting's value. `std::monostate` stands for the `or_word` (none, never).
using SettingValue =
    std::variant<std::monostate, bool, std::int64_t, std::string, SecretText, std::vector<std::string>,
                 std::vector<SecretText>, std::map<std::string, std::string>, SettingRows>;

/// Resolved settings. Asking for a key that no table declares is a bug and ends the program.
class Settings {
 public:
  struct Entry {
    SettingValue value;
    std::string origin;  ///< "narvi.toml:12", "NARVI_SERVER_LISTEN" or "default"
  };

  bool boolean(std::string_view table, std::string_view key) const;
  std::int64_t integer(std::string_view table, std::string_view key) const;
  const std::string& text(std::string_view table, std::string_view key) const;
  /// Of kSecret and kSecretUrl; an empty secret for the or_word.
  const SecretText& secret(std::string_view table, std::string_view key) const;
  const std::vector<SecretText>& secrets(std::string_view table, std::string_view key) const;
  const std::vector<std::string>& list(std::string_view table, std::string_view key) const;
  const std::map<std::string, std::string>& map(std::string_view table, std::string_view key) const;
  const SettingRows& rows(std::string_view table, std::string_view key) const;
  /// Empty for the or_word ("never", "none").
  std::optional<Seconds> duration(std::string_view table, std::string_view key) const;
  /// Empty for the or_word.
  std::optional<std::int64_t> optional_integer(std::string_view table, std::string_view key) const;
  /// Empty for the or_word. A whole number is given in decimal digits.
  std::optional<std::string> optional_text(std::string_view table, std::string_view key) const;
  /// Where the value came from, for messages: "narvi.toml:12".
  const std::string& origin(std::string_view table, std::string_view key) const;
  bool is_default(std::string_view table, std::string_view key) const;

  /// The loader and tests put values in.
  void put(std::string_view table, std::string_view key, Entry entry);
  /// The value as it is, for `narvi config`.
  const SettingValue& value(std::string_view table, std::string_view key) const;

  /// Fills every key of `tables` that is not there yet with its default.
  void put_defaults(std::span<const SettingTable> tables);

 private:
  const Entry& entry(std::string_view table, std::string_view key) const;
  std::map<std::string, std::map<std::string, Entry, std::less<>>, std::less<>> tables_;
};

/// A problem found in the settings: what is wrong, where, and what to do about it.
struct SettingProblem {
  std::string origin;   ///< "narvi.toml:12"
  std::string message;  ///< "[server] listen: \"80 80\" is not an address"
  std::string mend;     ///< "write \"127.0.0.1:8000\" or \"unix:/run/narvi.sock\""
};

}  // namespace narvi
