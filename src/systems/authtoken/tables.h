#pragma once
// The table authtoken_token (drf §5): its migrations and models.

#include <span>

#include "database/migration.h"

namespace narvi::systems::authtoken {

std::span<const database::Migration> migrations();
std::span<const database::Model> models();

}  // namespace narvi::systems::authtoken
