#pragma once
// Scripts that complete the command line in a shell, written from the same tables that parse it.

#include <span>
#include <string>

#include "app/cli.h"

namespace narvi::app {

/// For bash: a function and `complete -F`. Source it, or keep it as a file in
/// /usr/share/bash-completion/completions/.
std::string bash_completion(std::span<const CommandSpec> commands);

/// For zsh: a `#compdef` file for a folder of $fpath; sourcing it works, too.
std::string zsh_completion(std::span<const CommandSpec> commands);

/// For fish: `complete` lines for ~/.config/fish/completions/.
std::string fish_completion(std::span<const CommandSpec> commands);

}  // namespace narvi::app
