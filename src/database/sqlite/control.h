#pragma once
// The statements that open, divide and end transactions. Only the writer's own code runs them.

#include "database/statement.h"

namespace narvi::database::sqlite::control {

const Statement& begin();
const Statement& commit();
const Statement& roll_back();
const Statement& savepoint();
const Statement& roll_back_to_savepoint();
const Statement& release();

}  // namespace narvi::database::sqlite::control
