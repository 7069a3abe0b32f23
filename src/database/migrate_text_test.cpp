#include "database/migrate_text.h"

#include <gtest/gtest.h>

namespace narvi::database {
namespace {

TEST(MigrateText, ReplacesWhatStandsForTheUserTable) {
  struct Case {
    std::string sql;
    UserReference user;
    Engine engine;
    std::string expected;
  };
  const UserReference people{"people_person", "uid", UserReference::Key::kUuid};
  const UserReference big{"people_person", "id", UserReference::Key::kBigInteger};
  const Case cases[] = {
      {"", {}, Engine::kSqlite, ""},
      {"no {braces} of ours: $1 '{}'", {}, Engine::kSqlite, "no {braces} of ours: $1 '{}'"},
      {R"({user.key_type} REFERENCES "{user.table}" ("{user.pk}");)",
       {},
       Engine::kSqlite,
       R"(integer REFERENCES "auth_user" ("id");)"},
      {R"({user.key_type} REFERENCES "{user.table}" ("{user.pk}"))", people, Engine::kSqlite,
       R"(char(32) REFERENCES "people_person" ("uid"))"},
      {"{user.key_type}", people, Engine::kPostgres, "uuid"},
      {"{user.key_type}", big, Engine::kPostgres, "bigint"},
      {"{user.fk django_admin_log user_id c564eba6}",
       {},
       Engine::kPostgres,
       "django_admin_log_user_id_c564eba6_fk_auth_user_id"},
  };
  for (const Case& one : cases) {
    const narvi::Result<std::string> text = expand_user(one.sql, one.user, one.engine);
    ASSERT_TRUE(text.has_value()) << one.sql;
    EXPECT_EQ(*text, one.expected);
  }
}

TEST(MigrateText, RefusesUnknownPlaceholders) {
  for (const char* sql : {"{user.nothing}", "{user.}", "{user.table", "x {user.tables} y"}) {
    const narvi::Result<std::string> text = expand_user(sql, {}, Engine::kSqlite);
    ASSERT_FALSE(text.has_value()) << sql;
    EXPECT_EQ(text.error().kind, ErrorKind::kInternal);
  }
}

TEST(MigrateText, RefusesNamesThatAreNoIdentifiers) {
  const std::string bad[] = {"", "a\"b", "a b", "a.b", "a;b", std::string("a\0b", 3), std::string(64, 'a')};
  for (const std::string& name : bad) {
    EXPECT_FALSE(expand_user("x", {name, "id"}, Engine::kSqlite).has_value()) << name;
    EXPECT_FALSE(expand_user("x", {"people", name}, Engine::kSqlite).has_value()) << name;
  }
  EXPECT_TRUE(expand_user("x", {"Nutzer_Größe_1", "id"}, Engine::kSqlite).has_value());
}

// The second and third were seen on Django's own tables in PostgreSQL (contract django-auth §5).
TEST(MigrateText, NamesForeignKeysAsDjangoDoes) {
  EXPECT_EQ(foreign_key_name("auth_user_groups", "user_id", "6a12ed8b", {}),
            "auth_user_groups_user_id_6a12ed8b_fk_auth_user_id");
  EXPECT_EQ(
      foreign_key_name("auth_user_user_permissions", "permission_id", "1fbb5f2c", {"auth_permission", "id"}),
      "auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm");
  EXPECT_EQ(foreign_key_name("auth_permission", "content_type_id", "2f476e4b", {"django_content_type", "id"}),
            "auth_permission_content_type_id_2f476e4b_fk_django_co");
}

}  // namespace
}  // namespace narvi::database
