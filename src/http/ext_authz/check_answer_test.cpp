#include "http/ext_authz/check_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

namespace narvi::http::ext_authz {
namespace {

using testing::ElementsAre;

std::string text(narvi_ext_authz_text view) {
  return {view.data, view.size};
}

/// "name: value", with "+" in front if it is added to others.
std::vector<std::string> lines(const narvi_ext_authz_told* fields, std::size_t count) {
  std::vector<std::string> all;
  for (const auto& field : std::span(fields, count)) {
    all.push_back((field.append != 0 ? "+" : "") + text(field.name) + ": " + text(field.value));
  }
  return all;
}

std::vector<std::string> fields(const CheckAnswer& answer) {
  return lines(answer.plain().fields, answer.plain().field_count);
}

std::vector<std::string> removed(const CheckAnswer& answer) {
  std::vector<std::string> all;
  for (const auto& name : std::span(answer.plain().removed, answer.plain().removed_count)) {
    all.push_back(text(name));
  }
  return all;
}

const AnswerRules kRules{{"Remote-User", "Remote-Groups"}, {"Remote_User", "Remote_Groups"}};

TEST(CheckAnswer, OverwritesWhatTheApplicationSees) {
  const Response response{.status = 200,
                          .headers = {{"Cache-Control", "no-store"},
                                      {"Remote-Groups", ""},
                                      {"Remote-User", "alice"},
                                      {"Set-Cookie", "a=1"},
                                      {"Set-Cookie", "b=2"},
                                      {"X-Other", "x"}},
                          .body = ""};
  const CheckAnswer answer(response, kRules);
  EXPECT_EQ(answer.plain().code, 0);
  EXPECT_THAT(fields(answer), ElementsAre("Remote-User: alice", "Remote-Groups: "));
  EXPECT_THAT(lines(answer.plain().visitor_fields, answer.plain().visitor_field_count),
              ElementsAre("+Set-Cookie: a=1", "+Set-Cookie: b=2"));
  EXPECT_THAT(removed(answer), ElementsAre("Remote_User", "Remote_Groups"));
}

TEST(CheckAnswer, TakesAwayWhatItDoesNotTell) {
  const Response response{.status = 200, .headers = {{"Remote-User", "alice"}}, .body = ""};
  EXPECT_THAT(removed(CheckAnswer(response, kRules)),
              ElementsAre("Remote-Groups", "Remote_User", "Remote_Groups"));
}

TEST(CheckAnswer, NeverTakesAwayWhatItTells) {
  const Response response{.status = 200, .headers = {{"Remote-User", "alice"}}, .body = ""};
  const AnswerRules rules{{"Remote-User"}, {"remote-user", "Authorization"}};
  EXPECT_THAT(removed(CheckAnswer(response, rules)), ElementsAre("Authorization"));
}

// Nobody lists all the spellings of a name with many dashes; those that came are known.
TEST(CheckAnswer, TakesAwayTheSpellingsThatCame) {
  const Response response{.status = 200, .headers = {{"A-B-C-D-E-F", "alice"}}, .body = ""};
  const AnswerRules rules{{"A-B-C-D-E-F"}, {"A_B_C_D_E_F"}};
  const auto field = [](std::string_view name) {
    return narvi_ext_authz_field{{name.data(), name.size()}, {"mallory", 7}};
  };
  const narvi_ext_authz_field visitor[] = {field("a-b-c-d-e-f"), field("a_b-c-d-e-f"), field("a_b_c_d_e_f"),
                                           field("a-b-c-d-e_f"), field("a-b-c-d-e"),   field("accept")};
  EXPECT_THAT(removed(CheckAnswer(response, rules, visitor)),
              ElementsAre("A_B_C_D_E_F", "a_b-c-d-e-f", "a-b-c-d-e_f"));
}

TEST(CheckAnswer, RefusesWithWhatTheClientNeeds) {
  const Response response{.status = 401,
                          .headers = {{"WWW-Authenticate", "Token"},
                                      {"Content-Type", "application/json"},
                                      {"Remote-User", "alice"},
                                      {"Set-Cookie", "a=1"}},
                          .body = "{}"};
  const CheckAnswer answer(response, kRules);
  EXPECT_EQ(answer.plain().http_status, 401);
  EXPECT_EQ(text(answer.plain().body), "{}");
  EXPECT_THAT(fields(answer),
              ElementsAre("WWW-Authenticate: Token", "Content-Type: application/json", "+Set-Cookie: a=1"));
  EXPECT_EQ(answer.plain().visitor_field_count, 0U);
  EXPECT_EQ(answer.plain().removed_count, 0U);
}

TEST(CheckAnswer, HasACodeForEachRefusal) {
  constexpr std::pair<int, int> kCases[] = {{302, 16}, {303, 16}, {400, 3},  {401, 16}, {403, 7}, {404, 5},
                                            {429, 8},  {431, 3},  {503, 14}, {500, 13}, {418, 13}};
  for (const auto& [status, code] : kCases) {
    const Response response{.status = status, .headers = {}, .body = ""};
    const CheckAnswer answer(response, kRules);
    EXPECT_EQ(answer.plain().code, code) << status;
    EXPECT_EQ(answer.plain().http_status, status);
  }
}

TEST(CheckAnswer, KnowsWhatCannotBeTold) {
  EXPECT_TRUE(may_be_told({.status = 200, .headers = {}, .body = ""}));
  EXPECT_TRUE(may_be_told({.status = 302, .headers = {}, .body = ""}));
  EXPECT_FALSE(may_be_told({.status = 204, .headers = {}, .body = ""}));
  EXPECT_FALSE(may_be_told({.status = 200, .headers = {{"Remote-User", "a\r\nb"}}, .body = ""}));
}

TEST(CheckAnswer, FindsTheOtherSpellings) {
  EXPECT_THAT(folded_spellings("Remote-User"), ElementsAre("Remote_User"));
  EXPECT_THAT(folded_spellings("X-Narvi-Assertion"),
              ElementsAre("X_Narvi-Assertion", "X-Narvi_Assertion", "X_Narvi_Assertion"));
  EXPECT_THAT(folded_spellings("User"), ElementsAre());
  EXPECT_THAT(folded_spellings("A-B-C-D-E-F"), ElementsAre("A_B_C_D_E_F"));
}

}  // namespace
}  // namespace narvi::http::ext_authz
