#include "http/distinguished_name.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

TEST(DistinguishedName, GivesTheOnlyCommonName) {
  using Read = Result<std::optional<std::string>, SubjectFault>;
  const Read none = std::optional<std::string>();
  const Read broken = tl::unexpected(SubjectFault::kBroken);
  const Read ambiguous = tl::unexpected(SubjectFault::kAmbiguous);
  const std::pair<std::string, Read> cases[] = {
      {"CN=alice", "alice"},
      {"CN=alice,OU=staff,O=Example", "alice"},
      {"emailAddress=a@b.example,CN=alice", "alice"},
      {"UID=7+CN=alice,O=Example", "alice"},
      {R"(CN=Alice\, of Wonderland,O=x)", "Alice, of Wonderland"},
      {R"(CN=a\+b\"c\\d,O=x)", R"(a+b"c\d)"},
      {R"(CN=\C3\84rger)", "\xC3\x84rger"},
      {R"(O=x\,CN=mallory)", none},
      {R"(O=x\2CCN=mallory)", none},
      {"CN=alice,CN=mallory", ambiguous},
      {"CN=alice+CN=alice", ambiguous},
      {"CN=", ambiguous},
      {"CN=#0C016", ambiguous},
      {"O=Example", none},
      {"", none},
      {"alice", broken},
      {"=alice", broken},
      {"CN=alice,", broken},
      {R"(CN=alice\)", broken},
      {R"(CN=alice\C)", broken},
      {R"(CN=alice\CX)", broken},
      {"CN=" + std::string(9000, 'a'), broken},
  };
  for (const auto& [subject, name] : cases) {
    EXPECT_EQ(common_name(subject), name) << subject;
  }
}

}  // namespace
}  // namespace narvi::http
