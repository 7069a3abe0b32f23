// Databases as django-rest-knox leaves them, made here by the SQL of its own migrations (knox §5, §6.2):
// read, written, and read back by plain SQL. And its migrations on a site with UUID keys.

#include <gtest/gtest.h>

#include "knox_site.h"
#include "systems/knox/tokens.h"

namespace narvi::tests {
namespace {

using systems::knox::digest_of;
using systems::knox::hex_digest_of;
using systems::knox::salted_digest_of;

constexpr const char* kSalt = "0011223344556677";
const std::string kCurrent = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const std::string kHex = "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
const std::string kSalted = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

crypto::NamedHash sha512() {
  return crypto::NamedHash::find("sha512").value();
}

/// The table of 5.x, columns in the order of an install that came all the way.
std::vector<std::string> current_table(Engine engine) {
  if (engine == Engine::kSqlite) {
    return {
        R"(CREATE TABLE "knox_authtoken" ("digest" varchar(128) NOT NULL PRIMARY KEY, "created" datetime NOT )"
        R"(NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, )"
        R"("expiry" datetime NULL, "token_key" varchar(25) NOT NULL))",
        R"(CREATE INDEX "knox_authtoken_user_id_e5a5d899" ON "knox_authtoken" ("user_id"))",
        R"(CREATE INDEX "knox_authtoken_token_key_8f4f7d47" ON "knox_authtoken" ("token_key"))"};
  }
  return {
      R"(CREATE TABLE "knox_authtoken" ("digest" varchar(128) NOT NULL PRIMARY KEY, "created" timestamp with )"
      R"(time zone NOT NULL, "user_id" integer NOT NULL, "expiry" timestamp with time zone NULL, "token_key" )"
      R"(varchar(25) NOT NULL))",
      R"(ALTER TABLE "knox_authtoken" ADD CONSTRAINT "knox_authtoken_user_id_e5a5d899_fk_auth_user_id" FOREIGN )"
      R"(KEY ("user_id") REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED)",
      R"(CREATE INDEX "knox_authtoken_digest_188c7e77_like" ON "knox_authtoken" ("digest" varchar_pattern_ops))",
      R"(CREATE INDEX "knox_authtoken_user_id_e5a5d899" ON "knox_authtoken" ("user_id"))",
      R"(CREATE INDEX "knox_authtoken_token_key_8f4f7d47" ON "knox_authtoken" ("token_key"))",
      R"(CREATE INDEX "knox_authtoken_token_key_8f4f7d47_like" ON "knox_authtoken" ("token_key" )"
      R"(varchar_pattern_ops))"};
}

/// The table of 4.1: a salt that is unique, and keys of eight characters.
std::vector<std::string> salted_table(Engine engine) {
  std::vector<std::string> sql = current_table(engine);
  const auto replace = [&sql](const std::string& what, const std::string& by) {
    sql.front().replace(sql.front().find(what), what.size(), by);
  };
  replace("\"created\"", "\"salt\" varchar(16) NOT NULL UNIQUE, \"created\"");
  replace("varchar(25)", "varchar(8)");
  return sql;
}

std::string text_of_cell(TestHouse& house, const std::string& sql) {
  const database::Rows rows = house.query(sql);
  return rows.empty() ? "(none)" : rows.front().text(0);
}

/// Users, the table and the nine rows of django_migrations, on an empty database.
void make_database(const std::string& url, const std::vector<std::string>& sql) {
  const auto house = make_site_at(url);
  load_users(*house);
  for (const std::string& statement : sql) {
    house->query(statement);
  }
  for (const char* name :
       {"0001_initial", "0002_auto_20150916_1425", "0003_auto_20150916_1526", "0004_authtoken_expires",
        "0005_authtoken_token_key", "0006_auto_20160818_0932", "0007_auto_20190111_0542",
        "0008_remove_authtoken_salt", "0009_extend_authtoken_field"}) {
    house->query("INSERT INTO django_migrations (app, name, applied) VALUES ('knox', $1, $2)",
                 {std::string(name), house->clock().now()});
  }
}

void put_token(TestHouse& house, const std::string& digest, const std::string& key,
               std::optional<Instant> expiry, const std::string& salt = {}) {
  database::Params params{digest, house.clock().now(), std::int64_t{1},
                          expiry ? database::Value(*expiry) : database::Value(database::Null()), key};
  std::string columns = "digest, created, user_id, expiry, token_key";
  if (!salt.empty()) {
    params.emplace_back(salt);
    columns += ", salt";
  }
  house.query("INSERT INTO knox_authtoken (" + columns + ") VALUES ($1, $2, $3, $4, $5" +
                  (salt.empty() ? ")" : ", $6)"),
              std::move(params));
}

using KnoxDatabase = BothEngines;

TEST_P(KnoxDatabase, OfReleaseFive) {
  const std::string url = fresh_database_url(GetParam());
  make_database(url, current_table(GetParam()));
  const auto house = knox_site_at(url);
  put_token(*house, digest_of(sha512(), kCurrent), kCurrent.substr(0, 15), std::nullopt);
  put_token(*house, *hex_digest_of(sha512(), kHex), kHex.substr(0, 8), std::nullopt);
  EXPECT_EQ(user_of_knox(*house, kCurrent), "alice");
  EXPECT_EQ(user_of_knox(*house, kHex), "") << "upstream's answer, unless legacy_digests is set";
  const std::string made = knox_token(*house);
  EXPECT_EQ(text_of_cell(*house, "SELECT token_key FROM knox_authtoken WHERE digest = '" +
                                     digest_of(sha512(), made) + "'"),
            made.substr(0, 15));
  EXPECT_EQ(text_of_cell(*house, "SELECT count(*) FROM django_migrations WHERE app = 'knox'"), "9");
}

TEST_P(KnoxDatabase, RowsOfReleaseFourAreStoredAnew) {
  const std::string url = fresh_database_url(GetParam());
  make_database(url, current_table(GetParam()));
  const auto house = knox_site_at(url, {{"knox.legacy_digests", true}});
  put_token(*house, *hex_digest_of(sha512(), kHex), kHex.substr(0, 8), std::nullopt);
  std::string other = kHex;
  other.back() = '0';
  EXPECT_EQ(user_of_knox(*house, other), "");
  EXPECT_EQ(user_of_knox(*house, kHex), "alice");
  EXPECT_EQ(text_of_cell(*house, "SELECT digest FROM knox_authtoken"), digest_of(sha512(), kHex));
  EXPECT_EQ(text_of_cell(*house, "SELECT token_key FROM knox_authtoken"), kHex.substr(0, 15));
  EXPECT_EQ(user_of_knox(*house, kHex), "alice");
  EXPECT_EQ(post(*house, "/knox/logout/", "Token " + kHex).status, 204);
  EXPECT_EQ(count(*house, "knox_authtoken"), 0);
}

TEST_P(KnoxDatabase, AnExpiredRowOfReleaseFourGoes) {
  const std::string url = fresh_database_url(GetParam());
  make_database(url, current_table(GetParam()));
  const auto house = knox_site_at(url, {{"knox.legacy_digests", true}});
  put_token(*house, *hex_digest_of(sha512(), kHex), kHex.substr(0, 8), house->clock().now() - Seconds(1));
  const auto signals = expired_signals(*house);
  EXPECT_EQ(user_of_knox(*house, kHex), "");
  EXPECT_EQ(count(*house, "knox_authtoken"), 0);
  EXPECT_EQ(*signals, std::vector<std::string>{"auth_token alice"});
}

TEST_P(KnoxDatabase, SaltedRowsAreRead) {
  const std::string url = fresh_database_url(GetParam());
  make_database(url, salted_table(GetParam()));
  const auto house = knox_site_at(url, {{"knox.legacy_digests", true}});
  put_token(*house, *salted_digest_of(sha512(), kHex, "ffffffffffffffff"), kSalted.substr(0, 8), std::nullopt,
            "ffffffffffffffff");  // of the same key, and not his
  put_token(*house, *salted_digest_of(sha512(), kSalted, kSalt), kSalted.substr(0, 8), std::nullopt, kSalt);
  std::string other = kSalted;
  other.back() = '0';
  EXPECT_EQ(user_of_knox(*house, other), "");
  EXPECT_EQ(user_of_knox(*house, kSalted), "alice");
  EXPECT_EQ(user_of_knox(*house, kSalted), "alice") << "now by its digest";
  EXPECT_EQ(
      text_of_cell(*house, std::string("SELECT digest FROM knox_authtoken WHERE salt = '") + kSalt + "'"),
      digest_of(sha512(), kSalted));
  const std::string made = knox_token(*house);
  EXPECT_EQ(user_of_knox(*house, made), "alice") << "new rows have a salt, which means nothing";
  EXPECT_EQ(text_of_cell(*house, "SELECT count(DISTINCT salt) FROM knox_authtoken"), "3");
}

TEST_P(KnoxDatabase, TokensOfReleaseFourInCapitals) {
  const std::string url = fresh_database_url(GetParam());
  make_database(url, current_table(GetParam()));
  const auto house = knox_site_at(url, {{"knox.legacy_digests", true}});
  put_token(*house, *hex_digest_of(sha512(), kHex), kHex.substr(0, 8), std::nullopt);
  std::string capitals = kHex;
  std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  EXPECT_EQ(user_of_knox(*house, capitals), "alice") << "hexadecimal in any case (knox §6.2)";
}

TEST_P(KnoxDatabase, MigrationsMakeTheSameTable) {
  const std::string url = fresh_database_url(GetParam());
  const auto house = knox_site_at(url);
  load_users(*house);
  EXPECT_EQ(text_of_cell(*house, "SELECT count(*) FROM django_migrations WHERE app = 'knox'"), "9");
  EXPECT_EQ(
      text_of_cell(*house,
                   "SELECT count(*) FROM auth_permission p JOIN django_content_type c ON c.id = "
                   "p.content_type_id WHERE c.app_label = 'knox' AND c.model = 'authtoken' AND p.codename "
                   "IN ('add_authtoken', 'change_authtoken', 'delete_authtoken', 'view_authtoken')"),
      "4");
  const std::string token = knox_token(*house);
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  if (GetParam() == Engine::kPostgres) {
    EXPECT_EQ(text_of_cell(*house, "SELECT count(*) FROM pg_indexes WHERE tablename = 'knox_authtoken'"),
              "5");
    EXPECT_EQ(text_of_cell(*house,
                           "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = "
                           "'knox_authtoken'::regclass"),
              "knox_authtoken_user_id_e5a5d899_fk_auth_user_id");
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxDatabase, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
