#pragma once
// The SQL about the user table itself, made once from its description. A site's table may lack columns, so
// each statement that writes says which values it takes, in the order of its parameters.

#include <vector>

#include "accounts/user.h"
#include "database/statement.h"

namespace narvi::accounts {

/// What a parameter of a writing statement stands for.
enum class UserPart {
  kUsername,
  kPassword,
  kEmail,
  kFirstName,
  kLastName,
  kIsActive,
  kIsStaff,
  kIsSuperuser,
  kLastLogin,
  kDateJoined,
  kNow,  ///< the moment of creation, for [users] insert_defaults
  kKey,
};

struct UserWrite {
  std::vector<UserPart> parts;  ///< the n-th is $n
  database::Statement statement;
};

struct UserStatements {
  explicit UserStatements(UserTable described);

  UserTable table;
  database::Statement by_name;   ///< $1 name
  database::Statement by_key;    ///< $1 key
  database::Statement by_email;  ///< $1 address
  database::Statement list;      ///< $1 active, $2 staff, $3 superuser, $4 text, $5 after, $6 limit
  database::Statement count;     ///< $1 to $4 of list
  UserWrite insert;              ///< no row comes back if something unique is taken
  UserWrite insert_with_key;
  UserWrite change;                      ///< null leaves a column as it is
  database::Statement replace_password;  ///< $1 key, $2 old, $3 new
  database::Statement set_password;      ///< $1 key, $2 new
  database::Statement last_login;        ///< $1 key, $2 now
};

}  // namespace narvi::accounts
