#include "database/rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace narvi::database {
namespace {

Row row_of(const Cell& cell) {
  return Row(&cell);
}

TEST(Rows, CountsRowsAndColumns) {
  Rows rows(2);
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(rows.size(), 0U);
  for (const std::int64_t cell : {1, 2, 3, 4}) {
    rows.append(cell);
  }
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].integer(0), 3);
  EXPECT_EQ(rows.front().integer(1), 2);
  EXPECT_EQ(Rows().size(), 0U);
}

TEST(Rows, ReadsIntegers) {
  EXPECT_EQ(row_of(std::int64_t{-5}).integer(0), -5);
  EXPECT_EQ(row_of(std::string("-9223372036854775808")).integer(0), INT64_MIN);
  for (const std::string text : {"", " 1", "1 ", "+1", "1.0", "9223372036854775808", "x"}) {
    EXPECT_EQ(row_of(text).integer(0), std::nullopt) << text;
  }
  EXPECT_EQ(row_of(1.0).integer(0), std::nullopt);
}

TEST(Rows, ReadsBooleans) {
  EXPECT_EQ(row_of(std::int64_t{1}).boolean(0), true);
  EXPECT_EQ(row_of(std::int64_t{0}).boolean(0), false);
  EXPECT_EQ(row_of(std::int64_t{2}).boolean(0), std::nullopt);
  EXPECT_EQ(row_of(std::string("t")).boolean(0), true);
  EXPECT_EQ(row_of(std::string("f")).boolean(0), false);
  EXPECT_EQ(row_of(std::string("true")).boolean(0), std::nullopt);
}

TEST(Rows, ReadsRealsAndText) {
  EXPECT_EQ(row_of(0.5).real(0), 0.5);
  EXPECT_EQ(row_of(std::int64_t{3}).real(0), 3.0);
  EXPECT_EQ(row_of(std::string("1e-3")).real(0), 0.001);
  EXPECT_EQ(row_of(std::string("1e-3 ")).real(0), std::nullopt);
  EXPECT_EQ(row_of(std::string("as it is")).text(0), "as it is");
  EXPECT_EQ(row_of(std::int64_t{-12}).text(0), "-12");
  EXPECT_EQ(row_of(0.1).text(0), "0.1");
  EXPECT_EQ(row_of(Cell{}).text(0), "");
}

TEST(Rows, ReadsUuidsInBothSpellings) {
  Uuid expected;
  expected.bytes[0] = std::byte{0xab};
  expected.bytes[15] = std::byte{0x01};
  EXPECT_EQ(row_of(std::string("ab000000000000000000000000000001")).uuid(0), expected);
  EXPECT_EQ(row_of(std::string("AB000000-0000-0000-0000-000000000001")).uuid(0), expected);
  for (const std::string text :
       {"", "ab00000000000000000000000000000", "ab00000000000000000000000000000g",
        "ab0000000-000-0000-0000-000000000001", "ab00000-00000-0000-0000-000000000001"}) {
    EXPECT_EQ(row_of(text).uuid(0), std::nullopt) << text;
  }
}

// A blob's own bytes may look like PostgreSQL's hexadecimal form.
TEST(Rows, ReadsBytesAsBlobOrHexadecimal) {
  EXPECT_EQ(row_of(Bytes{"\\x41"}).bytes(0), Bytes{"\\x41"});
  EXPECT_EQ(row_of(std::string("\\x4100fF")).bytes(0), Bytes{std::string("A\0\xff", 3)});
  EXPECT_EQ(row_of(std::string("\\x")).bytes(0), Bytes{});
  for (const std::string text : {"", "A", "\\x4", "\\xzz", "x41"}) {
    EXPECT_EQ(row_of(text).bytes(0), std::nullopt) << text;
  }
}

TEST(Rows, ReadsTimes) {
  EXPECT_EQ(row_of(std::string("1970-01-01 00:00:01")).instant(0), Instant(Seconds(1)));
  EXPECT_EQ(row_of(std::int64_t{1}).instant(0), std::nullopt);
  EXPECT_EQ(row_of(std::int64_t{1}).duration(0), Duration{Microseconds(1)});
  EXPECT_EQ(row_of(std::string("00:00:01")).duration(0), Duration{Seconds(1)});
  EXPECT_EQ(row_of(std::string("soon")).duration(0), std::nullopt);
}

}  // namespace
}  // namespace narvi::database
