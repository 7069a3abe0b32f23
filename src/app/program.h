#pragma once
// The program from its arguments to its exit code.

#include <string>
#include <vector>

namespace narvi::app {

/// Parses the line, loads and checks the settings, runs the command. `arguments`: without the program's name.
/// Returns 0 for done, 1 for refused or failed, 2 for wrong usage or wrong settings.
int run_program(const std::vector<std::string>& arguments);

}  // namespace narvi::app
