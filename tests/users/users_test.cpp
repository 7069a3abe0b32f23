// Users of every model on both engines: stored, found, listed, changed (contract django-auth §3.6, §8
// Models).

#include "accounts/users.h"

#include <gmock/gmock.h>

#include "accounts/create_user.h"
#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::NewUser;
using accounts::User;
using accounts::UserChange;
using accounts::UserDraft;
using accounts::UserFilter;
using testing::ElementsAre;
using testing::IsEmpty;

using Users = Models;

std::vector<std::string> names(const std::vector<User>& users) {
  std::vector<std::string> all;
  for (const User& user : users) {
    all.push_back(user.username);
  }
  return all;
}

TEST_P(Users, AreStoredWithEveryColumn) {
  NewUser user;
  user.username = name_of_user("alice");
  user.email = model() == Model::kMember ? user.username : "alice@mail.example.org";
  user.password = SecretText("!");
  user.is_staff = true;
  user.first_name = "Alice";
  user.last_name = "Liddell";
  user.is_active = false;
  user.last_login = house().clock().now() - Seconds(60);
  user.date_joined = house().clock().now() - Seconds(3600);
  const User stored = must(users().create_row(user, house().clock().now()));
  const User found = find("alice");
  EXPECT_EQ(found.key, stored.key);
  EXPECT_EQ(found.email, user.email);
  EXPECT_TRUE(found.is_staff);
  EXPECT_FALSE(found.is_superuser);
  EXPECT_FALSE(found.is_active);
  EXPECT_EQ(found.last_login, user.last_login);
  const bool whole = model() != Model::kMember;
  EXPECT_EQ(found.first_name, whole ? "Alice" : "");
  EXPECT_EQ(found.date_joined, whole ? user.date_joined : std::nullopt);
  EXPECT_TRUE(accounts::changed_fields(stored, found).empty());
  EXPECT_EQ(must(users().find_by_key(stored.key))->username, user.username);
  EXPECT_EQ(must(users().find_by_name("nobody")), std::nullopt);
}

TEST_P(Users, FillTheColumnsThatOnlyTheSiteKnows) {
  add_user("alice");
  if (model() == Model::kCustomer) {
    const auto rows = house().query("SELECT points, changed FROM shop_customer");
    EXPECT_EQ(rows.front().integer(0), 5);
    EXPECT_EQ(rows.front().instant(1), house().clock().now());
  }
}

TEST_P(Users, HaveOneNameEach) {
  std::vector<std::string> told;
  accounts().events.user_created.push_back([&told](const User& user) { told.push_back(user.username); });
  const User alice = add_user("alice");
  NewUser again;
  again.username = alice.username;
  again.password = SecretText("!");
  EXPECT_EQ(error_of(users().create(again, house().clock().now())), ErrorKind::kConflict);
  again.username = name_of_user("bob");
  EXPECT_EQ(error_of(users().create(again, house().clock().now(), alice.key)), ErrorKind::kConflict)
      << "the key is taken";
  EXPECT_THAT(told, ElementsAre(alice.username));
}

TEST_P(Users, MayBeGivenAKey) {
  const auto key = accounts::parse_user_key(
      model() == Model::kMember ? "0f8fad5b-d9cb-469f-a165-70867728950e" : "4711", users().key_type());
  NewUser user;
  user.username = name_of_user("alice");
  user.password = SecretText("!");
  EXPECT_EQ(must(users().create(user, house().clock().now(), key)), *key);
  EXPECT_EQ(find("alice").key, *key);
}

TEST_P(Users, KeysOfSixtyFourBits) {
  if (model() == Model::kMember || (model() == Model::kAuthUser && engine() == Engine::kPostgres)) {
    return;  // UUIDs, and Django's own 32-bit column
  }
  NewUser user;
  user.username = "alice";
  user.password = SecretText("!");
  user.key = accounts::UserKey(1234567890123456789);
  const User stored = must(users().create_row(user, house().clock().now()));
  const auto group = must(accounts().groups.find_or_create("editors")).group;
  EXPECT_TRUE(must(accounts().groups.add_user(group.key, stored.key)));
  EXPECT_EQ(must(accounts().groups.of_user(stored.key)).size(), 1U);
}

