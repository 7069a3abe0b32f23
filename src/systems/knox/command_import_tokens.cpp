// knox import-tokens.

#include <string>

#include "io/suspend.h"
#include "systems/knox/commands.h"
#include "systems/knox/import_tokens.h"
#include "systems/knox/options.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

std::string tokens(std::size_t number) {
  return std::to_string(number) + (number == 1 ? " token" : " tokens");
}

/// Runs the pass to its end.
Result<ImportStep> run_pass(ImportTokens& pass, const rest::CommandHouse& house, std::int64_t total) {
  const rest::Advance advance = house.show_progress("Taking tokens", static_cast<std::uint64_t>(total));
  ImportStep all;
  while (true) {
    const Result<ImportStep> step = io::run_blocking(pass.step());
    if (!step || step->seen == 0) {
      return step ? Result<ImportStep>(all) : step;
    }
    all.seen += step->seen;
    all.made += step->made;
    all.digests += step->digests;
    advance(step->seen);
  }
}

}  // namespace

int run_import_tokens(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const Result<Options> options = read_options(house.services.settings);
  if (!options) {
    return refuse(terminal, options.error().message);
  }
  std::optional<Instant> expiry;
  if (!line.has("never-expire")) {
    expiry = first_expiry(options->ttl, house.services.clock.now());
  }
  ImportTokens pass(house.services, *options, expiry);
  const Result<std::int64_t> total = io::run_blocking(pass.total());
  if (!total) {
    return refuse(terminal, total.error().message);
  }
  if (line.has("dry-run")) {
    terminal.out((*total == 1 ? "There is " : "There are ") + tokens(static_cast<std::size_t>(*total)) +
                 " to take.");
    return 0;
  }
  const Result<ImportStep> done = run_pass(pass, house, *total);
  if (!done) {
    return refuse(terminal,
                  done.error().message + "\n  mend: whole batches are done; run it again, and it goes on");
  }
  terminal.out("Took " + tokens(done->made) + "; " + std::to_string(done->seen - done->made - done->digests) +
               " were there already.");
  if (done->digests > 0) {
    terminal.err(tokens(done->digests) + " stood there as digests, which cannot be turned back.");
  }
  return 0;
}

}  // namespace narvi::systems::knox
