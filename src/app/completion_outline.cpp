#include "app/completion_outline.h"

#include <algorithm>

namespace narvi::app {

namespace {

void add_once(std::vector<std::string>& words, std::string_view word) {
  if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) {
    words.emplace_back(word);
  }
}

}  // namespace

std::vector<std::string_view> families(std::span<const CommandSpec> commands) {
  std::vector<std::string_view> found;
  for (const CommandSpec& command : commands) {
    const std::size_t blank = command.name.find(' ');
    if (blank == std::string_view::npos) {
      continue;
    }
    const std::string_view family = command.name.substr(0, blank);
    if (std::find(found.begin(), found.end(), family) == found.end()) {
      found.push_back(family);
    }
  }
  return found;
}

std::vector<CompletionWord> first_words(std::span<const CommandSpec> commands) {
  std::vector<CompletionWord> words;
  for (const CommandSpec& command : commands) {
    if (command.name.find(' ') == std::string_view::npos) {
      words.push_back({std::string(command.name), std::string(command.help)});
    }
  }
  for (const std::string_view family : families(commands)) {
    words.push_back({std::string(family), "several commands"});
  }
  words.push_back({"help", "tell more about one command"});
  return words;
}

std::vector<CompletionWord> second_words(std::span<const CommandSpec> commands, std::string_view family) {
  const std::string start = std::string(family) + " ";
  std::vector<CompletionWord> words;
  for (const CommandSpec& command : commands) {
    if (command.name.starts_with(start)) {
      words.push_back({std::string(command.name.substr(start.size())), std::string(command.help)});
    }
  }
  return words;
}

std::vector<CompletionWord> option_words(const CommandSpec& command) {
  std::vector<CompletionWord> words;
  for (const CommandOption& option : command.options) {
    if (is_positional(option)) {
      continue;
    }
    words.push_back({std::string(option.name), std::string(option.help)});
    if (!option.short_name.empty()) {
      words.push_back({std::string(option.short_name), std::string(option.help)});
    }
  }
  words.push_back({"--config", "settings"});
  words.push_back({"--help", "help about this command"});
  return words;
}

std::vector<std::string> valued_options(std::span<const CommandSpec> commands) {
  std::vector<std::string> words = {"--config"};
  for (const CommandSpec& command : commands) {
    for (const CommandOption& option : command.options) {
      if (takes_value(option) && !is_positional(option)) {
        add_once(words, option.name);
        add_once(words, option.short_name);
      }
    }
  }
  return words;
}

bool is_positional(const CommandOption& option) {
  return !option.name.starts_with('-');
}

bool takes_value(const CommandOption& option) {
  return is_positional(option) || !option.value.empty();
}

bool is_file(const CommandOption& option) {
  return option.value == "FILE" || option.value == "PATH" || option.value == "DIRECTORY" ||
         (is_positional(option) && option.name == "file");
}

std::vector<const CommandOption*> offered_values(const CommandSpec& command) {
  std::vector<const CommandOption*> found;
  for (const CommandOption& option : command.options) {
    if (takes_value(option) && (!option.choices.empty() || is_file(option))) {
      found.push_back(&option);
    }
  }
  return found;
}

std::string joined(const std::vector<CompletionWord>& words) {
  std::string text;
  for (const CompletionWord& word : words) {
    text += (text.empty() ? "" : " ") + word.word;
  }
  return text;
}

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

}  // namespace narvi::app
