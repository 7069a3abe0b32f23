#include "systems/forward_auth/narrowing.h"

#include <gtest/gtest.h>

namespace narvi::systems::forward_auth {
namespace {

struct Case {
  std::string_view query;
  bool fits;
};

class NarrowingOf : public testing::TestWithParam<Case> {};

TEST_P(NarrowingOf, AliceInAdmins) {
  accounts::User alice;
  alice.username = "alice";
  alice.email = "Alice@Sub.Example.com";
  EXPECT_EQ(fits(read_narrowing(GetParam().query), alice, {"admins", "staff"}), GetParam().fits)
      << GetParam().query;
}

INSTANTIATE_TEST_SUITE_P(
    Query, NarrowingOf,
    testing::Values(
        Case{"", true}, Case{"a=1&rd=x", true}, Case{"allowed_groups=admins", true},
        Case{"allowed_groups=x,staff", true}, Case{"allowed_groups=x&allowed_groups=staff", true},
        Case{"allowed_groups=x", false}, Case{"allowed_groups=", false}, Case{"allowed_groups=Admins", false},
        Case{"allowed_groups=x%2Cadmins", true}, Case{"allowed_emails=alice@sub.example.com", true},
        Case{"allowed_emails=bob@example.com,ALICE@sub.example.com", true},
        Case{"allowed_emails=bob@example.com", false}, Case{"allowed_email_domains=sub.example.com", true},
        Case{"allowed_email_domains=example.com", false}, Case{"allowed_email_domains=*.example.com", true},
        Case{"allowed_email_domains=.example.com", true}, Case{"allowed_email_domains=example.org", false},
        Case{"allowed_groups=admins&allowed_emails=bob@example.com", false},
        Case{"allowed_groups=admins&allowed_email_domains=sub.example.com", true}));

TEST(Narrowing, WhoHasNoAddressFitsNoDomain) {
  const accounts::User nobody;
  EXPECT_FALSE(fits(read_narrowing("allowed_email_domains="), nobody, {}));
  EXPECT_FALSE(fits(read_narrowing("allowed_emails=,"), nobody, {}));
}

TEST(Narrowing, TooManyFieldsFitNobody) {
  std::string query = "allowed_groups=admins";
  for (int count = 0; count < 1100; ++count) {
    query += "&a=1";
  }
  EXPECT_FALSE(fits(read_narrowing(query), {}, {"admins"}));
}

}  // namespace
}  // namespace narvi::systems::forward_auth
