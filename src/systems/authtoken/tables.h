#pragma once
// The table authtoken_token (drf §5): its migrations and the statements that run on it.

#include <span>
#include <string>

#include "accounts/user.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "database/database.h"
#include "database/migration.h"

namespace narvi::systems::authtoken {

std::span<const database::Migration> migrations();
std::span<const database::Model> models();

class Tokens {
 public:
  explicit Tokens(database::Database& database);

  /// The user's token, made if there is none: atomic, so two requests at once get the same one.
  io::Task<Result<SecretText>> get_or_create(accounts::UserKey user, Random& random, Instant now);

 private:
  database::Database& database_;
  database::Statement of_user_;
  database::Statement insert_;
};

}  // namespace narvi::systems::authtoken
