#include <fmt/format.h>

#include "app/completion.h"
#include "app/completion_outline.h"

namespace narvi::app {

namespace {

/// A text in single quotes, as fish reads it: only \ and ' are escaped there.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      result.push_back('\\');
    }
    result.push_back(c);
  }
  return result + "'";
}

/// Holds while the words of `name` have been typed.
std::string seen(std::string_view name) {
  const std::size_t blank = name.find(' ');
  if (blank == std::string_view::npos) {
    return fmt::format("__fish_seen_subcommand_from {}", name);
  }
  return fmt::format("__fish_seen_subcommand_from {}; and __fish_seen_subcommand_from {}",
                     name.substr(0, blank), name.substr(blank + 1));
}

std::string choices_of(const CommandOption& option) {
  std::string choices;
  for (const std::string_view choice : option.choices) {
    choices += (choices.empty() ? "" : " ") + std::string(choice);
  }
  return choices;
}

std::string option_line(const CommandSpec& command, const CommandOption& option) {
  std::string line = fmt::format("complete -c narvi -n {}", quoted(seen(command.name)));
  if (is_positional(option)) {
    line += option.choices.empty() ? " -F" : " -a " + quoted(choices_of(option));
    return line + "\n";
  }
  line += fmt::format(" -l {}", option.name.substr(2));
  if (!option.short_name.empty()) {
    line += fmt::format(" -s {}", option.short_name.substr(1));
  }
  if (!option.value.empty()) {
    line += is_file(option) ? " -r -F" : " -x";
    line += option.choices.empty() ? "" : " -a " + quoted(choices_of(option));
  }
  return line + fmt::format(" -d {}\n", quoted(option.help));
}

}  // namespace

std::string fish_completion(std::span<const CommandSpec> commands) {
  std::string text =
      "# Completion of narvi for fish, written by `narvi completion fish`.\ncomplete -c narvi -f\n";
  text += "complete -c narvi -l config -r -F -d 'settings'\ncomplete -c narvi -l help -d 'help'\n";
  for (const CompletionWord& word : first_words(commands)) {
    text +=
        fmt::format("complete -c narvi -n __fish_use_subcommand -a {} -d {}\n", word.word, quoted(word.help));
  }
  for (const std::string_view family : families(commands)) {
    const std::vector<CompletionWord> words = second_words(commands, family);
    for (const CompletionWord& word : words) {
      text += fmt::format(
          "complete -c narvi -n {} -a {} -d {}\n",
          quoted(fmt::format("__fish_seen_subcommand_from {}; and not __fish_seen_subcommand_from {}", family,
                             joined(words))),
          word.word, quoted(word.help));
    }
  }
  for (const CommandSpec& command : commands) {
    for (const CommandOption& option : command.options) {
      const bool offered = !is_positional(option) || !option.choices.empty() || is_file(option);
      text += offered ? option_line(command, option) : "";
    }
  }
  text.pop_back();
  return text;
}

}  // namespace narvi::app