TEST_P(Users, AreListedPageByPage) {
  std::vector<std::string> in_order;
  for (const std::string name : {"ann", "bea", "cay", "dot", "eve"}) {
    add_user(name);
  }
  UserChange staff;
  staff.is_staff = true;
  change(find("bea"), staff);
  change(find("dot"), staff);
  must(users().set_active(find("cay").key, false));
  std::vector<std::string> all;
  accounts::UserPage page{.limit = 2};
  for (int pages = 0; pages < 4; ++pages) {
    const std::vector<User> some = must(users().list({}, page));
    for (const User& user : some) {
      all.push_back(user.username);
      page.after = user.key;
    }
    EXPECT_EQ(some.size(), pages < 2 ? 2U : pages == 2 ? 1U : 0U);
  }
  EXPECT_EQ(all, names(must(users().list({}, {}))));
  EXPECT_EQ(all.size(), 5U);
  EXPECT_EQ(must(users().count({})), 5);
  EXPECT_EQ(must(users().count({.staff = true})), 2);
  EXPECT_EQ(must(users().count({.active = false})), 1);
  EXPECT_EQ(must(users().count({.active = true, .staff = true})), 2);
  EXPECT_EQ(must(users().count({.superuser = true})), 0);
  EXPECT_THAT(names(must(users().list({.active = false}, {}))), ElementsAre(name_of_user("cay")));
}

TEST_P(Users, AreSearchedByText) {
  add_user("ann");
  add_user("under_score");
  add_user("per%cent");
  if (model() != Model::kMember) {
    UserChange named;
    named.last_name = "Lovelace";
    change(find("ann"), named);
    EXPECT_EQ(must(users().count({.text = "loveLACE"})), 1);
  }
  EXPECT_EQ(must(users().count({.text = "ANN"})), 1);
  EXPECT_EQ(must(users().count({.text = "_"})), 1) << "no wildcard";
  EXPECT_EQ(must(users().count({.text = "%"})), 1);
  EXPECT_EQ(must(users().count({.text = "example.ORG"})), 3);
  EXPECT_EQ(must(users().count({.text = "\\"})), 0);
  EXPECT_EQ(must(users().count({.text = std::string("a\0n", 3)})), 0);
}

TEST_P(Users, AreFoundByAddressWhateverItsCase) {
  const User ann = add_user("ann");
  add_user("bea");
  if (model() != Model::kMember) {
    UserChange shared;
    shared.email = "ANN@Mail.example.org";
    change(find("bea"), shared);
  }
  std::string address = ann.email;
  address[0] = 'A';
  EXPECT_EQ(must(users().find_by_email(address)).size(), model() == Model::kMember ? 1U : 2U);
  EXPECT_THAT(must(users().find_by_email("")), IsEmpty());
  EXPECT_THAT(must(users().find_by_email("nobody@example.org")), IsEmpty());
  EXPECT_THAT(must(users().find_by_email("%")), IsEmpty());
}

TEST_P(Users, ChangesTellWhatChanged) {
  std::vector<std::string> told;
  int passwords = 0;
  accounts().events.user_changed.push_back([&told](const accounts::UserChanged& changed) {
    for (const std::string_view field : changed.fields) {
      told.emplace_back(field);
    }
  });
  accounts().events.user_password_changed.push_back([&passwords](const User&) { ++passwords; });
  const User alice = add_user("alice");
  UserChange same;
  same.is_active = true;
  change(alice, same);
  EXPECT_THAT(told, IsEmpty()) << "nothing is different";
  UserChange more;
  more.is_staff = true;
  more.is_superuser = true;
  more.last_login = house().clock().now();
  more.password = SecretText("!new");
  const User now = change(alice, more);
  EXPECT_TRUE(now.is_staff);
  EXPECT_EQ(now.username, alice.username);
  EXPECT_THAT(told, ElementsAre("password", "is_staff", "is_superuser", "last_login"));
  EXPECT_EQ(passwords, 1);
  told.clear();
  EXPECT_FALSE(must(users().set_active(alice.key, false))->is_active);
  EXPECT_THAT(told, ElementsAre("is_active"));
  EXPECT_FALSE(find("alice").is_active);
}

