#include "database/sqlite/control.h"

namespace narvi::database::sqlite::control {

// IMMEDIATE takes the write lock at once: a transaction that reads first and asks for the lock later may be
// refused half-way without a chance to wait.
const Statement& begin() {
  static const Statement statement("sqlite.begin", "BEGIN IMMEDIATE");
  return statement;
}
const Statement& commit() {
  static const Statement statement("sqlite.commit", "COMMIT");
  return statement;
}
const Statement& roll_back() {
  static const Statement statement("sqlite.roll_back", "ROLLBACK");
  return statement;
}
const Statement& savepoint() {
  static const Statement statement("sqlite.savepoint", "SAVEPOINT narvi_job");
  return statement;
}
const Statement& roll_back_to_savepoint() {
  static const Statement statement("sqlite.roll_back_to_savepoint", "ROLLBACK TO narvi_job");
  return statement;
}
const Statement& release() {
  static const Statement statement("sqlite.release", "RELEASE narvi_job");
  return statement;
}

}  // namespace narvi::database::sqlite::control
