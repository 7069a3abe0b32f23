// Permissions and groups of every model on both engines (contract django-auth §3.5, §8 ModelBackend, Models).

#include "accounts/permissions.h"

#include <gmock/gmock.h>

#include "accounts/create_user.h"
#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::ObjectName;
using accounts::PermissionSet;
using accounts::Subject;
using accounts::User;
using accounts::UserChange;
using accounts::WithPermission;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

class Permissions : public Models {
 protected:
  accounts::Backends& backends() { return accounts().backends; }
  std::int64_t permission(const std::string& model, const std::string& codename) {
    return must(accounts().permissions.find("auth", model, codename)).value().key;
  }
  std::int64_t group(const std::string& name) {
    return must(accounts().groups.find_or_create(name)).group.key;
  }
  /// Grants auth.add_group in person and auth.change_group, auth.view_group through a group.
  void grant_some(const User& user) {
    must(accounts().permissions.grant_to_user(user.key, permission("group", "add_group")));
    must(accounts().permissions.grant_to_group(group("editors"), permission("group", "change_group")));
    must(accounts().permissions.grant_to_group(group("viewers"), permission("group", "view_group")));
    must(accounts().permissions.grant_to_group(group("viewers"), permission("group", "change_group")));
    must(accounts().groups.add_user(group("editors"), user.key));
    must(accounts().groups.add_user(group("viewers"), user.key));
  }
  User with_flags(const User& user, bool active, bool staff, bool superuser) {
    UserChange flags;
    flags.is_active = active;
    flags.is_staff = staff;
    flags.is_superuser = superuser;
    return change(user, flags);
  }
  bool has(const User& user, const std::string& label, accounts::MaybeObject object = {}) {
    Subject subject(user);
    return must(backends().has_perm(subject, label, std::move(object)));
  }
};

TEST_P(Permissions, InPersonAndThroughGroups) {
  const User alice = add_user("alice");
  add_user("bob");
  grant_some(alice);
  Subject subject(alice);
  EXPECT_EQ(must(backends().user_permissions(subject)), PermissionSet{"auth.add_group"});
  EXPECT_EQ(must(backends().group_permissions(subject)),
            (PermissionSet{"auth.change_group", "auth.view_group"}));
  EXPECT_EQ(must(backends().all_permissions(subject)),
            (PermissionSet{"auth.add_group", "auth.change_group", "auth.view_group"}));
  EXPECT_TRUE(must(backends().has_perm(subject, "auth.add_group")));
  EXPECT_TRUE(must(backends().has_perm(subject, "auth.view_group")));
  EXPECT_FALSE(must(backends().has_perm(subject, "auth.delete_group")));
  EXPECT_FALSE(must(backends().has_perm(subject, "add_group")));
  EXPECT_TRUE(must(backends().has_perms(subject, {"auth.add_group", "auth.view_group"})));
  EXPECT_FALSE(must(backends().has_perms(subject, {"auth.add_group", "auth.delete_group"})));
  EXPECT_TRUE(must(backends().has_perms(subject, {})));
  EXPECT_TRUE(must(backends().has_module_perms(subject, "auth")));
  EXPECT_FALSE(must(backends().has_module_perms(subject, "aut")));
  EXPECT_FALSE(must(backends().has_module_perms(subject, "sessions")));
  EXPECT_FALSE(has(find("bob"), "auth.add_group"));
}

TEST_P(Permissions, OfStaffAndSuperusers) {
  const User staff = with_flags(add_user("staff"), true, true, false);
  EXPECT_FALSE(has(staff, "auth.add_group"));
  const User root = with_flags(add_user("root"), true, false, true);
  EXPECT_TRUE(has(root, "auth.add_group"));
  EXPECT_TRUE(has(root, "no.such_thing"));
  EXPECT_TRUE(has(root, "auth.add_group", ObjectName{"auth.group", "1"}));
  Subject subject(root);
  EXPECT_TRUE(must(backends().has_module_perms(subject, "no")));
  const PermissionSet every = must(accounts().permissions.all());
  EXPECT_THAT(every, IsSupersetOf(PermissionSet{"auth.add_group", "sessions.view_session"}));
  EXPECT_EQ(must(backends().all_permissions(subject)), every);
  EXPECT_EQ(must(backends().user_permissions(subject)), every);
  EXPECT_EQ(must(backends().group_permissions(subject)), every);
  EXPECT_FALSE(every.contains("no.such_thing"));
}

