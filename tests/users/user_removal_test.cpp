// Deleting users with everything that hangs on them (contract django-auth §5).

#include "accounts/user_removal.h"

#include <gmock/gmock.h>

#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::Removal;
using accounts::User;
using testing::HasSubstr;
using testing::IsEmpty;

class Removals : public Models {
 protected:
  Removals() : Models({{"systems.authtoken.enabled", true}}) {}

  Result<Removal> remove(const User& user) { return io::run_blocking(accounts().removal->remove(user)); }

  static std::string table() {
    return model() == Model::kAuthUser ? "auth_user"
           : model() == Model::kMember ? "club_member"
                                       : "shop_customer";
  }
  static std::string key() { return model() == Model::kMember ? "member_id" : "id"; }
  static std::string key_type() {
    if (model() == Model::kMember) {
      return engine() == Engine::kSqlite ? "char(32)" : "uuid";
    }
    return model() == Model::kCustomer ? "bigint" : "integer";
  }
  /// A table of the site that Narvi has never heard of, with a row of `user`.
  void add_order(const User& user, const std::string& action = {}) {
    house().query("CREATE TABLE IF NOT EXISTS shop_order (id integer PRIMARY KEY, buyer_id " + key_type() +
                  " NULL REFERENCES " + table() + " (" + key() + ") " + action +
                  " DEFERRABLE INITIALLY DEFERRED)");
    house().query("INSERT INTO shop_order (id, buyer_id) VALUES ($1, $2)",
                  {std::int64_t{count(house(), "shop_order") + 1}, user.key.value()});
  }
  /// Everything that Django and Narvi may keep about a user.
  void add_everything(const User& user) {
    const auto group = must(accounts().groups.find_or_create("editors")).group;
    must(accounts().groups.add_user(group.key, user.key));
    const auto permission = must(accounts().permissions.find("auth", "group", "add_group")).value();
    must(accounts().permissions.grant_to_user(user.key, permission.key));
    house().query("INSERT INTO authtoken_token (key, created, user_id) VALUES ($1, $2, $3)",
                  {"token of " + user.username, house().clock().now(), user.key.value()});
    house().query(
        "INSERT INTO django_admin_log (action_time, object_repr, action_flag, change_message, user_id) "
        "VALUES ($1, 'x', 1, '', $2)",
        {house().clock().now(), user.key.value()});
  }
};

TEST_P(Removals, TakeEverythingOfThatUserAlong) {
  const User alice = add_user("alice");
  const User bob = add_user("bob");
  add_everything(alice);
  add_everything(bob);
  std::vector<std::string> told;
  accounts().events.user_removed.push_back([&told](const User& user) { told.push_back(user.username); });
  Browser browser(house());
  browser.login(alice.username, "wonderland");
  ASSERT_EQ(browser.whoami(), alice.username);
  const Result<Removal> removed = remove(alice);
  ASSERT_TRUE(removed.has_value()) << removed.error().message;
  EXPECT_TRUE(removed->found);
  EXPECT_EQ(removed->rows.size(), 4U);
  EXPECT_EQ(must(users().count({})), 1);
  for (const std::string& rows : {accounts().users.table().groups, accounts().users.table().permissions,
                                  std::string("authtoken_token"), std::string("django_admin_log")}) {
    EXPECT_EQ(count(house(), rows), 1) << rows << ": only those of the other user";
  }
  EXPECT_EQ(browser.whoami(), "") << "the session names nobody";
  EXPECT_EQ(told, std::vector<std::string>{alice.username});
  const Result<Removal> again = remove(alice);
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->found);
  EXPECT_EQ(told.size(), 1U);
}

TEST_P(Removals, RefuseWhereAnotherTableHasRows) {
  const User alice = add_user("alice");
  const User bob = add_user("bob");
  add_everything(alice);
  add_order(alice);
  const Result<Removal> refused = remove(alice);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("shop_order"));
  EXPECT_THAT(refused.error().message, HasSubstr("buyer_id"));
  EXPECT_EQ(find("alice").key, alice.key);
  EXPECT_EQ(count(house(), "authtoken_token"), 1) << "nothing was deleted";
  EXPECT_TRUE(remove(bob).value().found) << "no row is his";
  house().query("DELETE FROM shop_order");
  EXPECT_TRUE(remove(alice).value().found);
}

TEST_P(Removals, LeaveToTheDatabaseWhatItWasToldToDo) {
  const User alice = add_user("alice");
  add_order(alice, "ON DELETE CASCADE");
  const User bob = add_user("bob");
  add_order(bob);
  EXPECT_TRUE(remove(alice).value().found);
  EXPECT_EQ(count(house(), "shop_order"), 1);
}

TEST_P(Removals, OfUsersWhomOthersReferTo) {
  // A column of the user table itself: whom somebody was invited by.
  house().query("ALTER TABLE " + table() + " ADD COLUMN inviter_id " + key_type() + " NULL REFERENCES " +
                table() + " (" + key() + ")");
  const User alice = add_user("alice");
  const User bob = add_user("bob");
  house().query("UPDATE " + table() + " SET inviter_id = $1", {alice.key.value()});
  const Result<Removal> refused = remove(alice);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("inviter_id"));
  EXPECT_TRUE(remove(bob).value().found);
  EXPECT_TRUE(remove(alice).value().found) << "only her own row refers to her";
}

TEST_P(Removals, OfUsersWhoseNameIsReferredTo) {
  const std::string name = model() == Model::kMember ? "email" : "username";
  house().query("CREATE TABLE wall_post (id integer PRIMARY KEY, author varchar(254) NOT NULL REFERENCES " +
                table() + " (" + name + "))");
  const User alice = add_user("alice");
  const User bob = add_user("bob");
  house().query("INSERT INTO wall_post (id, author) VALUES (1, $1)", {alice.username});
  const Result<Removal> refused = remove(alice);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("wall_post"));
  EXPECT_TRUE(remove(bob).value().found);
}

INSTANTIATE_TEST_SUITE_P(Of, Removals, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
