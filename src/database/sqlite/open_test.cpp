// Opening: new files, files made elsewhere, things that are no database.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "database/sqlite/engine_test_support.h"

namespace narvi::database::sqlite {
namespace {

constexpr const char* kMadeElsewhere =
    "PRAGMA journal_mode = DELETE; CREATE TABLE thing (id integer PRIMARY KEY, name text)";

std::string journal_mode(const TemporaryFile& file) {
  return Stranger(file.path()).ask("PRAGMA journal_mode");
}

std::optional<ErrorKind> kind_of(const narvi::Result<std::unique_ptr<Database>>& opened) {
  return opened ? std::nullopt : std::optional(opened.error().kind);
}

TEST(SqliteOpen, MakesANewFileWithWalForItsOwnerOnly) {
  for (const Wal wal : {Wal::kRequire, Wal::kKeep}) {
    const TemporaryFile file;
    Options options = options_for(file);
    options.wal = wal;
    const auto database = open_engine(options);
    EXPECT_EQ(journal_mode(file), "wal");
    struct stat found {};
    ASSERT_EQ(::stat(file.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
  }
}

TEST(SqliteOpen, SwitchesAFileMadeElsewhereOnlyWhenToldTo) {
  const TemporaryFile file(kMadeElsewhere);
  Options options = options_for(file);
  options.wal = Wal::kKeep;
  {
    const auto database = open_engine(options);
    EXPECT_TRUE(io::run_blocking(database->write(insert_thing(), thing(1))).has_value());
    EXPECT_EQ(io::run_blocking(database->look_up(count_things(), {}))->front().integer(0), 1);
  }
  EXPECT_EQ(journal_mode(file), "delete");
  options.wal = Wal::kRequire;
  {
    const auto database = open_engine(options);
    EXPECT_EQ(io::run_blocking(database->look_up(count_things(), {}))->front().integer(0), 1);
    EXPECT_TRUE(io::run_blocking(database->write(insert_thing(), thing(2))).has_value());
  }
  EXPECT_EQ(journal_mode(file), "wal");
}

TEST(SqliteOpen, KeepsAWalFileUnderKeep) {
  const TemporaryFile file(
      "PRAGMA journal_mode = WAL; CREATE TABLE thing (id integer PRIMARY KEY, name text)");
  Options options = options_for(file);
  options.wal = Wal::kKeep;
  EXPECT_TRUE(io::run_blocking(open_engine(options)->write(insert_thing(), thing(1))).has_value());
  EXPECT_EQ(journal_mode(file), "wal");
}

TEST(SqliteOpen, RefusesWhatIsNotADatabaseFile) {
  const TemporaryFile file;
  std::ofstream(file.path()) << std::string(5'000, 'x');
  EXPECT_EQ(kind_of(open(options_for(file))), ErrorKind::kConfiguration);
  for (const std::string path : {"", ":memory:", "file::memory:?cache=shared"}) {
    Options options;
    options.path = path;
    EXPECT_EQ(kind_of(open(options)), ErrorKind::kConfiguration) << path;
  }
}

TEST(SqliteOpen, SaysThatAFolderIsMissing) {
  const TemporaryFile file;
  Options options = options_for(file);
  options.path += "/no/such/folder.db";
  const auto opened = open(options);
  EXPECT_EQ(kind_of(opened), ErrorKind::kUnavailable);
  EXPECT_NE(opened.error().message.find(options.path), std::string::npos);
}

TEST(SqliteOpen, GivesUpAFileThatStaysLocked) {
  const TemporaryFile file(kMadeElsewhere);
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN EXCLUSIVE"), SQLITE_OK);
  EXPECT_EQ(kind_of(open(options_for(file, Milliseconds(100)))), ErrorKind::kTimeout);
}

// What a program that died half-way through a commit leaves behind must not stop readers.
TEST(SqliteOpen, PutsRightWhatADeadProgramLeftHalfWay) {
  const TemporaryFile file(kMadeElsewhere);
  const TemporaryFile copy;
  {
    Stranger stranger(file.path());
    ASSERT_EQ(stranger.run("INSERT INTO thing (id, name) VALUES (1, 'kept'); PRAGMA cache_size = 1; BEGIN;"
                           "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                           " INSERT INTO thing (id, name) SELECT i, 'never committed' FROM n"),
              SQLITE_OK);
    std::filesystem::copy_file(file.path(), copy.path());
    std::filesystem::copy_file(file.path() + "-journal", copy.path() + "-journal");
  }
  Options options = options_for(copy);
  options.wal = Wal::kKeep;
  const auto database = open_engine(options);
  EXPECT_EQ(io::run_blocking(database->look_up(count_things(), {}))->front().integer(0), 1);
}

}  // namespace
}  // namespace narvi::database::sqlite
