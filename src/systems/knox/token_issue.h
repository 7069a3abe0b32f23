#pragma once
// Making a token for a user, within his limit (knox §2.1).

#include <memory>
#include <optional>

#include "base/result.h"
#include "io/task.h"
#include "rest/services.h"
#include "systems/knox/options.h"
#include "systems/knox/table_layout.h"
#include "systems/knox/token_sql.h"

namespace narvi::systems::knox {

struct Issued {
  SecretText token;
  std::string digest;
  Instant created;
  std::optional<Instant> expiry;  ///< empty: never
};

class TokenIssue {
 public:
  /// `services` outlives it.
  TokenIssue(const rest::Services& services, const Options& options);

  /// A new token for `user`; last_login is written with it, and user_logged_in is fired. Empty if he holds as
  /// many as he may. Counting and writing are one transaction, so that no number of logins at once exceeds
  /// the limit. kNotFound if the user has gone.
  io::Task<Result<std::optional<Issued>>> login(accounts::User user);

 private:
  enum class Written { kYes, kTaken, kOverLimit };
  io::Task<database::Result<Written>> write(accounts::UserKey user, Issued issued, TableLayout layout);
  io::Task<database::Result<Written>> write_within_limit(database::Transaction& transaction,
                                                         accounts::UserKey user, Issued issued,
                                                         TableLayout layout);
  io::Task<database::Result<bool>> make_room(database::Transaction& transaction, accounts::UserKey user,
                                             Instant now);
  database::Batch rows_of(const accounts::UserKey& user, const Issued& issued,
                          const TableLayout& layout) const;

  const rest::Services& services_;
  TokenShape shape_;
  std::optional<Seconds> ttl_;
  std::optional<std::int64_t> limit_;
  rest::LimitPolicy limit_policy_;
  TokenSql sql_;
  TableLayouts layouts_;
};

}  // namespace narvi::systems::knox