TEST_P(Permissions, InactiveAndAnonymousHaveNone) {
  const User alice = add_user("alice");
  grant_some(alice);
  for (const bool superuser : {false, true}) {
    const User asleep = with_flags(alice, false, true, superuser);
    EXPECT_FALSE(has(asleep, "auth.add_group"));
    Subject subject(asleep);
    EXPECT_THAT(must(backends().all_permissions(subject)), IsEmpty());
    EXPECT_FALSE(must(backends().has_module_perms(subject, "auth")));
  }
  Subject anonymous;
  EXPECT_FALSE(must(backends().has_perm(anonymous, "auth.add_group")));
  EXPECT_FALSE(must(backends().has_module_perms(anonymous, "auth")));
  EXPECT_THAT(must(backends().user_permissions(anonymous)), IsEmpty());
  EXPECT_THAT(must(backends().group_permissions(anonymous)), IsEmpty());
}

TEST_P(Permissions, AboutObjectsAreNobodys) {
  const User alice = add_user("alice");
  grant_some(alice);
  const ObjectName object{"auth.group", "1"};
  EXPECT_FALSE(has(alice, "auth.add_group", object));
  Subject subject(alice);
  EXPECT_THAT(must(backends().all_permissions(subject, object)), IsEmpty());
  EXPECT_THAT(must(backends().group_permissions(subject, object)), IsEmpty());
  EXPECT_TRUE(must(backends().has_perm(subject, "auth.add_group"))) << "nothing of it was kept";
}

TEST_P(Permissions, AreAskedForOnceForEachSubject) {
  const User alice = add_user("alice");
  grant_some(alice);
  Subject subject(alice);
  EXPECT_TRUE(must(backends().has_perm(subject, "auth.add_group")));
  EXPECT_TRUE(must(accounts().permissions.revoke_from_user(alice.key, permission("group", "add_group"))));
  EXPECT_TRUE(must(backends().has_perm(subject, "auth.add_group"))) << "kept for this request";
  EXPECT_FALSE(has(alice, "auth.add_group")) << "the next one sees it";
}

TEST_P(Permissions, GrantingTwiceAndToNobody) {
  const User alice = add_user("alice");
  const std::int64_t add = permission("group", "add_group");
  accounts::Permissions& permissions = accounts().permissions;
  EXPECT_TRUE(must(permissions.grant_to_user(alice.key, add)));
  EXPECT_FALSE(must(permissions.grant_to_user(alice.key, add)));
  EXPECT_TRUE(must(permissions.revoke_from_user(alice.key, add)));
  EXPECT_FALSE(must(permissions.revoke_from_user(alice.key, add)));
  EXPECT_EQ(error_of(permissions.grant_to_user(alice.key, 99999)), ErrorKind::kNotFound);
  const std::int64_t editors = group("editors");
  EXPECT_TRUE(must(permissions.grant_to_group(editors, add)));
  EXPECT_FALSE(must(permissions.grant_to_group(editors, add)));
  EXPECT_EQ(must(permissions.of_group(editors)).front().name, "Can add group");
  EXPECT_TRUE(must(permissions.revoke_from_group(editors, add)));
  EXPECT_EQ(error_of(permissions.grant_to_group(99999, add)), ErrorKind::kNotFound);
}

