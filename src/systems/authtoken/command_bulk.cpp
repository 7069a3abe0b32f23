// authtoken backfill and authtoken digest.

#include <cstdint>
#include <string>

#include "io/suspend.h"
#include "systems/authtoken/bulk.h"
#include "systems/authtoken/commands.h"
#include "systems/authtoken/options.h"

namespace narvi::systems::authtoken {

namespace {

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

std::string tokens(std::int64_t number) {
  return std::to_string(number) + (number == 1 ? " token" : " tokens");
}

/// Runs the pass to its end; how many rows it changed.
Result<std::int64_t> run_pass(BulkPass& pass, const rest::CommandHouse& house, std::string what,
                              std::int64_t total) {
  const rest::Advance advance = house.show_progress(std::move(what), static_cast<std::uint64_t>(total));
  std::int64_t changed = 0;
  while (true) {
    const Result<BulkStep> step = io::run_blocking(pass.step());
    if (!step) {
      return tl::unexpected<Error>(step.error());
    }
    if (step->seen == 0) {
      return changed;
    }
    changed += static_cast<std::int64_t>(step->changed);
    advance(step->seen);
  }
}

int stopped(Terminal& terminal, const Error& error) {
  return refuse(terminal, error.message + "\n  mend: whole batches are done; run it again, and it goes on");
}

bool confirmed(std::int64_t total, Terminal& terminal) {
  terminal.out(
      tokens(total) +
      " will stand in the table as digests, which cannot be turned back. Those in use go on "
      "working here;\nDjango accepts them no longer, and whoever asks for his token again gets a new "
      "one, which ends the old.");
  return terminal.ask("Go on? [y/N] ").value_or("") == "y";
}

}  // namespace

int run_backfill(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const Result<Options> options = read_options(house.services.settings);
  if (!options) {
    return refuse(terminal, options.error().message);
  }
  const TokenStore store(house.services, options->storage);
  Backfill pass(house.services, store);
  const Result<std::int64_t> missing = io::run_blocking(pass.remaining());
  if (!missing) {
    return refuse(terminal, missing.error().message);
  }
  if (*missing == 0) {
    terminal.out("Every user has a token.");
    return 0;
  }
  if (line.has("dry-run")) {
    terminal.out("Would make " + tokens(*missing) + ".");
    return 0;
  }
  const Result<std::int64_t> made = run_pass(pass, house, "Making tokens", *missing);
  if (!made) {
    return stopped(terminal, made.error());
  }
  terminal.out("Made " + tokens(*made) + ".");
  return 0;
}

int run_digest(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const Result<Options> options = read_options(house.services.settings);
  if (!options) {
    return refuse(terminal, options.error().message);
  }
  DigestTokens pass(house.services);
  const Result<std::int64_t> clear = io::run_blocking(pass.remaining());
  if (!clear) {
    return refuse(terminal, clear.error().message);
  }
  if (*clear == 0) {
    terminal.out("No token stands in clear.");
    return 0;
  }
  if (line.has("dry-run")) {
    terminal.out("Would digest " + tokens(*clear) +
                 ". Whoever asks for his token again afterwards gets a new one, which ends the old.");
    return 0;
  }
  if (options->storage != Storage::kDigest) {
    return refuse(terminal,
                  "[systems.authtoken] token_storage is \"plain\": new tokens would stand in clear again\n"
                  "  mend: set token_storage = \"digest\" for every server on this database first");
  }
  if (!line.has("yes") && !terminal.interactive()) {
    return refuse(terminal, "this cannot be turned back: say --yes");
  }
  if (!line.has("yes") && !confirmed(*clear, terminal)) {
    terminal.err("Nothing was changed.");
    return 1;
  }
  const Result<std::int64_t> digested = run_pass(pass, house, "Digesting tokens", *clear);
  if (!digested) {
    return stopped(terminal, digested.error());
  }
  terminal.out("Digested " + tokens(*digested) + ".");
  const Result<std::int64_t> left = io::run_blocking(pass.remaining());
  if (!left) {
    return refuse(terminal, left.error().message);
  }
  if (*left > 0) {
    return refuse(terminal, tokens(*left) +
                                " came in clear meanwhile: a server or a Django site still writes them so\n"
                                "  mend: set token_storage = \"digest\" there, then run this again");
  }
  return 0;
}

}  // namespace narvi::systems::authtoken
