#include "systems/authtoken/tables.h"

#include <array>

namespace narvi::systems::authtoken {

namespace {

constexpr std::string_view kSqlite =
    R"(CREATE TABLE "authtoken_token" ("key" varchar(40) NOT NULL PRIMARY KEY, "created" datetime NOT NULL, )"
    R"("user_id" {user.key_type} NOT NULL UNIQUE REFERENCES "{user.table}" ("{user.pk}") DEFERRABLE INITIALLY )"
    R"(DEFERRED);)";

constexpr std::string_view kPostgres =
    R"(CREATE TABLE "authtoken_token" ("key" varchar(40) NOT NULL PRIMARY KEY, )"
    R"("created" timestamp with time zone NOT NULL, "user_id" {user.key_type} NOT NULL UNIQUE )"
    R"(CONSTRAINT "{user.fk authtoken_token user_id 35299eff}" )"
    R"(REFERENCES "{user.table}" ("{user.pk}") DEFERRABLE INITIALLY DEFERRED);)"
    R"(CREATE INDEX "authtoken_token_key_10f0b77e_like" ON "authtoken_token" ("key" varchar_pattern_ops);)";

constexpr std::array<database::Migration, 4> kMigrations = {{
    {"authtoken", "0001_initial", kSqlite, kPostgres, "authtoken_token"},
    {"authtoken", "0002_auto_20160226_1747", {}, {}, {}},
    {"authtoken", "0003_tokenproxy", {}, {}, {}},
    {"authtoken", "0004_alter_tokenproxy_options", {}, {}, {}},
}};

constexpr std::array<database::Model, 2> kModels = {{
    {"authtoken", "token", "Token"},
    {"authtoken", "tokenproxy", "token"},
}};

}  // namespace

std::span<const database::Migration> migrations() {
  return kMigrations;
}

std::span<const database::Model> models() {
  return kModels;
}

}  // namespace narvi::systems::authtoken