TEST_P(Users, ChangesOfNobodyAndToTakenNames) {
  const User alice = add_user("alice");
  const User bob = add_user("bob");
  int told = 0;
  accounts().events.user_changed.push_back([&told](const accounts::UserChanged&) { ++told; });
  UserChange taken;
  taken.username = alice.username;
  EXPECT_EQ(error_of(users().change(bob.key, taken)), ErrorKind::kConflict);
  const accounts::UserKey nobody =
      model() == Model::kMember ? accounts::new_uuid_key(accounts().random) : accounts::UserKey(999);
  EXPECT_EQ(must(users().change(nobody, taken)), std::nullopt);
  UserChange impossible;
  impossible.username = std::string("a\0b", 3);
  EXPECT_EQ(error_of(users().change(bob.key, impossible)), ErrorKind::kInvalid);
  EXPECT_EQ(told, 0);
}

TEST_P(Users, PasswordsTellWhenTheyAreNewAndNotWhenRenewed) {
  const User alice = add_user("alice");
  int told = 0;
  accounts().events.user_password_changed.push_back([&told](const User& user) {
    ++told;
    EXPECT_EQ(user.password.reveal(), "!two");
  });
  EXPECT_FALSE(must(users().replace_password(alice.key, SecretText("!zero"), SecretText("!one"))));
  EXPECT_TRUE(must(users().replace_password(alice.key, alice.password, SecretText("!one"))));
  EXPECT_EQ(told, 0);
  EXPECT_TRUE(must(users().set_password(alice.key, SecretText("!two"))));
  EXPECT_EQ(told, 1);
  const accounts::UserKey nobody =
      model() == Model::kMember ? accounts::new_uuid_key(accounts().random) : accounts::UserKey(999);
  EXPECT_FALSE(must(users().set_password(nobody, SecretText("!x"))));
}

TEST_P(Users, ManyWithTheirLinksInOneTransaction) {
  const User known = add_user("known");
  const auto permission = must(accounts().permissions.find("auth", "group", "add_group")).value();
  struct Counted {
    int created = 0;
    int known = 0;
  };
  accounts::Accounts& all = accounts();
  const Instant now = house().clock().now();
  const std::vector<std::string> wanted{name_of_user("ann"), known.username, name_of_user("bea")};
  auto body = [&all, now, wanted,
               permission](database::Transaction& transaction) -> io::Task<database::Result<Counted>> {
    Counted counted;
    const auto group = co_await all.groups.find_or_create_in(transaction, "editors");
    for (const std::string& name : wanted) {
      NewUser user;
      user.username = name;
      user.password = SecretText("!");
      const auto created = co_await all.users.create_in(transaction, user, now);
      if (!created) {
        co_return tl::unexpected<database::Error>(created.error());
      }
      if (!*created) {
        ++counted.known;
        continue;
      }
      ++counted.created;
      const auto joined = co_await all.groups.add_user_in(transaction, group->group.key, (*created)->key);
      const auto granted =
          co_await all.permissions.grant_to_user_in(transaction, (*created)->key, permission.key);
      if (!joined || !granted) {
        co_return database::fail(database::ErrorCode::kStatement, "no link");
      }
    }
    co_return counted;
  };
  const auto counted = io::run_blocking(house().house().database().transact<Counted>(body));
  ASSERT_TRUE(counted.has_value()) << counted.error().message;
  EXPECT_EQ(counted->created, 2);
  EXPECT_EQ(counted->known, 1);
  EXPECT_EQ(must(all.permissions.of_user(find("bea").key)), accounts::PermissionSet{"auth.add_group"});
  EXPECT_EQ(must(all.groups.members(must(all.groups.find("editors"))->key, {})).size(), 2U);
}

TEST_P(Users, InABatch) {
  add_user("known");
  database::Batch batch;
  for (const std::string name : {"ann", "known"}) {
    NewUser user;
    user.username = name_of_user(name);
    user.password = SecretText("!");
    users().add_create(batch, user, house().clock().now());
  }
  const auto outcomes = io::run_blocking(house().house().database().run(std::move(batch)));
  ASSERT_TRUE(outcomes.has_value()) << outcomes.error().message;
  EXPECT_EQ((*outcomes)[0].rows.size(), 1U);
  EXPECT_TRUE((*outcomes)[1].rows.empty());
  EXPECT_EQ(must(users().count({})), 2);
}

INSTANTIATE_TEST_SUITE_P(Of, Users, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
