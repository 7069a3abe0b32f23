#pragma once
// Intake: records of a file into the tables of users, groups and permissions. Each chunk is one transaction:
// its users come with their groups and permissions, or not at all. Taking a record again does no harm, so an
// import that was cut off is repeated from the start.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "accounts/intake/record.h"
#include "accounts/intake/statements.h"
#include "accounts/users.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts::intake {

struct IntakeOptions {
  bool keep_keys = true;       ///< a user or group keeps its key; one that is taken refuses the user
  bool update = false;         ///< who is there already gets what the file says; else differing is a refusal
  bool create_groups = false;  ///< groups that are merely named come into being
  bool dry_run = false;        ///< reads only
};

struct Tally {
  std::uint64_t created = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t updated = 0;
  std::uint64_t refused = 0;
};

struct Refusal {
  std::uint64_t line = 0;
  std::string what;  ///< "user 'kim'", may be empty
  std::string reason;
};

/// What became of a chunk, or of all of them.
struct IntakeReport {
  Tally users;
  Tally groups;
  Tally permissions;
  std::uint64_t unreadable = 0;   ///< refused before it was known what they are
  std::vector<Refusal> refusals;  ///< of this chunk
  void add(const IntakeReport& chunk);
  std::uint64_t refused() const { return users.refused + groups.refused + permissions.refused + unreadable; }
};

/// What a dry run remembers in place of rows that it did not write.
struct DryRun {
  static constexpr std::size_t kMostNames = 4'000'000;  ///< beyond it, doubles are no longer found
  std::unordered_set<std::size_t> users;                ///< hashes of their names
  std::set<std::string> groups;
  std::set<PermissionName> permissions;
};

class Intake {
 public:
  static constexpr std::size_t kChunk = 500;  ///< records in one transaction

  /// All references outlive it.
  Intake(database::Database& database, Users& users, IntakeOptions options, const Clock& clock,
         Random& random);

  /// Takes records whose clear passwords are hashed by now. A row that the database itself refuses is refused
  /// alone. Errors: whatever keeps the database from working; nothing of this chunk is stored then. Fires no
  /// events: a site that listens to users being made does not expect a million at once.
  io::Task<Result<IntakeReport>> take(std::vector<Record> chunk);

  /// The password column of the user of that name, if there is one: so that a clear password that is right
  /// already is not hashed again.
  io::Task<Result<std::optional<SecretText>>> stored_password(std::string username);

 private:
  using Chunk = std::shared_ptr<const std::vector<Record>>;
  database::Result<IntakeReport> refused_alone(const Record& record, const database::Error& error) const;
  io::Task<database::Result<IntakeReport>> take_together(Chunk chunk);
  void remember(const std::vector<Record>& chunk);

  database::Database& database_;
  Users& users_;
  Statements statements_;
  IntakeOptions options_;
  const Clock& clock_;
  Random& random_;
  DryRun dry_run_;
};

}  // namespace narvi::accounts::intake
