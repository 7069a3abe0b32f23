#pragma once
// The tokens of authtoken_token: who holds one, and giving a user his (drf §3.3, §6.1). Both forms of a row
// are read whatever token_storage says, so a change of the setting ends no token and may be rolled out one
// server after the other.

#include <optional>
#include <string_view>

#include "accounts/user.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "rest/services.h"
#include "systems/authtoken/lifetime.h"
#include "systems/authtoken/tokens.h"

namespace narvi::systems::authtoken {

/// SQL: when the token of row `t` was used last; null if nobody noted it.
inline constexpr std::string_view kLastUsed =
    "(SELECT m.last_used FROM narvi_credential m WHERE m.user_id = t.user_id AND m.kind = 'authtoken')";

/// Whose a presented token is.
struct Holder {
  accounts::User user;
  bool token_ended = false;  ///< its lifetime is over
};

/// A token that is not stored yet, and what the table shall hold of it.
struct Issued {
  SecretText token;
  std::string stored;
  Instant created;
};

/// What a user gets who asks.
struct Obtained {
  SecretText token;
  bool ended_another = false;  ///< the user had another token, which works no longer
};

class TokenStore {
 public:
  /// `services` outlives the store. `storage`: the form of new rows.
  TokenStore(const rest::Services& services, Storage storage);

  /// The user whose token is exactly `token`, also an inactive one: one query by the primary key. Any text
  /// may be asked for; what no row can hold is nobody's without a query.
  io::Task<Result<std::optional<Holder>>> find(SecretText token);

  /// The user's token; made if there is none, and made anew if its lifetime is over, or if its row is a
  /// digest that no secret key of ours tells again (the old one ends). Atomic: two requests at once get the
  /// same one. kNotFound if the user has gone, kUnavailable if others kept changing the row.
  io::Task<Result<Obtained>> obtain(accounts::UserKey user);

  /// A new token in place of the one there is, which ends at once; or a first one. Errors as `obtain`.
  io::Task<Result<Obtained>> replace(accounts::UserKey user);

  /// A first token for a user who is made in the same transaction: both are there, or neither. A row that is
  /// there already stays.
  io::Task<database::Result<void>> add_in(database::Transaction& transaction, accounts::UserKey user) const;

  /// A new token for `user`, to be stored by the caller. `before`: when the token it replaces was made, if
  /// there is one; the new one is always younger, also when the clock has stepped back.
  Issued issue(const accounts::UserKey& user, std::optional<Instant> before) const;

  Storage storage() const { return storage_; }

  /// For the EXPLAIN test.
  const database::Statement& find_statement() const { return find_; }
  const database::Statement& of_user_statement() const { return of_user_; }

 private:
  struct Stored {
    std::string key;
    Instant created;
    bool ended;  ///< its lifetime is over
  };
  enum class Existing { kKeep, kReplace };
  io::Task<Result<Obtained>> settle(accounts::UserKey user, Existing existing);
  io::Task<Result<std::optional<Stored>>> of_user(accounts::UserKey user);
  /// Whether the token of a row that has `created` at that column and, behind it, the last use has ended.
  bool has_ended(const database::Row& row, std::size_t column) const;
  std::optional<SecretText> tell(const accounts::UserKey& user, const Stored& row) const;
  io::Task<Result<bool>> store(accounts::UserKey user, std::optional<Stored> before, Issued issued);

  const rest::Services& services_;
  Storage storage_;
  Lifetimes lifetimes_;
  database::Statement find_;
  database::Statement of_user_;
  database::Statement insert_;
  database::Statement swap_;
};

}  // namespace narvi::systems::authtoken
