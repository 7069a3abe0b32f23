#pragma once
// The table knox_authtoken (knox §5): its migrations and models.

#include <span>

#include "database/migration.h"

namespace narvi::systems::knox {

std::span<const database::Migration> migrations();
std::span<const database::Model> models();

}  // namespace narvi::systems::knox