TEST_P(Permissions, AreFoundByNaturalKeyAndLabel) {
  accounts::Permissions& permissions = accounts().permissions;
  const accounts::Permission add = must(permissions.find("auth", "group", "add_group")).value();
  EXPECT_EQ(add.label(), "auth.add_group");
  EXPECT_EQ(must(permissions.find("auth", "permission", "add_group")), std::nullopt);
  const auto labelled = must(permissions.find("auth", "add_group"));
  ASSERT_EQ(labelled.size(), 1U);
  EXPECT_EQ(labelled.front().key, add.key);
  // Two models of one app may share a codename, and then both count.
  house().query(
      "INSERT INTO auth_permission (name, content_type_id, codename) SELECT 'other', id, 'add_group' "
      "FROM django_content_type WHERE app_label = 'auth' AND model = 'permission'");
  EXPECT_EQ(must(permissions.find("auth", "add_group")).size(), 2U);
  EXPECT_THAT(must(permissions.find(std::string("a\0b", 3), "x")), IsEmpty());
}

TEST_P(Permissions, Groups) {
  accounts::Groups& groups = accounts().groups;
  const User alice = add_user("alice");
  const User bob = add_user("bob");
  EXPECT_TRUE(must(groups.find_or_create("editors")).created);
  EXPECT_FALSE(must(groups.find_or_create("editors")).created);
  const std::int64_t editors = must(groups.find("editors"))->key;
  EXPECT_EQ(must(groups.find("Editors")), std::nullopt);
  EXPECT_EQ(error_of(groups.find_or_create("")), ErrorKind::kInvalid);
  EXPECT_EQ(error_of(groups.find_or_create(std::string(151, 'x'))), ErrorKind::kInvalid);
  EXPECT_TRUE(must(groups.add_user(editors, alice.key)));
  EXPECT_FALSE(must(groups.add_user(editors, alice.key)));
  EXPECT_TRUE(must(groups.add_user(editors, bob.key)));
  EXPECT_EQ(error_of(groups.add_user(99999, alice.key)), ErrorKind::kNotFound);
  EXPECT_EQ(must(groups.members(editors, {})).size(), 2U);
  EXPECT_EQ(must(groups.members(editors, {.limit = 1})).size(), 1U);
  must(groups.add_user(group("authors"), alice.key));
  const auto of_alice = must(groups.of_user(alice.key));
  ASSERT_EQ(of_alice.size(), 2U);
  EXPECT_EQ(of_alice.front().name, "authors");
  EXPECT_EQ(error_of(groups.rename(editors, "authors")), ErrorKind::kConflict);
  EXPECT_TRUE(must(groups.rename(editors, "writers")));
  EXPECT_FALSE(must(groups.rename(99999, "nobody")));
  EXPECT_TRUE(must(groups.remove_user(editors, bob.key)));
  EXPECT_FALSE(must(groups.remove_user(editors, bob.key)));
  must(accounts().permissions.grant_to_group(editors, permission("group", "add_group")));
  EXPECT_TRUE(must(groups.remove(editors)));
  EXPECT_FALSE(must(groups.remove(editors)));
  EXPECT_EQ(must(groups.list()).size(), 1U);
  EXPECT_EQ(must(users().count({})), 2) << "members stay";
}

