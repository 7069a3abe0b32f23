#include "http/distinguished_name.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

TEST(DistinguishedName, GivesTheOnlyCommonName) {
  const std::pair<std::string, std::optional<std::string>> cases[] = {
      {"CN=alice", "alice"},
      {"CN=alice,OU=staff,O=Example", "alice"},
      {"emailAddress=a@b.example,CN=alice", "alice"},
      {"UID=7+CN=alice,O=Example", "alice"},
      {R"(CN=Alice\, of Wonderland,O=x)", "Alice, of Wonderland"},
      {R"(CN=a\+b\"c\\d,O=x)", R"(a+b"c\d)"},
      {R"(CN=\C3\84rger)", "\xC3\x84rger"},
      {R"(O=x\,CN=mallory)", std::nullopt},
      {R"(O=x\2CCN=mallory)", std::nullopt},
      {"CN=alice,CN=mallory", std::nullopt},
      {"CN=alice+CN=alice", std::nullopt},
      {"CN=", std::nullopt},
      {"CN=#0C016", std::nullopt},
      {"O=Example", std::nullopt},
      {"", std::nullopt},
      {"alice", std::nullopt},
      {"=alice", std::nullopt},
      {"CN=alice,", std::nullopt},
      {R"(CN=alice\)", std::nullopt},
      {R"(CN=alice\C)", std::nullopt},
      {R"(CN=alice\CX)", std::nullopt},
      {"CN=" + std::string(9000, 'a'), std::nullopt},
  };
  for (const auto& [subject, name] : cases) {
    EXPECT_EQ(common_name(subject), name) << subject;
  }
}

}  // namespace
}  // namespace narvi::http
