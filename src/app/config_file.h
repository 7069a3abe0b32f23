#pragma once
// narvi.toml as values with line numbers. The only file that knows the TOML library.

#include <string>
#include <string_view>

#include "app/given_value.h"
#include "base/result.h"
#include "base/settings.h"

namespace narvi::app {

/// Reads TOML. `name` is the file's name for origins: "narvi.toml:12". A syntax error or a key given twice is
/// a problem; the library stops at the first.
Result<GivenValue, SettingProblem> parse_config(std::string_view text, const std::string& name);

/// Reads the file at `path`, at most a megabyte. Problems: it cannot be read, and those of parse_config.
Result<GivenValue, SettingProblem> read_config_file(const std::string& path);

}  // namespace narvi::app
