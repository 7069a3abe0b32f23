#include "http/asserted_name.h"

#include <gtest/gtest.h>

#include <vector>

namespace narvi::http {
namespace {

Headers headers(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  Headers all;
  for (const auto& [name, value] : fields) {
    all.add(name, value);
  }
  return all;
}

TEST(AssertedField, IsTheOnlyOne) {
  EXPECT_EQ(asserted_field(headers({{"Host", "a"}}), "Remote-User").value(), std::nullopt);
  EXPECT_EQ(asserted_field(headers({{"remote-user", "alice"}}), "Remote-User").value(), "alice");
  EXPECT_EQ(asserted_field(headers({{"Remote-User", ""}}), "Remote-User").value(), "");
  EXPECT_EQ(asserted_field(headers({{"Remote-Users", "x"}, {"Remote", "y"}}), "Remote-User").value(),
            std::nullopt);
}

TEST(AssertedField, RefusesEveryWayToSayItTwice) {
  const std::pair<std::vector<std::pair<std::string_view, std::string_view>>, AssertionFault> cases[] = {
      {{{"Remote-User", "alice"}, {"Remote-User", "alice"}}, AssertionFault::kRepeated},
      {{{"Remote-User", "alice"}, {"REMOTE-USER", ""}}, AssertionFault::kRepeated},
      {{{"Remote-User", "alice"}, {"Remote_User", "root"}}, AssertionFault::kUnderscore},
      {{{"REMOTE_USER", "root"}}, AssertionFault::kUnderscore},
      {{{"Remote-User", "alice"}, {"Connection", "close, remote-user"}}, AssertionFault::kHopByHop},
      {{{"Connection", "x"}, {"connection", "Remote_User"}}, AssertionFault::kHopByHop},
  };
  for (const auto& [fields, fault] : cases) {
    const auto read = asserted_field(headers(fields), "Remote-User");
    ASSERT_FALSE(read.has_value()) << word(fault);
    EXPECT_EQ(read.error(), fault) << word(read.error());
  }
}

TEST(NameFault, RefusesWhatIsNoSingleName) {
  const std::string long_name(150, 'x');
  const std::pair<std::string, std::optional<AssertionFault>> cases[] = {
      {"alice", {}},
      {"", {}},
      {"Alice in Wonderland", {}},
      {"alice@EXAMPLE.COM", {}},
      {"EXAMPLE\\alice", {}},
      {"\xC3\x84rger", {}},
      {long_name, {}},
      {long_name + "x", AssertionFault::kTooLong},
      {"alice,bob", AssertionFault::kList},
      {"alice,", AssertionFault::kList},
      {" alice", AssertionFault::kBlanks},
      {"alice ", AssertionFault::kBlanks},
      {"\xC2\xA0"
       "alice",
       AssertionFault::kBlanks},
      {"\talice", AssertionFault::kControl},
      {std::string("a\0b", 3), AssertionFault::kControl},
      {"a\x7F", AssertionFault::kControl},
      {"a\r\nb", AssertionFault::kControl},
      {"{http.reverse_proxy.header.Remote-User}", AssertionFault::kBraces},
      {"a}", AssertionFault::kBraces},
      {"\xff", AssertionFault::kCharset},
      {"al\u0085ice", AssertionFault::kControl},
      {"al\u00ADice", AssertionFault::kControl},
      {"al\u200Bice", AssertionFault::kControl},
      {"al\u200Dice", AssertionFault::kControl},
      {"al\u2028ice", AssertionFault::kControl},
      {"al\u202Eice", AssertionFault::kControl},
      {"al\U000E0041ice", AssertionFault::kControl},
      {"\u2003alice", AssertionFault::kBlanks},
      {"alice\u3000", AssertionFault::kBlanks},
  };
  for (const auto& [name, fault] : cases) {
    EXPECT_EQ(name_fault(name), fault) << name;
  }
  EXPECT_EQ(name_fault("Mart\u00C3\u00ADn", Reading::kBytes), std::nullopt) << "an i with an accent";
  EXPECT_EQ(name_fault("\u00C3\u0084rger", Reading::kBytes), std::nullopt);
  EXPECT_EQ(name_fault("\talice", Reading::kBytes), AssertionFault::kControl);
  EXPECT_EQ(name_fault("alice\u00A0", Reading::kBytes), AssertionFault::kBlanks);
  EXPECT_EQ(text_fault("a\u200Cb", 7), std::nullopt);
  EXPECT_EQ(text_fault("a\u202Eb", 7), AssertionFault::kControl);
  EXPECT_EQ(text_fault("one,two", 7), std::nullopt);
  EXPECT_EQ(text_fault("one,two", 6), AssertionFault::kTooLong);
}

}  // namespace
}  // namespace narvi::http
