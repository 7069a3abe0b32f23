#pragma once
// Every type of Value goes into its column and comes back equal, and a value that a column cannot hold is
// refused, never changed silently.

#include <array>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "database/conformance/support.h"

namespace narvi::database::conformance {

/// Parameters of insert_value: everything null except the value in `column` (0 flag ... 7 raw).
inline Params only(std::int64_t id, std::size_t column, Value value) {
  Params params(9, Value(Null{}));
  params[0] = integer(id);
  params[column + 1] = std::move(value);
  return params;
}

inline const Statement& insert_value() {
  static const Statement statement(
      "conformance.insert_value",
      "INSERT INTO conf_value (id, flag, whole, ratio, words, moment, span, mark, raw)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
  return statement;
}
inline const Statement& value_by_id() {
  static const Statement statement(
      "conformance.value_by_id",
      "SELECT flag, whole, ratio, words, moment, span, mark, raw FROM conf_value WHERE id = $1");
  return statement;
}

inline Instant instant_at(int year, unsigned month, unsigned day, Microseconds time_of_day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  return std::chrono::sys_days(date) + time_of_day;
}

inline std::string all_bytes() {
  std::string data;
  for (int byte = 0; byte < 256; ++byte) {
    data.push_back(static_cast<char>(byte));
  }
  return data;
}

/// Stores each value in `column` of a row of its own, reads it back by both reading verbs with `read`, and
/// expects it unchanged.
template <class T, class Read>
void expect_round_trips(Database& database, std::size_t column, const std::vector<T>& values, Read read) {
  std::int64_t id = 0;
  for (const T& value : values) {
    SCOPED_TRACE("value " + std::to_string(++id));
    const Result<Outcome> written =
        io::run_blocking(database.write(insert_value(), only(id, column, Value(value))));
    ASSERT_TRUE(written.has_value()) << written.error().message;
    EXPECT_EQ(written->affected, 1);
    const Result<Rows> looked_up = io::run_blocking(database.look_up(value_by_id(), {integer(id)}));
    ASSERT_TRUE(looked_up.has_value()) << looked_up.error().message;
    const Result<Rows> scanned = io::run_blocking(database.scan(value_by_id(), {integer(id)}));
    ASSERT_TRUE(scanned.has_value()) << scanned.error().message;
    for (const Rows& rows : {*looked_up, *scanned}) {
      ASSERT_EQ(rows.size(), 1U);
      const auto found = read(rows.front(), column);
      ASSERT_TRUE(found.has_value());
      EXPECT_EQ(*found, value);
      EXPECT_FALSE(rows.front().is_null(column));
    }
  }
}

TEST_P(Conformance, KeepsNull) {
  Params params(9, Value(Null{}));
  params[0] = integer(1);
  ASSERT_TRUE(write(insert_value(), params).has_value());
  const Result<Rows> rows = run(database().look_up(value_by_id(), {integer(1)}));
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  ASSERT_EQ(rows->size(), 1U);
  ASSERT_EQ(rows->columns(), 8U);
  const Row row = rows->front();
  for (std::size_t column = 0; column < 8; ++column) {
    EXPECT_TRUE(row.is_null(column)) << column;
  }
  EXPECT_EQ(row.boolean(0), std::nullopt);
  EXPECT_EQ(row.integer(1), std::nullopt);
  EXPECT_EQ(row.real(2), std::nullopt);
  EXPECT_EQ(row.text(3), "");
  EXPECT_EQ(row.instant(4), std::nullopt);
  EXPECT_EQ(row.duration(5), std::nullopt);
  EXPECT_EQ(row.uuid(6), std::nullopt);
  EXPECT_EQ(row.bytes(7), std::nullopt);
}

TEST_P(Conformance, KeepsBooleans) {
  expect_round_trips(database(), 0, std::vector<bool>{true, false},
                     [](Row row, std::size_t i) { return row.boolean(i); });
}

TEST_P(Conformance, KeepsIntegers) {
  const std::vector<std::int64_t> values{0,
                                         1,
                                         -1,
                                         1LL << 33,
                                         std::numeric_limits<std::int64_t>::max(),
                                         std::numeric_limits<std::int64_t>::min()};
  expect_round_trips(database(), 1, values, [](Row row, std::size_t i) { return row.integer(i); });
}

TEST_P(Conformance, KeepsReals) {
  const std::vector<double> values{0.0, 0.1, -1.0 / 3.0, 1e300, 2.2250738585072014e-308, 3.0};
  expect_round_trips(database(), 2, values, [](Row row, std::size_t i) { return row.real(i); });
}

TEST_P(Conformance, KeepsText) {
  const std::vector<std::string> values{
      "",      "plain", "it's \"quoted\" \\ $1 ?1 %s", "Ünïcødé \U0001F511 \xE6\xBC\xA2",
      " \t\n", "123",   std::string(20'000, 'x')};
  expect_round_trips(database(), 3, values,
                     [](Row row, std::size_t i) { return std::optional(row.text(i)); });
}

TEST_P(Conformance, KeepsInstants) {
  using namespace std::chrono_literals;
  const std::vector<Instant> values{
      Instant{},
      instant_at(1, 1, 1, 0us),
      instant_at(1, 1, 1, 1us),
      instant_at(1969, 12, 31, 24h - 1us),
      instant_at(2000, 2, 29, 12h + 34min + 56s),
      instant_at(2024, 12, 31, 23h + 120'000us),
      instant_at(2038, 1, 19, 3h + 14min + 8s),
      instant_at(9999, 12, 31, 24h - 1us),
  };
  expect_round_trips(database(), 4, values, [](Row row, std::size_t i) { return row.instant(i); });
}

TEST_P(Conformance, KeepsDurations) {
  using namespace std::chrono_literals;
  using std::chrono::days;
  const std::vector<Duration> values{{0us},
                                     {1us},
                                     {-1us},
                                     {-5s},
                                     {days(1)},
                                     {-days(1)},
                                     {days(30) + 500ms},
                                     {days(40'000) + 23h + 59min + 1us}};
  expect_round_trips(database(), 5, values, [](Row row, std::size_t i) { return row.duration(i); });
}

TEST_P(Conformance, KeepsUuids) {
  Uuid counted;
  Uuid full;
  for (std::size_t i = 0; i < 16; ++i) {
    counted.bytes[i] = static_cast<std::byte>(i * 16 + 15 - i);
    full.bytes[i] = std::byte{0xff};
  }
  expect_round_trips(database(), 6, std::vector<Uuid>{Uuid{}, counted, full},
                     [](Row row, std::size_t i) { return row.uuid(i); });
}

TEST_P(Conformance, KeepsBytes) {
  const std::vector<Bytes> values{
      {""}, {all_bytes()}, {"\\x41"}, {std::string("\0\0", 2)}, {std::string(70'000, '\x80')}};
  expect_round_trips(database(), 7, values, [](Row row, std::size_t i) { return row.bytes(i); });
}

TEST_P(Conformance, FindsRowsByEveryType) {
  using namespace std::chrono_literals;
  const Uuid mark{{std::byte{0xab}, std::byte{1}}};
  const std::array<Value, 8> values{Value(true),
                                    integer(7),
                                    Value(0.5),
                                    text("needle"),
                                    Value(instant_at(2024, 5, 6, 7h + 1us)),
                                    Value(Duration{90min}),
                                    Value(mark),
                                    Value(Bytes{all_bytes()})};
  static const std::array<Statement, 8> by_column{
      Statement("conformance.by_flag", "SELECT id FROM conf_value WHERE flag = $1"),
      Statement("conformance.by_whole", "SELECT id FROM conf_value WHERE whole = $1"),
      Statement("conformance.by_ratio", "SELECT id FROM conf_value WHERE ratio = $1"),
      Statement("conformance.by_words", "SELECT id FROM conf_value WHERE words = $1"),
      Statement("conformance.by_moment", "SELECT id FROM conf_value WHERE moment = $1"),
      Statement("conformance.by_span", "SELECT id FROM conf_value WHERE span = $1"),
      Statement("conformance.by_mark", "SELECT id FROM conf_value WHERE mark = $1"),
      Statement("conformance.by_raw", "SELECT id FROM conf_value WHERE raw = $1")};
  for (std::size_t column = 0; column < values.size(); ++column) {
    const auto id = static_cast<std::int64_t>(column) + 100;
    ASSERT_TRUE(write(insert_value(), only(id, column, values[column])).has_value()) << column;
    EXPECT_EQ(number(by_column[column], {values[column]}), id);
  }
}

TEST_P(Conformance, OrdersInstants) {
  using namespace std::chrono_literals;
  const std::vector<Microseconds> offsets{0us, 1us, 100'000us, 999'999us, 1s, 1s + 1us};
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const Value moment(instant_at(2024, 1, 1, offsets[i]));
    ASSERT_TRUE(write(insert_value(), only(static_cast<std::int64_t>(i), 4, moment)).has_value());
  }
  static const Statement earlier("conformance.earlier", "SELECT count(*) FROM conf_value WHERE moment < $1");
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    EXPECT_EQ(number(earlier, {Value(instant_at(2024, 1, 1, offsets[i]))}), static_cast<std::int64_t>(i));
  }
}

// Django's datetime ends with the year 9999 and starts with the year 1: a row outside would break every
// reader.
TEST_P(Conformance, RefusesInstantsThatDjangoCannotRead) {
  const Instant after = instant_at(10000, 1, 1, Microseconds(0));
  const Instant before = instant_at(0, 12, 31, Microseconds(0));
  for (const Instant instant : {after, before, Instant::min(), Instant::max()}) {
    const Result<Outcome> written = write(insert_value(), only(1, 4, Value(instant)));
    EXPECT_EQ(code_of(written), ErrorCode::kRejectedValue);
  }
  EXPECT_EQ(run(database().look_up(value_by_id(), {integer(1)}))->size(), 0U);
}

// PostgreSQL cannot store NUL in text; SQLite can. What no engine may do is to cut the text off there.
TEST_P(Conformance, KeepsOrRefusesNulInTextButNeverCutsIt) {
  const std::string with_nul("before\0after", 12);
  const Result<Outcome> written = write(insert_value(), only(1, 3, text(with_nul)));
  if (!written) {
    EXPECT_EQ(written.error().code, ErrorCode::kRejectedValue) << written.error().message;
    return;
  }
  EXPECT_EQ(run(database().look_up(value_by_id(), {integer(1)}))->front().text(3), with_nul);
}

}  // namespace narvi::database::conformance
