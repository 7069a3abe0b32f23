#pragma once
// The SQL of the token table, whatever it is called, joined with the user table, whatever that is called.

#include <string>

#include "accounts/user.h"
#include "database/statement.h"

namespace narvi::systems::knox {

/// Expired means `expiry < now`; held means not expired (knox §2.1, §3).
struct TokenSql {
  /// `table`: the tokens', checked to be a plain name. `tells_expired`: look-ups also tell whether the user
  /// has expired tokens, for which they take $2; otherwise they have no $2 and tell that he has none.
  TokenSql(const std::string& table, const accounts::UserTable& users, bool tells_expired = false);

  database::Statement find;          ///< $1 digest, $2 now: token and its user (see stored_token.h)
  database::Statement find_salted;   ///< $1 key, $2 now: the same of all rows of that key, and their salts
  database::Statement users_of_key;  ///< $1 key, $2 now: users with such a row who have expired tokens
  database::Statement clean;   ///< $1 user, $2 now, $3 key: deletes 100 that have expired, those of the key
                               ///< first; digest and key
  database::Statement renew;   ///< $1 digest, $2 new expiry, $3 expiry as it was read
  database::Statement extend;  ///< $1 digest, $2 later expiry: the expiry that it has then; none: it has gone
  database::Statement rewrite;         ///< $1 digest as it was, $2 new digest, $3 new key
  database::Statement insert;          ///< $1 digest, $2 created, $3 user, $4 expiry, $5 key
  database::Statement insert_salted;   ///< ..., $6 salt
  database::Statement count;           ///< $1 user, $2 now: how many count towards the limit
  database::Statement evict;           ///< $1 user, $2 now, $3 number: the oldest of those
  database::Statement end;             ///< $1 user, $2 digest
  database::Statement end_all;         ///< $1 user, $2 digest that is spared
  database::Statement held;            ///< $1 user, $2 now, $3 number: digest, created, expiry of the newest
  database::Statement expired;         ///< $1 now, $2 number: digests
  database::Statement delete_expired;  ///< $1 digest, $2 now
  database::Statement count_expired;   ///< $1 now
};

}  // namespace narvi::systems::knox
