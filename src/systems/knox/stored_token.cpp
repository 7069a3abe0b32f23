#include "systems/knox/stored_token.h"

#include <utility>

namespace narvi::systems::knox {

Result<StoredToken> decode_token(const database::Row& row, const accounts::UserTable& users) {
  const std::optional<Instant> created = row.instant(2);
  const std::optional<bool> has_expired = row.boolean(4);
  std::optional<accounts::User> user = users.decode(row, kTokenColumns);
  StoredToken token;
  token.expiry = row.instant(3);
  if (!created || !has_expired || !user || (!token.expiry && !row.is_null(3))) {
    return fail(ErrorKind::kInternal, "a row of the token or the user table has an unexpected type");
  }
  token.digest = row.text(0);
  token.key = row.text(1);
  token.created = *created;
  token.has_expired = *has_expired;
  token.user = std::move(*user);
  return token;
}

}  // namespace narvi::systems::knox
