#include "http/python_int.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace narvi::http {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

TEST(PythonInt, ReadsWhatIntReads) {
  const std::pair<std::string, std::optional<std::int64_t>> cases[] = {
      {"0", 0},
      {"4", 4},
      {" 4\t", 4},
      {"\u00a04\u3000", 4},
      {"+4", 4},
      {"-3", -3},
      {"007", 7},
      {"1_0", 10},
      {"0_0_1", 1},
      {"9223372036854775807", kMost},
      {"9223372036854775808", kMost},
      {"-9223372036854775808", kLeast},
      {"-9223372036854775809", kLeast},
      {std::string(4300, '9'), kMost},
      {"-" + std::string(4300, '9'), kLeast},
      {std::string(4300, '0'), 0},
      {std::string(4301, '0'), std::nullopt},
      {"", std::nullopt},
      {" ", std::nullopt},
      {"+", std::nullopt},
      {"+-1", std::nullopt},
      {"- 1", std::nullopt},
      {"_1", std::nullopt},
      {"1_", std::nullopt},
      {"1__0", std::nullopt},
      {"-_1", std::nullopt},
      {"_", std::nullopt},
      {"1 0", std::nullopt},
      {"0x10", std::nullopt},
      {"4.0", std::nullopt},
      {"1e1", std::nullopt},
      {"x", std::nullopt},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(python_int(text), expected) << text;
  }
}

}  // namespace
}  // namespace narvi::http
