#pragma once
// The SQL of an import (contract django-auth §5).

#include <string>

#include "accounts/user.h"
#include "database/statement.h"

namespace narvi::accounts::intake {

/// Rows that join one thing to others.
struct LinkStatements {
  LinkStatements(const std::string& name, const std::string& table, const std::string& owner,
                 const std::string& target);
  database::Statement list;    ///< the targets of owner $1
  database::Statement insert;  ///< owner $1, target $2
  database::Statement clear;   ///< all of owner $1
};

struct Statements {
  explicit Statements(const UserTable& table);

  database::Statement user_by_key;  ///< the name of the user with key $1

  database::Statement group_by_name;          ///< key
  database::Statement insert_group;           ///< $1 name; no row is returned if it is taken
  database::Statement insert_group_with_key;  ///< $1 name, $2 key; the same
  database::Statement content_type;           ///< $1 app label, $2 model
  database::Statement insert_content_type;
  database::Statement permission;         ///< $1 app label, $2 model, $3 codename
  database::Statement insert_permission;  ///< $1 content type, $2 codename, $3 name

  LinkStatements user_groups;
  LinkStatements user_permissions;
  LinkStatements group_permissions;

  std::string next_user_key;  ///< PostgreSQL: the sequence goes on behind the highest key; empty: no sequence
  std::string next_group_key;  ///< the same for groups
};

}  // namespace narvi::accounts::intake
