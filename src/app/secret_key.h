#pragma once
// The secret key when the settings give none: read from a file that is made once (design §8).

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/settings.h"

namespace narvi::app {

/// Where the key is kept: [security] secret_key_file; without it `narvi.secret` in the directory of the
/// configuration file, else of the SQLite database, else of the process. `config_file`: empty for none.
std::string secret_key_path(const Settings& settings, const std::string& config_file);

struct KeyFile {
  SecretText key;
  bool created = false;  ///< by this call
};

/// Reads the key, or makes 50 random characters and writes them with mode 0600. Processes that start at once
/// agree on one key. Problems: the file is readable by others, empty, not a regular file, or cannot be made.
Result<KeyFile, SettingProblem> read_or_create_key(const std::string& path, Random& random);

/// Sees that [security] secret_key has a value: does nothing if it was given, else puts the key of the file
/// there. The result is a line to tell the operator once; empty if the key is not new.
Result<std::string, SettingProblem> complete_secret_key(Settings& settings, const std::string& config_file,
                                                        Random& random);

}  // namespace narvi::app
