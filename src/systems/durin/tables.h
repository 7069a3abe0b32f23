#pragma once
// Durin's tables (contract durin §5) and Narvi's own beside them: migrations and models.

#include <span>

#include "database/migration.h"

namespace narvi::systems::durin {

std::span<const database::Migration> migrations();
std::span<const database::Model> models();

}  // namespace narvi::systems::durin
