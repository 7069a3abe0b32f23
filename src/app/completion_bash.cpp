#include <fmt/format.h>

#include "app/completion.h"
#include "app/completion_outline.h"

namespace narvi::app {

namespace {

// Bash splits --option=value at the "=" (COMP_WORDBREAKS), so the word before is looked at twice.
constexpr std::string_view kHead = R"(# Completion of narvi for bash, written by `narvi completion bash`.
_narvi() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  if [[ $current == = ]]; then
    current=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  local words=() word skip= place
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == = ]]; then
      skip=yes
    elif [[ -n $skip ]]; then
      skip=
    else
      case $word in
)";

constexpr std::string_view kWords = R"(        -*) ;;
        *) words+=("$word") ;;
      esac
    fi
  done
  [[ ${words[0]} == help ]] && words=("${words[@]:1}")
  local command=${words[0]}
  place=1
)";

std::string family_choice(std::span<const CommandSpec> commands) {
  std::string text = "  case $command in\n";
  for (const std::string_view family : families(commands)) {
    text += fmt::format("    {})\n", shell_quoted(family));
    text += "      if (( ${#words[@]} < 2 )); then\n";
    text += fmt::format("        COMPREPLY=($(compgen -W {} -- \"$current\"))\n        return\n      fi\n",
                        shell_quoted(joined(second_words(commands, family)) + " --help"));
    text += "      command+=\" ${words[1]}\"\n      place=2\n      ;;\n";
  }
  return text + "    '') ;;\n  esac\n";
}

std::string reply(const CommandOption& option) {
  if (option.choices.empty()) {
    return "COMPREPLY=($(compgen -f -- \"$current\"))";
  }
  std::string choices;
  for (const std::string_view choice : option.choices) {
    choices += (choices.empty() ? "" : " ") + std::string(choice);
  }
  return fmt::format("COMPREPLY=($(compgen -W {} -- \"$current\"))", shell_quoted(choices));
}

/// What stands behind an option with a value: its choices, files, or nothing that could be known.
std::string value_cases(std::span<const CommandSpec> commands) {
  std::string text = "  case \"$command $before\" in\n";
  text += "    *' --config') COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n";
  for (const CommandSpec& command : commands) {
    for (const CommandOption* option : offered_values(command)) {
      if (is_positional(*option)) {
        continue;
      }
      const std::string other =
          option->short_name.empty()
              ? ""
              : "|" + shell_quoted(fmt::format("{} {}", command.name, option->short_name));
      text +=
          fmt::format("    {}{}) {}; return ;;\n",
                      shell_quoted(fmt::format("{} {}", command.name, option->name)), other, reply(*option));
    }
  }
  std::string valued;
  for (const std::string& option : valued_options(commands)) {
    valued += (valued.empty() ? "*' " : "|*' ") + option + "'";
  }
  return text + fmt::format("    {}) return ;;\n  esac\n", valued);
}

/// The n-th place of a command, counted from 0 behind its name.
std::string place_cases(const CommandSpec& command) {
  std::string text;
  std::size_t place = 0;
  for (const CommandOption& option : command.options) {
    if (!is_positional(option)) {
      continue;
    }
    if (!option.choices.empty() || is_file(option)) {
      text += fmt::format("        {}) {}; return ;;\n", place, reply(option));
    }
    ++place;
  }
  return text.empty()
             ? ""
             : "      [[ $current != -* ]] && case $(( ${#words[@]} - place )) in\n" + text + "      esac\n";
}

std::string command_cases(std::span<const CommandSpec> commands) {
  std::string text = "  case $command in\n";
  for (const CommandSpec& command : commands) {
    text += fmt::format("    {})\n{}", shell_quoted(command.name), place_cases(command));
    text += fmt::format("      COMPREPLY=($(compgen -W {} -- \"$current\"))\n      ;;\n",
                        shell_quoted(joined(option_words(command))));
  }
  text += fmt::format("    '') COMPREPLY=($(compgen -W {} -- \"$current\")) ;;\n",
                      shell_quoted(joined(first_words(commands)) + " --config --help --version"));
  return text + "  esac\n";
}

}  // namespace

std::string bash_completion(std::span<const CommandSpec> commands) {
  std::string skipped;
  for (const std::string& option : valued_options(commands)) {
    skipped += (skipped.empty() ? "" : "|") + option;
  }
  return fmt::format("{}        {}) skip=yes ;;\n{}{}{}{}}}\ncomplete -F _narvi narvi", kHead, skipped,
                     kWords, family_choice(commands), value_cases(commands), command_cases(commands));
}

}  // namespace narvi::app
