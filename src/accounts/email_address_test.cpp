#include "accounts/email_address.h"

#include <gtest/gtest.h>

#include "accounts/idna_domain.h"
#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;

TEST(EmailAddress, IsValidAsRecorded) {
  const std::size_t cases = vectors::replay("email_validate", [](const Case& test) {
    EXPECT_EQ(is_valid_email(test.inputs.text("email"), test.version), test.expected.boolean("valid"));
  });
  EXPECT_EQ(cases, 26U);
}

struct Address {
  std::string_view text;
  bool valid_3_2;
  bool valid_5_2;
};

TEST(EmailAddress, HasItsEdges) {
  using std::string_view_literals::operator""sv;
  constexpr Address kAddresses[] = {
      {"", false, false},
      {"@", false, false},
      {"a@", false, false},
      {"@b.co", false, false},
      {"a@b@c.co", false, false},
      {"a.@b.co", false, false},
      {"a@b.co.", false, false},
      {"a@b..co", false, false},
      {"a@.co", false, false},
      {"\"a\\ b\"@b.co", true, true},
      {"\"a\\\"b\"@b.co", true, true},
      {"\"a\"b\"@b.co", false, false},
      {"\"a\\\"@b.co", false, false},
      {"\"\"@b.co", true, true},
      {"\"@b.co", false, false},
      {"\"\x7f\x01\"@b.co", true, true},
      {"\"\0\"@b.co"sv, false, false},
      {"a@[1.2.3.256]", false, false},
      {"a@[1.2.3.4\0]"sv, false, false},
      {"a@[fe80::1%eth0]", false, false},
      {"a@[1::]", true, true},
      {"a@[]", false, false},
      {"a@LOCALHOST", false, false},
      {"a@b.c0m", true, false},
      {"a@b.-om", true, false},
      {"a@b.xn--p1ai", true, true},
      {"a@b.XN--P1AI", true, true},
      {"a@b.xn--", false, false},
      {"a@b_c.co", false, false},
      {"a@ｅxample.com", true, true},
      {"a@b\u3002co", true, false},
      {"a@\u200B.co", false, true},
      {"a@😀.co", true, false},
      {"\u212A@b.co", true, true},
      {"\xff@b.co", false, false},
      {"a@\xff.co", false, false},
      {"a@\xED\xA0\x80.co", false, false},
  };
  for (const auto& [text, valid_3_2, valid_5_2] : kAddresses) {
    EXPECT_EQ(is_valid_email(text, behaviour(DjangoVersion::k3_2)), valid_3_2) << text;
    EXPECT_EQ(is_valid_email(text, behaviour(DjangoVersion::k5_2)), valid_5_2) << text;
  }
}

TEST(EmailAddress, IsTheSameMailboxInAnySpelling) {
  EXPECT_TRUE(same_mailbox("Mike@Example.org", "mike@example.ORG"));
  EXPECT_TRUE(same_mailbox("ﬁ@b.co", "FI@b.co"));
  EXPECT_TRUE(same_mailbox("straße@b.co", "STRASSE@b.co"));
  EXPECT_FALSE(same_mailbox("mıke@example.org", "mike@example.org"));
  EXPECT_FALSE(same_mailbox("mike@ıxample.org", "mike@ixample.org"));
  EXPECT_FALSE(same_mailbox("\xff", "\xff"));
  EXPECT_FALSE(same_mailbox("a@b.co", "a@b.co "));
}

TEST(IdnaDomain, WritesPunycode) {
  EXPECT_EQ(punycode(U"bücher"), "bcher-kva");
  EXPECT_EQ(punycode(U"中国"), "fiqs8s");
  EXPECT_EQ(punycode(U"-> $1.00 <-"), "-> $1.00 <--");  // RFC 3492 §7.1 (S)
  EXPECT_EQ(punycode(U"ひとつ屋根の下2"), "2-u9tlzr9756bt3uc0v");
}

TEST(IdnaDomain, PreparesAsPython) {
  const struct {
    std::string_view domain;
    std::optional<std::string> ascii;
  } cases[] = {
      {"example.com", "example.com"}, {"Bücher.example", "xn--bcher-kva.example"},
      {"faß.de", "fass.de"},          {"пример。рф．", "xn--e1afmkfd.xn--p1ai."},
      {"a..ü", std::nullopt},         {"xn--ü.de", std::nullopt},
      {"א1.de", std::nullopt},        {"א1ב.de", "xn--1-zhce.de"},
      {"אa.de", std::nullopt},        {"\u00ad.ü", std::nullopt},
      {"\u2028ü.de", std::nullopt},   {"ü\u00ad.de", "xn--tda.de"},
  };
  for (const auto& [domain, ascii] : cases) {
    EXPECT_EQ(idna_to_ascii(domain), ascii) << domain;
  }
}

}  // namespace
}  // namespace narvi::accounts
