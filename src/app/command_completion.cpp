#include <vector>

#include "app/commands.h"
#include "app/completion.h"

namespace narvi::app {

int run_completion(CommandContext& /*context*/, const CommandLine& line, Terminal& terminal) {
  std::vector<CommandSpec> specs;
  for (const Command& command : commands()) {
    specs.push_back(command.spec);
  }
  const std::string shell = line.value("shell").value_or("bash");
  if (shell == "zsh") {
    terminal.out(zsh_completion(specs));
  } else if (shell == "fish") {
    terminal.out(fish_completion(specs));
  } else {
    terminal.out(bash_completion(specs));
  }
  return 0;
}

}  // namespace narvi::app