TEST_P(Permissions, WhoHasThem) {
  const User direct = add_user("direct");
  const User grouped = add_user("grouped");
  const User root = with_flags(add_user("root"), true, false, true);
  const User asleep = add_user("asleep");
  add_user("other");
  must(accounts().permissions.grant_to_user(direct.key, permission("group", "add_group")));
  must(accounts().permissions.grant_to_user(asleep.key, permission("group", "add_group")));
  must(accounts().permissions.grant_to_group(group("editors"), permission("group", "add_group")));
  must(accounts().groups.add_user(group("editors"), grouped.key));
  must(accounts().groups.add_user(group("editors"), direct.key));
  with_flags(asleep, false, false, false);
  struct Case {
    WithPermission asked;
    std::vector<std::string> expected;
  };
  const Case cases[] = {
      {{"auth.add_group"}, {"direct", "grouped", "root"}},
      {{"auth.add_group", true, false}, {"direct", "grouped"}},
      {{"auth.add_group", std::nullopt, false}, {"direct", "grouped", "asleep"}},
      {{"auth.add_group", false}, {"asleep"}},
      {{"no.such_thing"}, {"root"}},
      {{"no.such_thing", true, false}, {}},
  };
  for (const Case& one : cases) {
    std::vector<std::string> expected;
    for (const std::string& name : one.expected) {
      expected.push_back(name_of_user(name));
    }
    std::vector<std::string> found;
    for (const User& user : must(backends().with_perm(one.asked, {}))) {
      found.push_back(user.username);
    }
    EXPECT_THAT(found, testing::UnorderedElementsAreArray(expected)) << one.asked.label;
  }
  EXPECT_EQ(must(backends().with_perm({"auth.add_group"}, {.limit = 2})).size(), 2U);
  EXPECT_THAT(must(backends().with_perm({"auth.add_group"}, {}, {}, ObjectName{"auth.group", "1"})),
              IsEmpty());
  for (const std::string label : {"add_group", "auth.add.group", ""}) {
    const auto refused = io::run_blocking(backends().with_perm({label}, {}));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().message,
              "Permission name should be in the form app_label.permission_codename.");
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Permissions, every_model(), model_name);

class UsersWithoutGroups : public testing::TestWithParam<Engine> {};

TEST_P(UsersWithoutGroups, HaveNoPermissionsUnlessTheyAreSuperusers) {
  const auto house =
      make_house_of(Model::kAuthUser, GetParam(),
                    {{"users.groups_table", std::string()}, {"users.user_permissions_table", std::string()}});
  accounts::Accounts& accounts = house->house().accounts();
  const User alice = must(accounts::create_user(accounts, {.username = "alice"}));
  const User root = must(accounts::create_superuser(accounts, {.username = "root"}));
  Subject subject(alice);
  EXPECT_THAT(must(accounts.backends.all_permissions(subject)), IsEmpty());
  EXPECT_FALSE(must(accounts.backends.has_perm(subject, "auth.add_group")));
  EXPECT_THAT(must(accounts.groups.of_user(alice.key)), IsEmpty());
  Subject rooted(root);
  EXPECT_TRUE(must(accounts.backends.has_perm(rooted, "auth.add_group")));
  const auto group = must(accounts.groups.find_or_create("editors")).group;
  EXPECT_EQ(error_of(accounts.groups.add_user(group.key, alice.key)), ErrorKind::kConfiguration);
  EXPECT_EQ(error_of(accounts.permissions.grant_to_user(alice.key, 1)), ErrorKind::kConfiguration);
  EXPECT_EQ(must(accounts.backends.with_perm({"auth.add_group"}, {})).size(), 1U);
  EXPECT_TRUE(must(accounts.groups.remove(group.key)));
}

TEST_P(UsersWithoutGroups, SystemsRecordTheirModelsAsDjangoDoes) {
  const auto house = make_house_of(Model::kAuthUser, GetParam(), {{"systems.authtoken.enabled", true}});
  std::vector<std::string> found;
  for (const accounts::Permission& permission : must(house->house().accounts().permissions.list())) {
    if (permission.app_label == "authtoken") {
      found.push_back(permission.model + " " + permission.codename + " " + permission.name);
    }
  }
  EXPECT_THAT(found, ElementsAre("token add_token Can add Token", "token change_token Can change Token",
                                 "token delete_token Can delete Token", "token view_token Can view Token",
                                 "tokenproxy add_tokenproxy Can add token",
                                 "tokenproxy change_tokenproxy Can change token",
                                 "tokenproxy delete_tokenproxy Can delete token",
                                 "tokenproxy view_tokenproxy Can view token"));
}

INSTANTIATE_TEST_SUITE_P(Engines, UsersWithoutGroups, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
