#include "app/config_render.h"

#include <fmt/format.h>

#include <iterator>

#include "app/setting_syntax.h"

namespace narvi::app {

namespace {

constexpr std::string_view kSet = "(set)";

/// A TOML basic string (TOML 1.0 "String").
std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      literal.push_back('\\');
      literal.push_back(c);
    } else if (code < 0x20 || code == 0x7f) {
      fmt::format_to(std::back_inserter(literal), "\\u{:04x}", code);
    } else {
      literal.push_back(c);
    }
  }
  return literal + "\"";
}

std::string shown_secret(const SecretText& secret, SettingType type) {
  if (secret.empty()) {
    return quoted("");
  }
  return quoted(type == SettingType::kSecretUrl ? redacted_url(secret.reveal()) : kSet);
}

/// Writes each kind of value; std::visit finds a kind that was forgotten.
struct Writer {
  const Setting& setting;

  std::string operator()(std::monostate) const { return quoted(setting.or_word); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const std::string& value) const { return quoted(value); }
  std::string operator()(const SecretText& value) const { return shown_secret(value, setting.type); }

  std::string operator()(const std::vector<std::string>& values) const {
    std::string literal;
    for (const std::string& value : values) {
      literal += (literal.empty() ? "" : ", ") + quoted(value);
    }
    return "[" + literal + "]";
  }

  std::string operator()(const std::vector<SecretText>& values) const {
    std::string literal;
    for (const SecretText& value : values) {
      literal += (literal.empty() ? "" : ", ") + shown_secret(value, setting.type);
    }
    return "[" + literal + "]";
  }

  std::string operator()(const std::map<std::string, std::string>& values) const {
    std::string literal;
    for (const auto& [key, value] : values) {
      literal += fmt::format("{} {} = {}", literal.empty() ? "" : ",", quoted(key), quoted(value));
    }
    return literal.empty() ? "{}" : "{" + literal + " }";
  }

  std::string operator()(const SettingRows& rows) const { return rows.empty() ? "[]" : "[...]"; }
};

void append_header(std::string& text, const SettingTable& table) {
  text += fmt::format("{}# {}\n[{}]\n", text.empty() ? "" : "\n", table.help, table.name);
}

std::string choices(const Setting& setting) {
  std::string words;
  for (const std::string_view choice : setting.choices) {
    words += (words.empty() ? " (" : ", ") + quoted(choice);
  }
  return words.empty() ? "" : words + ")";
}

void append_keys(std::string& text, const Settings& settings, const SettingTable& table);

/// Rows stand below all keys of their table: after their header no key of it could follow (TOML 1.0 "Array of
/// Tables").
void append_rows(std::string& text, const Settings& settings, const SettingTable& table) {
  for (const Setting& setting : table.settings) {
    if (setting.type != SettingType::kRows) {
      continue;
    }
    for (const auto& row : settings.rows(table.name, setting.key)) {
      text += fmt::format("\n# {}\n[[{}]]  # {}\n", setting.row->help, setting.row->name,
                          row->origin(setting.row->name, ""));
      append_keys(text, *row, *setting.row);
    }
  }
}

void append_keys(std::string& text, const Settings& settings, const SettingTable& table) {
  for (const Setting& setting : table.settings) {
    if (setting.type == SettingType::kRows) {
      continue;
    }
    text += fmt::format("# {}\n{} = {}  # {}\n", setting.help, setting.key,
                        std::visit(Writer{setting}, settings.value(table.name, setting.key)),
                        settings.origin(table.name, setting.key));
  }
}

/// A row stays a comment, also for those who take the '#' from every key: without one there is no row.
void append_row_outline(std::string& text, const Setting& setting) {
  text += fmt::format("# {}:\n# [[{}]]\n", setting.help, setting.row->name);
  for (const Setting& column : setting.row->settings) {
    text +=
        fmt::format("#   {} = {}  # {}{}\n", column.key, column.default_toml, column.help, choices(column));
  }
}

void append_default_keys(std::string& text, const SettingTable& table) {
  for (const Setting& setting : table.settings) {
    if (setting.type == SettingType::kRows) {
      append_row_outline(text, setting);
      continue;
    }
    text +=
        fmt::format("# {}{}\n#{} = {}\n", setting.help, choices(setting), setting.key, setting.default_toml);
  }
}

}  // namespace

std::string render_settings(const Settings& settings, std::span<const SettingTable> tables) {
  std::string text;
  for (const SettingTable& table : tables) {
    append_header(text, table);
    append_keys(text, settings, table);
    append_rows(text, settings, table);
  }
  return text;
}

std::string render_default_file(std::span<const SettingTable> tables) {
  std::string text =
      "# Settings of Narvi. What is commented out shows the default. Each can also come from the "
      "environment:\n"
      "# NARVI_SERVER_LISTEN is [server] listen, lists with commas.\n";
  for (const SettingTable& table : tables) {
    append_header(text, table);
    append_default_keys(text, table);
  }
  return text;
}

}  // namespace narvi::app
