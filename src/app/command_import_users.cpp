// import-users: Django's dumpdata or CSV into the user table, in chunks that are each stored whole.

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "accounts/intake/file_source.h"
#include "accounts/intake/hash_passwords.h"
#include "accounts/intake/intake.h"
#include "accounts/intake/records.h"
#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/interrupts.h"
#include "app/progress.h"
#include "app/user_lines.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

namespace intake = accounts::intake;

// A chunk is up to some thousand statements, on a database that may be far away.
constexpr Milliseconds kDeadline = std::chrono::minutes(10);

struct ImportState {
  House& house;
  Terminal& terminal;
  intake::Intake& store;
  intake::Records& records;
  intake::IntakeReport sum{};
  std::uint64_t last_line = 0;
};

bool is_csv(const CommandLine& line) {
  const auto form = line.value("format");
  return form ? *form == "csv" : line.value("file").value_or("").ends_with(".csv");
}

intake::IntakeOptions options_of(const CommandLine& line) {
  intake::IntakeOptions options;
  options.keep_keys = line.value("keep-keys").value_or(is_csv(line) ? "no" : "yes") == "yes";
  options.update = line.has("update");
  options.create_groups = line.has("create-groups");
  options.dry_run = line.has("dry-run");
  return options;
}

Result<std::unique_ptr<intake::Records>> records_of(intake::ByteSource& source, const CommandLine& line,
                                                    House& house) {
  const accounts::Accounts& accounts = house.accounts();
  const intake::Judgement judgement{accounts.passwords.hashers(), accounts.django, accounts.users.table()};
  if (is_csv(line)) {
    return intake::read_csv(source, judgement, {line.has("hash-passwords")});
  }
  return intake::read_dump(source, judgement, line.value("model").value_or("auth.user"));
}

std::string at_line(std::uint64_t line, const std::string& what, const std::string& text) {
  return fmt::format("line {}: {}{}{}", line, printable(what), what.empty() ? "" : ": ", printable(text));
}

/// Reads up to one chunk. An error is said behind what could be read before it.
Result<bool> read_chunk(ImportState& state, std::vector<intake::Record>& chunk) {
  while (chunk.size() < intake::Intake::kChunk) {
    auto record = state.records.next();
    if (!record) {
      return tl::unexpected<Error>(std::move(record.error()));
    }
    if (!*record) {
      return false;
    }
    state.last_line = (*record)->line;
    for (const std::string& warning : (*record)->warnings) {
      const auto* user = std::get_if<intake::UserRecord>(&(*record)->what);
      const std::string who = user == nullptr ? "" : "user '" + user->username + "'";
      state.terminal.err(at_line(state.last_line, who, "warning: " + warning));
    }
    chunk.push_back(std::move(**record));
  }
  return true;
}

bool has_clear_passwords(const std::vector<intake::Record>& chunk) {
  return std::any_of(chunk.begin(), chunk.end(), [](const intake::Record& record) {
    const auto* user = std::get_if<intake::UserRecord>(&record.what);
    return user != nullptr && user->clear_password.has_value();
  });
}

Result<void> hash_chunk(ImportState& state, std::vector<intake::Record>& chunk) {
  Progress progress(state.terminal, fmt::format("Hashing passwords to line {}", state.last_line),
                    chunk.size());
  const std::size_t at_once = std::max(1U, std::thread::hardware_concurrency());
  return io::run_blocking(intake::hash_passwords(chunk, state.house.accounts().passwords, state.store,
                                                 at_once, [&progress] { progress.advance(1); }));
}

Result<void> store_chunk(ImportState& state, std::vector<intake::Record> chunk, bool dry_run) {
  if (!dry_run && has_clear_passwords(chunk)) {
    if (Result<void> hashed = hash_chunk(state, chunk); !hashed) {
      return hashed;
    }
  }
  auto report = io::run_blocking(state.store.take(std::move(chunk)));
  if (!report) {
    return tl::unexpected<Error>(std::move(report.error()));
  }
  for (const intake::Refusal& refusal : report->refusals) {
    state.terminal.err(at_line(refusal.line, refusal.what, refusal.reason));
  }
  report->refusals.clear();
  state.sum.add(*report);
  return {};
}

/// All of the file. The error says why it ended early.
Result<void> import_all(ImportState& state, std::optional<std::uint64_t> size, bool dry_run) {
  const InterruptWatch interrupts;
  Progress progress(state.terminal, dry_run ? "Checking" : "Importing", size);
  std::uint64_t shown = 0;
  while (true) {
    std::vector<intake::Record> chunk;
    const Result<bool> more = read_chunk(state, chunk);
    if (Result<void> stored = store_chunk(state, std::move(chunk), dry_run); !stored) {
      return stored;
    }
    if (!more) {
      return tl::unexpected<Error>(more.error());
    }
    progress.advance(state.records.position() - shown);
    shown = state.records.position();
    if (!*more) {
      return {};
    }
    if (interrupts.interrupted()) {
      return fail(ErrorKind::kUnavailable,
                  fmt::format("Interrupted after line {}.{}", state.last_line,
                              dry_run ? ""
                                      : " Everything up to there is stored; the same command again goes on, "
                                        "since what is there already is passed over."));
    }
  }
}

void say(Terminal& terminal, std::string_view what, const intake::Tally& tally, bool dry_run) {
  if (tally.created + tally.unchanged + tally.updated + tally.refused > 0) {
    terminal.out(fmt::format("{}: {} {}created, {} unchanged, {} {}updated, {} refused", what, tally.created,
                             dry_run ? "would be " : "", tally.unchanged, tally.updated,
                             dry_run ? "would be " : "", tally.refused));
  }
}

int finish(ImportState& state, const Result<void>& done, bool dry_run) {
  // What never became a user of its own is counted with the users: that is what the file is about.
  state.sum.users.refused += state.sum.unreadable;
  say(state.terminal, "Permissions", state.sum.permissions, dry_run);
  say(state.terminal, "Groups", state.sum.groups, dry_run);
  say(state.terminal, "Users", state.sum.users, dry_run);
  if (!done) {
    return refuse_command(state.terminal, done.error().message);
  }
  const bool nothing = state.last_line == 0;
  if (nothing) {
    state.terminal.out("The file holds no users.");
  }
  state.sum.unreadable = 0;
  return state.sum.refused() == 0 ? 0 : 1;
}

}  // namespace

int run_import_users(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  auto house = open_house(context, clock, kDeadline);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  auto source = intake::FileSource::open(line.value("file").value_or("-"));
  if (!source) {
    return refuse_command(terminal, source.error().message);
  }
  auto records = records_of(**source, line, **house);
  if (!records) {
    return refuse_command(terminal, records.error().message);
  }
  const intake::IntakeOptions options = options_of(line);
  intake::Intake store((*house)->database(), (*house)->accounts().users, options, clock, context.random);
  ImportState state{**house, terminal, store, **records};
  const Result<void> done = import_all(state, (*source)->size(), options.dry_run);
  return finish(state, done, options.dry_run);
}

}  // namespace narvi::app
