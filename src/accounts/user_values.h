#pragma once
// From a new or changed user to the parameters of UserStatements. For the files of Users only.

#include "accounts/user_statements.h"
#include "accounts/users.h"

namespace narvi::accounts {

/// The value of each part of `write`, for a new row. A key that `user` does not have is null.
database::Params insert_values(const UserWrite& write, const NewUser& user, Instant now);

/// The value of each part of `write`; null for what does not change.
database::Params change_values(const UserWrite& write, const UserKey& key, const UserChange& change);

}  // namespace narvi::accounts
