#pragma once
// One record into the database, inside the transaction of its chunk.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/intake/intake.h"
#include "accounts/intake/record.h"
#include "accounts/intake/statements.h"
#include "database/database.h"

namespace narvi::accounts::intake {

struct Verdict {
  enum class Kind { kCreated, kUnchanged, kUpdated, kRefused };
  Kind kind = Kind::kRefused;
  std::string reason;  ///< of a refusal
};

/// What stays the same for the whole import.
struct WriterContext {
  Users& users;
  const Statements& statements;
  const IntakeOptions& options;
  const DryRun& dry_run;
  const Clock& clock;
  Random& random;
};

/// Lives as long as its transaction, which may be run again with a new one.
class Writer {
 public:
  template <class T>
  using Task = io::Task<database::Result<T>>;

  Writer(database::Transaction& transaction, WriterContext context)
      : transaction_(transaction), context_(context) {}

  Task<Verdict> write_user(const UserRecord& user);
  Task<Verdict> write_group(const GroupRecord& group);
  Task<Verdict> write_permission(const PermissionRecord& permission);
  /// PostgreSQL: after rows with keys of their own.
  Task<bool> move_sequences_forward(database::Engine engine);

 private:
  struct Links {
    std::optional<std::vector<std::int64_t>> groups;
    std::optional<std::vector<std::int64_t>> permissions;
    std::string missing;  ///< why the record is refused; empty: everything is there
  };

  Task<std::optional<std::int64_t>> first_key(const database::Statement& statement, database::Params params);
  Task<std::optional<std::int64_t>> group_key(const std::string& name);
  Task<std::optional<std::int64_t>> permission_key(const PermissionName& name);
  Task<std::string> permission_keys(const std::vector<PermissionName>& names,
                                    std::vector<std::int64_t>& keys);
  Task<Links> links_of(const UserRecord& user);
  Task<Verdict> write_known_user(const UserRecord& user, const User& there, const Links& links);
  Task<Verdict> write_new_user(const UserRecord& user, std::optional<UserKey> key, const Links& links);
  Task<bool> differs(const LinkStatements& statements, database::Value owner,
                     const std::optional<std::vector<std::int64_t>>& wanted);
  Task<bool> set_links(const LinkStatements& statements, database::Value owner,
                       const std::optional<std::vector<std::int64_t>>& wanted, bool is_new);
  NewUser new_row(const UserRecord& user, std::optional<UserKey> key) const;

  database::Transaction& transaction_;
  WriterContext context_;
  std::map<std::string, std::int64_t> groups_;          ///< found in this transaction
  std::map<PermissionName, std::int64_t> permissions_;  ///< the same
  bool wrote_user_key_ = false;
  bool wrote_group_key_ = false;
};

}  // namespace narvi::accounts::intake
