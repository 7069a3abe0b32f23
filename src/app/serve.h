#pragma once
// serve: the house behind its door, until a signal ends it.

#include "base/command.h"
#include "base/secret.h"
#include "base/settings.h"

namespace narvi::app {

/// Serves until SIGTERM or SIGINT, reloads certificates at SIGHUP. Returns the exit code. Call it before any
/// other thread exists, because signals are taken by the calling thread alone.
int serve(const Settings& settings, SecretText secret_key, Terminal& terminal);

}  // namespace narvi::app
