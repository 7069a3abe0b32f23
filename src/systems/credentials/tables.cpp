#include "systems/credentials/tables.h"

#include <array>

namespace narvi::systems::credentials {

namespace {

// No reference to the user table: a Django site that deletes a user knows nothing of this table, and must not
// be refused because of it. Rows whose credential has gone are cleaned up (orphans.h).
constexpr std::string_view kSqlite =
    R"(CREATE TABLE "narvi_credential" ("kind" varchar(32) NOT NULL, "ref" varchar(128) NOT NULL, )"
    R"("user_id" {user.key_type} NOT NULL, "name" varchar(64) NOT NULL, "created" datetime NOT NULL, )"
    R"("last_used" datetime NULL, "address" varchar(64) NOT NULL, "user_agent" varchar(200) NOT NULL, )"
    R"(PRIMARY KEY ("kind", "ref"));)"
    R"(CREATE INDEX "narvi_credential_user_kind" ON "narvi_credential" ("user_id", "kind");)";

constexpr std::string_view kPostgres =
    R"(CREATE TABLE "narvi_credential" ("kind" varchar(32) NOT NULL, "ref" varchar(128) NOT NULL, )"
    R"("user_id" {user.key_type} NOT NULL, "name" varchar(64) NOT NULL, )"
    R"("created" timestamp with time zone NOT NULL, "last_used" timestamp with time zone NULL, )"
    R"("address" varchar(64) NOT NULL, "user_agent" varchar(200) NOT NULL, PRIMARY KEY ("kind", "ref"));)"
    R"(CREATE INDEX "narvi_credential_user_kind" ON "narvi_credential" ("user_id", "kind");)";

constexpr std::array<database::Migration, 1> kMigrations = {{
    {"narvi_credentials", "0001_initial", kSqlite, kPostgres, "narvi_credential"},
}};

}  // namespace

std::span<const database::Migration> migrations() {
  return kMigrations;
}

}  // namespace narvi::systems::credentials
