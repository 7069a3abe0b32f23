#include "systems/forward_auth/identity.h"

#include <gtest/gtest.h>

namespace narvi::systems::forward_auth {
namespace {

const std::vector<std::string> kUsual = {"user", "groups", "name", "email"};

Options options() {
  Options made;
  made.fields = {"Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email", ""};
  return made;
}

accounts::User alice() {
  accounts::User user;
  user.key = accounts::UserKey(std::int64_t{7});
  user.username = "alice";
  user.email = "alice@example.com";
  user.first_name = "Alice";
  user.last_name = "Liddell";
  return user;
}

Result<Fields> told(const accounts::User& user, const std::vector<std::string>& groups,
                    const std::vector<std::string>& what = kUsual, Options given = options()) {
  return identity_fields({user, groups}, what, given);
}

TEST(IdentityFields, TellWhoItIs) {
  const Fields expected = {{"Remote-User", "alice"},
                           {"Remote-Groups", "admins,staff"},
                           {"Remote-Name", "Alice Liddell"},
                           {"Remote-Email", "alice@example.com"}};
  EXPECT_EQ(told(alice(), {"admins", "staff"}), expected);
}

TEST(IdentityFields, AreAllThereWhateverIsTold) {
  const Fields expected = {
      {"Remote-User", "alice"}, {"Remote-Groups", ""}, {"Remote-Name", ""}, {"Remote-Email", ""}};
  EXPECT_EQ(told(alice(), {"admins"}, {"user"}), expected);
  const Fields empty = {
      {"Remote-User", ""}, {"Remote-Groups", ""}, {"Remote-Name", ""}, {"Remote-Email", ""}};
  EXPECT_EQ(nobody(options()), empty);
}

TEST(IdentityFields, TheKeyHasAFieldIfItIsNamed) {
  Options given = options();
  given.fields.id = "Remote-Id";
  const Result<Fields> fields = told(alice(), {}, {"user", "id"}, given);
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->back(), (Fields::value_type{"Remote-Id", "7"}));
  EXPECT_EQ(nobody(given).back(), (Fields::value_type{"Remote-Id", ""}));
}

// "a,b" must not pass for a member of a and of b, nor text of a name for a field of its own.
TEST(IdentityFields, NoNamePassesForAnother) {
  accounts::User user = alice();
  user.first_name = "A\r\nX: y";
  user.last_name = "";
  const Result<Fields> fields = told(user, {"sales, emea", "50% off", "{http.x}", "caf\xc3\xa9"});
  ASSERT_TRUE(fields);
  EXPECT_EQ((*fields)[1].second, "sales%2C emea,50%25 off,%7Bhttp.x%7D,caf\xc3\xa9");
  EXPECT_EQ((*fields)[2].second, "A%0D%0AX: y");
}

TEST(IdentityFields, AUserWhoCannotBeToldIsRefused) {
  for (const std::string_view name : {"", " alice", "alice ", "a\nb", "{user}", "a}b", "a,b", "a\x7f"}) {
    accounts::User user = alice();
    user.username = std::string(name);
    EXPECT_FALSE(told(user, {})) << name;
  }
}

TEST(IdentityFields, AreNeverCutShort) {
  Options given = options();
  given.max_header_bytes = 256;
  EXPECT_TRUE(told(alice(), {"admins"}, kUsual, given));
  EXPECT_FALSE(told(alice(), std::vector<std::string>(40, "a-group"), kUsual, given));
}

}  // namespace
}  // namespace narvi::systems::forward_auth
