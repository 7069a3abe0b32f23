// [users]: what contradicts itself, and what the table of users becomes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/accounts_wiring.h"
#include "app/settings_check.h"
#include "app/testing.h"

namespace narvi::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<SettingProblem> check(std::string_view toml) {
  const HouseTables tables;
  return check_settings(settings_from(toml), tables.all());
}

TEST(CheckUsers, WhatSitesWrite) {
  for (const std::string_view toml :
       {"[users]\ntable = \"club_member\"\nid_type = \"uuid\"\nusername_field = \"email\"\nfirst_name_field "
        "= \"\"\n",
        "[users]\ntable = \"user\"\nid_type = \"bigint\"\ngroups_table = \"\"\nuser_permissions_table = "
        "\"\"\n",
        "[users]\ninsert_defaults = { plan = \"it's free\", created = \"{now}\" }\n"}) {
    EXPECT_THAT(check(toml), IsEmpty()) << toml;
  }
}

TEST(CheckUsers, Contradictions) {
  struct Wrong {
    std::string_view toml;
    std::string_view message;
  };
  const Wrong cases[] = {
      {"[users]\ntable = \"\"\n", "[users] table: \"\" is not a plain SQL name"},
      {"[users]\nlink_field = \"\"\n", "[users] link_field: \"\" is not a plain SQL name"},
      {"[users]\ngroups_table = \"a b\"\n", "[users] groups_table: \"a b\" is not a plain SQL name"},
      {"[users]\nfirst_name_field = \"username\"\n",
       "[users] first_name_field: \"username\" is username_field, too"},
      {"[users]\nis_staff_field = \"is_superuser\"\n",
       "[users] is_superuser_field: \"is_superuser\" is is_staff_field, too"},
      {"[users]\ninsert_defaults = { \"a b\" = \"\" }\n",
       "[users] insert_defaults: \"a b\" is not a plain SQL name"},
      {"[users]\ninsert_defaults = { is_active = \"1\" }\n",
       "[users] insert_defaults: \"is_active\" is is_active_field, which Narvi fills"},
      {"[users]\ninsert_defaults = { email = \"x\" }\n",
       "[users] insert_defaults: \"email\" is email_field, which Narvi fills"},
  };
  for (const Wrong& one : cases) {
    const std::vector<SettingProblem> problems = check(one.toml);
    ASSERT_EQ(problems.size(), 1U) << one.toml;
    EXPECT_EQ(problems.front().message, one.message);
    EXPECT_FALSE(problems.front().mend.empty());
  }
}

TEST(UserTableOfSettings, FollowsDjangosNames) {
  const accounts::UserTable own = user_table(settings_from(""));
  EXPECT_EQ(own.groups, "auth_user_groups");
  EXPECT_EQ(own.permissions, "auth_user_user_permissions");
  EXPECT_EQ(own.link, "user_id");
  const accounts::UserTable member =
      user_table(settings_from("[users]\ntable = \"our_club_member\"\nid_type = \"bigint\"\n"));
  EXPECT_EQ(member.groups, "our_club_member_groups");
  EXPECT_EQ(member.permissions, "our_club_member_user_permissions");
  EXPECT_EQ(member.link, "member_id");
  EXPECT_EQ(member.key_type, accounts::UserKeyType::kBigInteger);
  const accounts::UserTable told = user_table(
      settings_from("[users]\ntable = \"people\"\ngroups_table = \"\"\nuser_permissions_table = \"rights\"\n"
                    "link_field = \"person_id\"\ninsert_defaults = { plan = \"free\" }\n"));
  EXPECT_EQ(told.groups, "");
  EXPECT_EQ(told.permissions, "rights");
  EXPECT_EQ(told.link, "person_id");
  EXPECT_EQ(told.insert_defaults.at("plan"), "free");
  EXPECT_EQ(user_table(settings_from("[users]\ntable = \"people\"\n")).link, "people_id");
}

}  // namespace
}  // namespace narvi::app
