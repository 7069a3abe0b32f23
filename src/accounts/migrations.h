#pragma once
// The tables of Django's contrib apps that Narvi keeps its data in: contenttypes, auth, admin, sessions.
// Recorded as Django records them, made as Django 3.2 to 6.1 end up with them (contract django-auth §5,
// sessions §5).

#include <vector>

#include "accounts/user.h"
#include "database/migrate_text.h"
#include "database/migration.h"

namespace narvi::accounts {

/// What a site has, as far as it changes these tables.
struct MigrationChoice {
  bool own_users = true;  ///< users live in auth_user; false: in a table of the site's own ([users] table),
                          ///< which also keeps their groups
  bool admin = true;      ///< with the administration's log
};

/// The steps, in the order in which Django applies them.
std::vector<database::Migration> migrations(const MigrationChoice& choice = {});

/// The models whose content types and permissions exist, in Django's order.
std::vector<database::Model> models(const MigrationChoice& choice = {});

/// What migrations need to know about the configured user table.
database::UserReference user_reference(const UserTable& users);

}  // namespace narvi::accounts
