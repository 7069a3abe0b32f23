#pragma once
// A row of the token table with its user, and what a request keeps of it.

#include <optional>
#include <string>

#include "accounts/user.h"
#include "base/result.h"
#include "database/rows.h"
#include "rest/verdict.h"

namespace narvi::systems::knox {

struct StoredToken {
  std::string digest;
  std::string key;
  Instant created;
  std::optional<Instant> expiry;  ///< empty: never
  bool has_expired = false;       ///< of the user: he has tokens that have expired, maybe this one; asked for
                                  ///< only where requests delete them
  accounts::User user;
};

/// How many columns {token.columns} yields; the user's follow.
inline constexpr std::size_t kTokenColumns = 5;

/// Reads "{token.columns}, {user.columns}" of token_sql.h. kInternal if a column is of another type.
Result<StoredToken> decode_token(const database::Row& row, const accounts::UserTable& users);

/// request.auth of knox: the token that was presented.
struct Proof final : rest::Auth {
  std::string digest;
  Instant created;
  std::optional<Instant> expiry;
};

}  // namespace narvi::systems::knox
