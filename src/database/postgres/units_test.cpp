// The parts that need no server: parameters, error codes, prepared names, lock keys.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "database/postgres/advisory_key.h"
#include "database/postgres/failure.h"
#include "database/postgres/parameters.h"
#include "database/postgres/prepared_statements.h"

namespace narvi::database::postgres {
namespace {

TEST(Parameters, WritesEachTypeAsTheServerReadsIt) {
  using namespace std::chrono_literals;
  Uuid uuid;
  for (std::size_t i = 0; i < 16; ++i) {
    uuid.bytes[i] = static_cast<std::byte>(i * 17);
  }
  const Instant moment = std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + 23h + 1us;
  const std::vector<std::pair<Value, std::string>> cases{
      {Value(true), "t"},
      {Value(false), "f"},
      {integer(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808"},
      {Value(0.1), "0.1"},
      {Value(-1e300), "-1e+300"},
      {Value(std::nan("")), "NaN"},
      {Value(HUGE_VAL), "Infinity"},
      {Value(-HUGE_VAL), "-Infinity"},
      {text("it's \\x"), "it's \\x"},
      {text(""), ""},
      {Value(moment), "2024-02-29 23:00:00.000001+00"},
      {Value(uuid), "00112233-4455-6677-8899-aabbccddeeff"},
      {Value(Bytes{std::string("\0\xff~", 3)}), "\\x00ff7e"},
      {Value(Bytes{}), "\\x"},
  };
  for (const auto& [value, expected] : cases) {
    const Result<Parameters> parameters = Parameters::encode({value, Value(Null{})});
    ASSERT_TRUE(parameters) << expected;
    ASSERT_EQ(parameters->count(), 2);
    EXPECT_STREQ(parameters->pointers()[0], expected.c_str());
    EXPECT_EQ(parameters->pointers()[1], nullptr);
  }
}

TEST(Parameters, RefusesWhatCannotBeSent) {
  const std::vector<Params> cases{
      {text(std::string_view("a\0", 2))},
      {Value(Instant::max())},
      Params(65536, Value(true)),
  };
  for (const Params& params : cases) {
    const Result<Parameters> parameters = Parameters::encode(params);
    ASSERT_FALSE(parameters);
    EXPECT_EQ(parameters.error().code, ErrorCode::kRejectedValue);
  }
  EXPECT_TRUE(Parameters::encode(Params(65535, Value(true))));
}

TEST(Failure, KnowsTheServersCodes) {
  const std::vector<std::pair<std::string, ErrorCode>> cases{
      {"23505", ErrorCode::kUniqueViolation},
      {"23503", ErrorCode::kConstraint},
      {"23502", ErrorCode::kConstraint},
      {"23514", ErrorCode::kConstraint},
      {"23P01", ErrorCode::kConstraint},
      {"40001", ErrorCode::kSerialization},
      {"40P01", ErrorCode::kSerialization},
      {"57014", ErrorCode::kTimeout},
      {"55P03", ErrorCode::kBusy},
      {"53100", ErrorCode::kDiskFull},
      {"53300", ErrorCode::kUnavailable},
      {"57P01", ErrorCode::kUnavailable},
      {"57P03", ErrorCode::kUnavailable},
      {"08006", ErrorCode::kUnavailable},
      {"08P01", ErrorCode::kStatement},
      {"25006", ErrorCode::kUnavailable},
      {"42P01", ErrorCode::kStatement},
      {"42703", ErrorCode::kStatement},
      {"42501", ErrorCode::kStatement},
      {"22021", ErrorCode::kRejectedValue},
      {"22P02", ErrorCode::kRejectedValue},
      {"22003", ErrorCode::kRejectedValue},
      {"22P05", ErrorCode::kRejectedValue},
      {"XX001", ErrorCode::kCorrupt},
      {"XX002", ErrorCode::kCorrupt},
      {"P0001", ErrorCode::kStatement},
      {"", ErrorCode::kStatement},
  };
  for (const auto& [sqlstate, code] : cases) {
    EXPECT_EQ(code_of(sqlstate), code) << sqlstate;
  }
}

TEST(PreparedStatements, PreparesOnceAndForgetsOncePerGeneration) {
  PreparedStatements statements;
  const auto first = statements.use(3);
  const auto second = statements.use(3);
  EXPECT_TRUE(first.first);
  EXPECT_FALSE(second.first);
  EXPECT_EQ(first.name(), second.name());
  EXPECT_TRUE(statements.use(0).first);
  statements.forget(second);
  const auto third = statements.use(3);
  EXPECT_TRUE(third.first);
  EXPECT_NE(third.name(), first.name());
  statements.forget(first);  // an older failure that came late
  EXPECT_FALSE(statements.use(3).first);
}

TEST(PreparedStatements, RemembersWhyAPreparationWasRefused) {
  PreparedStatements statements;
  const auto use = statements.use(1);
  EXPECT_EQ(statements.refusal(use), nullptr);
  statements.refuse(use, Failure{{ErrorCode::kStatement, "why"}, Retry::kNo});
  ASSERT_NE(statements.refusal(use), nullptr);
  EXPECT_EQ(statements.refusal(use)->error.message, "why");
  EXPECT_EQ(statements.refusal(statements.use(1)), nullptr);
}

// Other processes and later versions must compute the same numbers.
TEST(AdvisoryKey, NeverChanges) {
  EXPECT_EQ(advisory_key("", ""), advisory_key("", ""));
  EXPECT_NE(advisory_key("a", "bc"), advisory_key("ab", "c"));
  EXPECT_NE(advisory_key("user", "1"), advisory_key("user", "2"));
  EXPECT_EQ(advisory_key("user", "1"), 7038233294981440743);
}

}  // namespace
}  // namespace narvi::database::postgres
