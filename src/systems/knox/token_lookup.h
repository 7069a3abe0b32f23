#pragma once
// Whose token it is: digest first, by primary key, and only then whatever a request does to rows (knox §3).

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "io/task.h"
#include "rest/services.h"
#include "systems/knox/options.h"
#include "systems/knox/stored_token.h"
#include "systems/knox/table_layout.h"
#include "systems/knox/token_sql.h"

namespace narvi::systems::knox {

/// What became of a token that was presented.
struct Checked {
  std::optional<StoredToken> token;  ///< empty: it is nobody's
  bool was_expired = false;          ///< it was somebody's: for the log; clients are not told
};

class TokenLookup {
 public:
  /// `services` outlives it.
  TokenLookup(const rest::Services& services, Options options);

  /// The token that `given` is, with its user, also an inactive one; nobody's if it is unknown or has
  /// expired. One query; more only if there is something to write: expired tokens of the user are deleted, as
  /// clean_up says, and AUTO_REFRESH moves the expiry. With legacy_digests an older row is stored anew.
  /// `given` passed may_be_token.
  io::Task<Result<Checked>> verify(SecretText given);

  /// For the EXPLAIN test.
  const TokenSql& sql() const { return sql_; }

 private:
  using Found = Result<std::optional<StoredToken>>;
  database::Params params_of(std::string digest_or_key, Instant now) const;
  io::Task<Found> find(std::string digest, Instant now);
  io::Task<Found> find_legacy(SecretText given, std::string digest, Instant now);
  io::Task<Found> find_salted(SecretText given, Instant now);
  io::Task<Found> store_anew(StoredToken token, SecretText given, std::string digest, Instant now);
  io::Task<Result<void>> clean(accounts::User user, std::string key, Instant now);
  io::Task<Result<void>> clean_by_key(std::string key, Instant now);
  io::Task<Result<void>> renew(StoredToken& token, Instant now);

  const rest::Services& services_;
  Options options_;
  TokenSql sql_;
  TableLayouts layouts_;
};

}  // namespace narvi::systems::knox
