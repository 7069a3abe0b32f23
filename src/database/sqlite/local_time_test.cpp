// Files of sites with USE_TZ = False: instants are local time, written and compared as the wall shows them.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "database/sqlite/engine_test_support.h"
#include "io/loop.h"

namespace narvi::database::sqlite {
namespace {

using namespace std::chrono;

constexpr const char* kVisits = "CREATE TABLE visit (id integer NOT NULL PRIMARY KEY, at datetime);";

const Statement& insert_visit() {
  static const Statement statement("test.insert_visit",
                                   "INSERT INTO visit (id, at) VALUES ($1, $2) RETURNING at");
  return statement;
}
const Statement& visits_before() {
  static const Statement statement("test.visits_before",
                                   "SELECT id, at FROM visit WHERE at < $1 ORDER BY id");
  return statement;
}

TEST(SqliteLocalTime, KeepsInstantsAsTheWallShowsThem) {
  const TemporaryFile file(kVisits);
  Options options = options_for(file);
  options.zone = TimeZone::find("Europe/Berlin").value();
  const auto database = open_engine(options);
  const Instant summer = sys_days(2023y / 6 / 30) + 23h + 30min + 500us;
  const Instant winter = sys_days(2023y / 12 / 31) + 23h + 30min;

  const Result<Outcome> written = io::run_blocking(database->write(insert_visit(), {integer(1), summer}));
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->rows.front().instant(0), summer);
  ASSERT_TRUE(io::run_blocking(database->write(insert_visit(), {integer(2), winter})));
  Stranger stranger(file.path());
  EXPECT_EQ(stranger.ask("SELECT at FROM visit WHERE id = 1"), "2023-07-01 01:30:00.000500");
  EXPECT_EQ(stranger.ask("SELECT at FROM visit WHERE id = 2"), "2024-01-01 00:30:00");

  for (const bool by_scan : {false, true}) {
    const auto found = [&](Instant before) {
      return io::run_blocking(by_scan ? database->scan(visits_before(), {before})
                                      : database->look_up(visits_before(), {before}));
    };
    EXPECT_EQ(found(summer)->size(), 0U);
    const Result<Rows> both = found(winter + 1s);
    ASSERT_TRUE(both);
    ASSERT_EQ(both->size(), 2U);
    EXPECT_EQ((*both)[0].instant(1), summer);
    EXPECT_EQ((*both)[1].instant(1), winter);
  }
}

TEST(SqliteLocalTime, ReadsWhatAnotherWrote) {
  const TemporaryFile file(kVisits);
  Options options = options_for(file);
  options.zone = TimeZone::find("America/Chicago").value();
  const auto database = open_engine(options);
  Stranger stranger(file.path());
  ASSERT_EQ(
      stranger.run("INSERT INTO visit VALUES (1, '2023-11-05 01:30:00'), (2, '2023-11-05 01:30:00+00:00')"),
      SQLITE_OK);
  const Instant far = sys_days(2030y / 1 / 1);
  const Result<Rows> rows = io::run_blocking(database->look_up(visits_before(), {far}));
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  // The hour that comes twice is read as the first one; an offset says it all.
  EXPECT_EQ((*rows)[0].instant(1), sys_days(2023y / 11 / 5) + 6h + 30min);
  EXPECT_EQ((*rows)[1].instant(1), sys_days(2023y / 11 / 5) + 1h + 30min);
}

}  // namespace
}  // namespace narvi::database::sqlite
