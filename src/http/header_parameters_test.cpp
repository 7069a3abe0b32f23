#include "http/header_parameters.h"

#include <gtest/gtest.h>

#include "http/repeated_names.h"

namespace narvi::http {
namespace {

constexpr std::size_t kMany = 5000;  // fills a head of 30 KiB with ";xxxxx"

TEST(HeaderParameters, ALastValueStandsWhereTheFirstDid) {
  const auto header = parse_header_parameters("a/b; x=1; y=2; X=3; z=4; y=\"5\"");
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->parameters, (std::vector<HeaderParameter>{{"x", "3"}, {"y", "5"}, {"z", "4"}}));
  EXPECT_EQ(header->find("y")->value, "5");
  EXPECT_EQ(header->find("w"), nullptr);
}

TEST(HeaderParameters, AHeadFullOfThem) {
  std::string distinct = "a/b";
  std::string repeated = "a/b;first=1";
  for (std::size_t i = 0; i < kMany; ++i) {
    distinct += ";" + std::to_string((i * 7919) % kMany) + "=";
    repeated += ";x=" + std::to_string(i % 10);
  }
  const auto all = parse_header_parameters(distinct);
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->parameters.size(), kMany);
  for (std::size_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(all->parameters[i].name, std::to_string((i * 7919) % kMany));
  }
  const auto one = parse_header_parameters(repeated);
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->parameters, (std::vector<HeaderParameter>{{"first", "1"}, {"x", "9"}}));
}

TEST(HeaderParameters, TheWorkIsThatOfSorting) {
  const auto comparisons = [](auto name_of_item) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kMany; ++i) {
      names.push_back(std::to_string(name_of_item(i)));
    }
    std::size_t count = 0;
    keep_last_of_each(names, [&](const std::string& left, const std::string& right) {
      ++count;
      return left < right;
    });
    return count;
  };
  constexpr std::size_t kEnough = kMany * 20;  // one after the other: 12 million
  EXPECT_LT(comparisons([](std::size_t i) { return i; }), kEnough);
  EXPECT_LT(comparisons([](std::size_t i) { return kMany - i; }), kEnough);
  EXPECT_LT(comparisons([](std::size_t i) { return (i * 7919) % kMany; }), kEnough);
  EXPECT_LT(comparisons([](std::size_t i) { return i % 100; }), kEnough);
  EXPECT_LT(comparisons([](std::size_t) { return 1; }), kEnough);
}

TEST(HeaderParameters, ExtendedNamesAreReadOrKept) {
  const std::string_view line = "a; charset*=iso-8859-1''%E9; x*=raw";
  const auto read = parse_header_parameters(line);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->parameters, (std::vector<HeaderParameter>{{"charset", "\u00E9", true}, {"x", "raw"}}));
  const auto kept = parse_header_parameters(line, ExtendedNames::kKeep);
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->parameters, (std::vector<HeaderParameter>{{"charset*", "iso-8859-1''%E9"}, {"x*", "raw"}}));
  EXPECT_FALSE(parse_header_parameters("a; x*=klingon''%E9").has_value());
  EXPECT_TRUE(parse_header_parameters("a; x*=klingon''%E9", ExtendedNames::kKeep).has_value());
}

}  // namespace
}  // namespace narvi::http
