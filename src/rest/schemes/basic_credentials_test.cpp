#include "rest/schemes/basic_credentials.h"

#include <gtest/gtest.h>

namespace narvi::rest::schemes {
namespace {

struct Decoded {
  std::string header;
  std::string username;
  std::string password;
};

TEST(BasicCredentials, DecodesTheVectorsOfTheContract) {
  // drf §6.1
  const Decoded cases[] = {
      {"Basic Og==", "", ""},
      {"Basic YTpiOmM=", "a", "b:c"},
      {"Basic YTo=", "a", ""},
      {"Basic OmI=", "", "b"},
      {"Basic auk6/A==", "j\u00e9", "\u00fc"},
      {"Basic asOpOsO8", "j\u00e9", "\u00fc"},
      {"Basic //46eA==", "\u00ff\u00fe", "x"},
      {"\x0b"
       "Basic\x0c"
       "YTpi",
       "a", "b"},
      {"bAsIc YTpi", "a", "b"},
      {"Basic YWxpY2U6eA==YWxp", "alice", "x"},
      {"Basic !!YTpi", "a", "b"},
  };
  for (const Decoded& expected : cases) {
    const BasicParse parsed = parse_basic(expected.header, RestVersion::k3_14);
    const auto* credentials = std::get_if<BasicCredentials>(&parsed);
    ASSERT_NE(credentials, nullptr) << expected.header;
    EXPECT_EQ(credentials->username, expected.username) << expected.header;
    EXPECT_EQ(credentials->password.reveal(), expected.password) << expected.header;
  }
}

TEST(BasicCredentials, RefusesWithTheTextsOfTheContract) {
  const std::pair<std::string, std::string> cases[] = {
      {"Basic", "Invalid basic header. No credentials provided."},
      {"Basic  ", "Invalid basic header. No credentials provided."},
      {"Basic a b", "Invalid basic header. Credentials string should not contain spaces."},
      {"Basic YWxpY2U6eA", "Invalid basic header. Credentials not correctly base64 encoded."},
      {"Basic YWxpY2U6eA=", "Invalid basic header. Credentials not correctly base64 encoded."},
      {"Basic abcde", "Invalid basic header. Credentials not correctly base64 encoded."},
      {"Basic =a=", "Invalid basic header. Credentials not correctly base64 encoded."},
  };
  for (const auto& [header, text] : cases) {
    const BasicParse parsed = parse_basic(header, RestVersion::k3_14);
    const auto* bad = std::get_if<BadBasic>(&parsed);
    ASSERT_NE(bad, nullptr) << header;
    EXPECT_EQ(bad->text, text) << header;
  }
}

TEST(BasicCredentials, IsNotBasic) {
  for (const std::string header : {"", " ", "Token abc", "Basic\xA0YTpi", "Basicx YTpi"}) {
    EXPECT_TRUE(std::holds_alternative<NotBasic>(parse_basic(header, RestVersion::k3_14))) << header;
  }
}

TEST(BasicCredentials, MissingColonDependsOnTheVersion) {
  const BasicParse old = parse_basic("Basic YQ==", RestVersion::k3_14);
  ASSERT_TRUE(std::holds_alternative<BasicCredentials>(old));
  EXPECT_EQ(std::get<BasicCredentials>(old).username, "a");
  EXPECT_TRUE(std::holds_alternative<BadBasic>(parse_basic("Basic YQ==", RestVersion::k3_15)));
}

}  // namespace
}  // namespace narvi::rest::schemes
