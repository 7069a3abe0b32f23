#pragma once
// What the three shells need to know of the command tables, in one form.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli.h"

namespace narvi::app {

/// A word that may stand somewhere, and what it means.
struct CompletionWord {
  std::string word;
  std::string help;
};

/// The first words: commands of one word, families of two, `help`.
std::vector<CompletionWord> first_words(std::span<const CommandSpec> commands);
/// The families, each once.
std::vector<std::string_view> families(std::span<const CommandSpec> commands);
/// The second words of a family.
std::vector<CompletionWord> second_words(std::span<const CommandSpec> commands, std::string_view family);
/// The options of a command and those that every command has.
std::vector<CompletionWord> option_words(const CommandSpec& command);
/// Every option of any command that is followed by a value, long and short, each once.
std::vector<std::string> valued_options(std::span<const CommandSpec> commands);

/// An option with a value, or a place without a name.
bool takes_value(const CommandOption& option);
bool is_positional(const CommandOption& option);
/// Its value is the name of a file.
bool is_file(const CommandOption& option);
/// The options and places of a command whose values a shell can offer.
std::vector<const CommandOption*> offered_values(const CommandSpec& command);

/// `words` with blanks between.
std::string joined(const std::vector<CompletionWord>& words);
/// A text in single quotes, as a POSIX shell reads it.
std::string shell_quoted(std::string_view text);

}  // namespace narvi::app
