#include "http/fastcgi/authorizer_answer.h"

#include <gtest/gtest.h>

#include "http/fastcgi/record_writer.h"
#include "http/fastcgi/records_for_tests.h"

namespace narvi::http::fastcgi {
namespace {

const std::vector<Variable> kVariables = {{"Remote-User", "REMOTE_USER"},
                                          {"Remote-Groups", "REMOTE_GROUPS"},
                                          {"X-Narvi-Assertion", "X_NARVI_ASSERTION"}};

TEST(AuthorizerAnswer, AllowsWithVariablesAlsoEmptyOnes) {
  const Response response{.status = 200,
                          .headers = {{"remote-user", "alice"},
                                      {"Remote-Groups", ""},
                                      {"Cache-Control", "no-store"},
                                      {"X-Narvi-Assertion", "a.b.c"},
                                      {"Set-Cookie", "a=1"},
                                      {"Set-Cookie", "b=2"},
                                      {"X-Other", "x"}},
                          .body = "never sent"};
  EXPECT_EQ(answer_text(response, kVariables),
            "Status: 200 OK\r\nVariable-REMOTE_USER: alice\r\nVariable-REMOTE_GROUPS: \r\n"
            "Variable-X_NARVI_ASSERTION: a.b.c\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n");
}

TEST(AuthorizerAnswer, RefusesWithWhatTheClientNeeds) {
  const Response response{.status = 401,
                          .headers = {{"WWW-Authenticate", "Token"},
                                      {"Content-Type", "application/json"},
                                      {"Remote-User", "alice"},
                                      {"Set-Cookie", "a=; Max-Age=0"},
                                      {"Cache-Control", "no-store"},
                                      {"X-Other", "x"}},
                          .body = "{}"};
  EXPECT_EQ(answer_text(response, kVariables),
            "Status: 401 Unauthorized\r\nWWW-Authenticate: Token\r\nContent-Type: application/json\r\n"
            "Set-Cookie: a=; Max-Age=0\r\nCache-Control: no-store\r\n\r\n{}");
  EXPECT_EQ(answer_text({.status = 303, .headers = {{"Location", "https://a/"}}, .body = ""}, kVariables),
            "Status: 303 See Other\r\nLocation: https://a/\r\n\r\n");
  EXPECT_EQ(answer_text({.status = 503, .headers = {{"Retry-After", "1"}}, .body = ""}, kVariables),
            "Status: 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n");
}

TEST(AuthorizerAnswer, SendsNothingThatCouldSplitIt) {
  EXPECT_FALSE(answer_text({.status = 200, .headers = {{"Remote-User", "a\r\nb"}}, .body = ""}, kVariables));
  EXPECT_FALSE(answer_text({.status = 401, .headers = {{"A B", "x"}}, .body = ""}, kVariables));
  EXPECT_FALSE(answer_text({.status = 204, .headers = {}, .body = ""}, kVariables));
  EXPECT_FALSE(answer_text({.status = 99, .headers = {}, .body = ""}, kVariables));
}

TEST(AuthorizerAnswer, NamesVariables) {
  EXPECT_EQ(variable_name("X-Narvi-Assertion"), "X_NARVI_ASSERTION");
  EXPECT_EQ(variable_name("remote-user"), "REMOTE_USER");
  EXPECT_EQ(variable_name("A1"), "A1");
}

TEST(RecordWriter, SplitsWhatIsLongerThanARecord) {
  std::string out;
  write_stdout(258, std::string(kLongestContent + 5, 'x'), out);
  write_end_request(258, EndStatus::kComplete, out);
  const auto records = test::records(out);
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0].content.size(), kLongestContent);
  EXPECT_EQ(records[1].content, "xxxxx");
  EXPECT_EQ(records[2].content, "");
  EXPECT_EQ(records[2].head.type, RecordType::kStdout);
  EXPECT_EQ(records[3].head.type, RecordType::kEndRequest);
  EXPECT_EQ(records[3].head.id, 258);
  EXPECT_EQ(records[3].content, std::string(8, '\0'));
}

}  // namespace
}  // namespace narvi::http::fastcgi
