#include "systems/knox/tables.h"

#include <array>

namespace narvi::systems::knox {

namespace {

constexpr std::string_view kSqlite =
    R"(CREATE TABLE "knox_authtoken" ("digest" varchar(128) NOT NULL PRIMARY KEY, "created" datetime NOT NULL, )"
    R"("user_id" {user.key_type} NOT NULL REFERENCES "{user.table}" ("{user.pk}") DEFERRABLE INITIALLY )"
    R"(DEFERRED, "expiry" datetime NULL, "token_key" varchar(25) NOT NULL);)"
    R"(CREATE INDEX "knox_authtoken_user_id_e5a5d899" ON "knox_authtoken" ("user_id");)"
    R"(CREATE INDEX "knox_authtoken_token_key_8f4f7d47" ON "knox_authtoken" ("token_key");)";

constexpr std::string_view kPostgres =
    R"(CREATE TABLE "knox_authtoken" ("digest" varchar(128) NOT NULL PRIMARY KEY, )"
    R"("created" timestamp with time zone NOT NULL, "user_id" {user.key_type} NOT NULL )"
    R"(CONSTRAINT "{user.fk knox_authtoken user_id e5a5d899}" )"
    R"(REFERENCES "{user.table}" ("{user.pk}") DEFERRABLE INITIALLY DEFERRED, )"
    R"("expiry" timestamp with time zone NULL, "token_key" varchar(25) NOT NULL);)"
    R"(CREATE INDEX "knox_authtoken_digest_188c7e77_like" ON "knox_authtoken" ("digest" varchar_pattern_ops);)"
    R"(CREATE INDEX "knox_authtoken_user_id_e5a5d899" ON "knox_authtoken" ("user_id");)"
    R"(CREATE INDEX "knox_authtoken_token_key_8f4f7d47" ON "knox_authtoken" ("token_key");)"
    R"(CREATE INDEX "knox_authtoken_token_key_8f4f7d47_like" ON "knox_authtoken" )"
    R"(("token_key" varchar_pattern_ops);)";

// The first step makes the table as the last one leaves it.
constexpr std::array<database::Migration, 9> kMigrations = {{
    {"knox", "0001_initial", kSqlite, kPostgres, "knox_authtoken"},
    {"knox", "0002_auto_20150916_1425", {}, {}, {}, true},
    {"knox", "0003_auto_20150916_1526", {}, {}, {}, true},
    {"knox", "0004_authtoken_expires", {}, {}, {}, true},
    {"knox", "0005_authtoken_token_key", {}, {}, {}, true},
    {"knox", "0006_auto_20160818_0932", {}, {}, {}, true},
    {"knox", "0007_auto_20190111_0542", {}, {}, {}, true},
    {"knox", "0008_remove_authtoken_salt", {}, {}, {}, true},
    {"knox", "0009_extend_authtoken_field", {}, {}, {}, true},
}};

constexpr std::array<database::Model, 1> kModels = {{
    {"knox", "authtoken", "auth token"},
}};

}  // namespace

std::span<const database::Migration> migrations() {
  return kMigrations;
}

std::span<const database::Model> models() {
  return kModels;
}

}  // namespace narvi::systems::knox
