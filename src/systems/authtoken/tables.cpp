#include "systems/authtoken/tables.h"

#include <array>
#include <utility>

namespace narvi::systems::authtoken {

namespace {

constexpr std::size_t kKeyBytes = 20;  // 40 hexadecimal digits (drf §6.1)

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

tl::unexpected<Error> failed(const database::Error& error) {
  return tl::unexpected<Error>(database::to_error(error));
}

}  // namespace

std::span<const database::Migration> migrations() {
  return kMigrations;
}

std::span<const database::Model> models() {
  return kModels;
}

Tokens::Tokens(database::Database& database)
    : database_(database),
      of_user_("authtoken.of_user", "SELECT key FROM authtoken_token WHERE user_id = $1"),
      insert_("authtoken.insert",
              "INSERT INTO authtoken_token (key, created, user_id) VALUES ($1, $2, $3) "
              "ON CONFLICT (user_id) DO NOTHING") {}

io::Task<Result<SecretText>> Tokens::get_or_create(accounts::UserKey user, Random& random, Instant now) {
  const database::Result<database::Rows> rows = co_await database_.look_up(of_user_, {user.value()});
  if (!rows) {
    co_return failed(rows.error());
  }
  if (!rows->empty()) {
    co_return SecretText(rows->front().text(0));
  }
  database::Batch batch;
  batch.add(insert_, {random.hex(kKeyBytes), now, user.value()});
  batch.add(of_user_, {user.value()});
  const auto outcomes = co_await database_.run(std::move(batch));
  if (!outcomes) {
    co_return failed(outcomes.error());
  }
  co_return SecretText(outcomes->back().rows.front().text(0));
}

}  // namespace narvi::systems::authtoken
