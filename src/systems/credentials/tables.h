#pragma once
// The table narvi_credential: what is noted about sessions and tokens, whose own tables belong to others.

#include <span>

#include "database/migration.h"

namespace narvi::systems::credentials {

std::span<const database::Migration> migrations();

}  // namespace narvi::systems::credentials
