// The SQLite engine against the suite of the port.

#include <memory>
#include <string>

#include "database/conformance/suite.h"
#include "database/sqlite/sqlite.h"
#include "database/sqlite/temporary_file.h"

namespace narvi::database::conformance {

namespace {

std::unique_ptr<Database> open_with(Milliseconds deadline, sqlite::Wal wal, const std::string& path) {
  sqlite::Options options;
  options.path = path;
  options.wal = wal;
  options.deadline = deadline;
  auto opened = sqlite::open(options);
  if (!opened) {
    ADD_FAILURE() << opened.error().message;
    return nullptr;
  }
  return std::move(*opened);
}

Maker wal_maker() {
  return {"wal", [](Milliseconds deadline) {
            static const sqlite::TemporaryFile file;
            return open_with(deadline, sqlite::Wal::kRequire, file.path());
          }};
}

/// A file as Django makes it, with a rollback journal that we are to keep.
Maker journal_maker() {
  return {"journal", [](Milliseconds deadline) {
            static const sqlite::TemporaryFile file(
                "PRAGMA journal_mode = DELETE; CREATE TABLE django (id integer)");
            return open_with(deadline, sqlite::Wal::kKeep, file.path());
          }};
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, Conformance, testing::Values(wal_maker(), journal_maker()), maker_name);

}  // namespace narvi::database::conformance
