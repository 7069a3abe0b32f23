#include <fmt/format.h>

#include "app/completion.h"
#include "app/completion_outline.h"

namespace narvi::app {

namespace {

/// A description inside _arguments or _describe: colons and brackets have a meaning there.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') {
      result.push_back('\\');
    }
    result.push_back(c);
  }
  return result;
}

std::string action(const CommandOption& option) {
  if (option.choices.empty()) {
    return is_file(option) ? "_files" : " ";
  }
  std::string choices;
  for (const std::string_view choice : option.choices) {
    choices += (choices.empty() ? "" : " ") + std::string(choice);
  }
  return "(" + choices + ")";
}

/// "'--username[name of the new user]:USER: '" for _arguments.
std::string argument(const CommandOption& option) {
  if (is_positional(option)) {
    return shell_quoted(
        fmt::format("{}:{}:{}", option.required ? "" : ":", escaped(option.name), action(option)));
  }
  const std::string value =
      option.value.empty() ? "" : fmt::format(":{}:{}", escaped(option.value), action(option));
  std::string text = shell_quoted(fmt::format("{}[{}]{}", option.name, escaped(option.help), value));
  if (!option.short_name.empty()) {
    text += " " + shell_quoted(fmt::format("{}[{}]{}", option.short_name, escaped(option.help), value));
  }
  return text;
}

std::string described(const std::vector<CompletionWord>& words) {
  std::string text;
  for (const CompletionWord& word : words) {
    text += fmt::format("\n    {}", shell_quoted(word.word + ":" + escaped(word.help)));
  }
  return text;
}

}  // namespace

std::string zsh_completion(std::span<const CommandSpec> commands) {
  std::string text =
      "#compdef narvi\n# Completion of narvi for zsh, written by `narvi completion zsh`.\n_narvi() {\n"
      "  local -a found\n  local command=${words[2]} first=3\n  if (( CURRENT == 2 )); then\n    found=(";
  text += described(first_words(commands)) + "\n    )\n    _describe command found\n    return\n  fi\n";
  for (const std::string_view family : families(commands)) {
    text += fmt::format(
        "  if [[ $command == {} ]]; then\n    if (( CURRENT == 3 )); then\n    found=({}\n    )\n", family,
        described(second_words(commands, family)));
    text +=
        "    _describe command found\n    return\n    fi\n    command+=\" ${words[3]}\"\n    first=4\n  fi\n";
  }
  text += "  words=(narvi \"${(@)words[first,-1]}\")\n  (( CURRENT -= first - 2 ))\n  case $command in\n";
  for (const CommandSpec& command : commands) {
    text += fmt::format("    {})\n      _arguments", shell_quoted(command.name));
    for (const CommandOption& option : command.options) {
      text += " \\\n        " + argument(option);
    }
    text += " \\\n        '--config[settings]:FILE:_files' '--help[help about this command]'\n      ;;\n";
  }
  text += "  esac\n}\n";
  return text +
         "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n  _narvi \"$@\"\nelse\n  compdef _narvi "
         "narvi\nfi";
}

}  // namespace narvi::app
