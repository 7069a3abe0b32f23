#include "accounts/intake/csv_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace narvi::accounts::intake {
namespace {

using Fields = std::vector<std::string>;

struct Read {
  std::vector<Fields> records;
  std::vector<std::uint64_t> lines;
  std::string error;
};

Read read(std::string_view text, std::size_t piece = 3) {
  TextSource source(text, piece);
  CsvRecords records(source);
  Read all;
  while (true) {
    auto record = records.next();
    if (!record) {
      all.error = record.error().message;
      EXPECT_FALSE(records.next()) << "an error stays";
      return all;
    }
    if (!*record) {
      EXPECT_EQ(records.position(), text.size());
      return all;
    }
    all.lines.push_back((*record)->line);
    all.records.push_back(std::move((*record)->fields));
  }
}

TEST(CsvRecords, FieldsAndLines) {
  struct Case {
    std::string text;
    std::vector<Fields> records;
  };
  const std::vector<Case> cases = {
      {"", {}},
      {"\r\n\n\n", {}},
      {"a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
      {"a,b\r\nc,d", {{"a", "b"}, {"c", "d"}}},
      {"a,,\n", {{"a", "", ""}}},
      {",\n", {{"", ""}}},
      {"a\n\n\nb", {{"a"}, {"b"}}},
      {"\"a,b\",\"c\nd\",\"e\"\"f\"\n", {{"a,b", "c\nd", "e\"f"}}},
      {"\"\",\"\"\"\"", {{"", "\""}}},
      {" a , b ", {{" a ", " b "}}},
      {"\xEF\xBB\xBFname\nx", {{"name"}, {"x"}}},
      {"gr\xC3\xBC\xC3\x9F,e", {{"gr\xC3\xBC\xC3\x9F", "e"}}},
  };
  for (const Case& one : cases) {
    for (const std::size_t piece : {1, 2, 1000}) {
      const Read all = read(one.text, piece);
      EXPECT_EQ(all.error, "") << one.text;
      EXPECT_EQ(all.records, one.records) << one.text;
    }
  }
}

TEST(CsvRecords, LinesAreCountedInsideQuotes) {
  EXPECT_EQ(read("a\n\"b\nb\"\n\nc\n").lines, (std::vector<std::uint64_t>{1, 2, 5}));
}

TEST(CsvRecords, Mistakes) {
  EXPECT_EQ(read("a\nb\"c\n").error, "line 2: a quote in a field that does not begin with one");
  EXPECT_EQ(read("\"a\"b\n").error, "line 1: there is something behind the quote that ends a field");
  EXPECT_EQ(read("a\n\"b\n\n").error, "line 4: a quoted field does not end");
  EXPECT_EQ(read("a\rb\n").error, "line 1: a carriage return without a line feed");
  EXPECT_EQ(read("\xEF\xBB"
                 "a")
                .error,
            "line 1: the file does not begin with UTF-8 text");
  EXPECT_EQ(read("a\nb\"").records.size(), 1U) << "what stands before a mistake is read";
}

TEST(CsvRecords, Bounds) {
  EXPECT_EQ(read(std::string(255, ',')).records.at(0).size(), 256U);
  EXPECT_EQ(read(std::string(256, ',')).error, "line 1: there are more than 256 fields");
  EXPECT_EQ(read(std::string(CsvRecords::kLargestRecord, 'x'), 65536).error, "");
  EXPECT_EQ(read(std::string(CsvRecords::kLargestRecord + 1, 'x'), 65536).error,
            "line 1: the record is larger than 1 MiB");
}

}  // namespace
}  // namespace narvi::accounts::intake
