// Django's tables as SQLite's sqlite_master shows them after Django's migrate, column order included: Django
// rebuilds a table to alter a column, so altered columns moved to the end.

#include "accounts/migrations_sql.h"

namespace narvi::accounts::sql {

namespace {

constexpr std::string_view kGroupsAndPermissions =
    R"(CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY )"
    R"(DEFERRED, )"
    R"("codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);)"
    R"(CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" )"
    R"(ON "auth_permission" ("content_type_id", "codename");)"
    R"(CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");)"

    R"(CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("name" varchar(150) NOT NULL UNIQUE);)"

    R"(CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, )"
    R"("permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);)"
    R"(CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" )"
    R"(ON "auth_group_permissions" ("group_id", "permission_id");)"
    R"(CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");)"
    R"(CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" )"
    R"(ON "auth_group_permissions" ("permission_id");)";

constexpr std::string_view kContentTypes =
    R"(CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);)"
    R"(CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" )"
    R"(ON "django_content_type" ("app_label", "model");)";

constexpr std::string_view kUsers =
    R"(CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, )"
    R"("username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, )"
    R"("email" varchar(254) NOT NULL, )"
    R"("is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, )"
    R"("first_name" varchar(150) NOT NULL);)"

    R"(CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, )"
    R"("group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);)"
    R"(CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" )"
    R"(ON "auth_user_groups" ("user_id", "group_id");)"
    R"(CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");)"
    R"(CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");)"

    R"(CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, )"
    R"("permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);)"
    R"(CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" )"
    R"(ON "auth_user_user_permissions" ("user_id", "permission_id");)"
    R"(CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" )"
    R"(("user_id");)"
    R"(CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" )"
    R"(ON "auth_user_user_permissions" ("permission_id");)";

constexpr std::string_view kAdminLog =
    R"(CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, )"
    R"("action_time" datetime NOT NULL, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, )"
    R"("change_message" text NOT NULL, )"
    R"("content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY )"
    R"(DEFERRED, )"
    R"("user_id" {user.key_type} NOT NULL REFERENCES "{user.table}" ("{user.pk}") DEFERRABLE INITIALLY )"
    R"(DEFERRED, )"
    R"("action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0));)"
    R"(CREATE INDEX "django_admin_log_content_type_id_c4bce8eb" ON "django_admin_log" ("content_type_id");)"
    R"(CREATE INDEX "django_admin_log_user_id_c564eba6" ON "django_admin_log" ("user_id");)";

constexpr std::string_view kSessions =
    R"(CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, )"
    R"("session_data" text NOT NULL, "expire_date" datetime NOT NULL);)"
    R"(CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");)";

}  // namespace

const Tables kSqlite{kContentTypes, kGroupsAndPermissions, kUsers, kAdminLog, kSessions};

}  // namespace narvi::accounts::sql
