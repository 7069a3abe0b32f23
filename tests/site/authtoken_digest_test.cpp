// token_storage = "digest": the table tells no token, and everything that upstream promises still holds.

#include <gtest/gtest.h>

#include "io/suspend.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using systems::authtoken::digest_of;
using systems::authtoken::Storage;
using systems::authtoken::TokenStore;
using TokenDigests = BothEngines;

TEST_P(TokenDigests, TheSameTokenIsToldAgainAndTheTableTellsNone) {
  const auto house = token_site(GetParam(), digests());
  house->query("DELETE FROM authtoken_token");
  const std::string token = obtain(*house);
  EXPECT_EQ(token.size(), 40U);
  EXPECT_EQ(stored_key(*house), digest_of(token));
  house->clock().advance(Seconds(3600));
  EXPECT_EQ(obtain(*house), token);
  EXPECT_EQ(user_of_token(*house, token), "alice");
  EXPECT_NE(obtain(*house, "bob", "builder"), token);
}

TEST_P(TokenDigests, ATokenInClearStaysUntilTheCommandDigestsIt) {
  const auto house = token_site(GetParam(), digests());
  EXPECT_EQ(obtain(*house), kAliceToken);
  EXPECT_EQ(stored_key(*house), kAliceToken);
}

TEST_P(TokenDigests, ADigestNobodyCanTellIsReplaced) {
  const auto house = token_site(GetParam(), digests());
  house->query("UPDATE authtoken_token SET key = $1 WHERE user_id = 1", {digest_of(kAliceToken)});
  EXPECT_EQ(user_of_token(*house, kAliceToken), "alice") << "in use, it goes on";
  const std::string token = obtain(*house);
  EXPECT_NE(token, kAliceToken);
  EXPECT_EQ(obtain(*house), token);
  EXPECT_EQ(user_of_token(*house, kAliceToken), "");
  EXPECT_EQ(user_of_token(*house, token), "alice");
}

TEST_P(TokenDigests, ARotatedSecretKeyEndsNoToken) {
  const std::string url = fresh_database_url(GetParam());
  std::string token;
  {
    const auto house = token_site_at(url, digests());
    load_users(*house);
    token = obtain(*house);
  }
  SettingChanges rotated = digests();
  rotated["security.secret_key"] = SecretText("another-secret-key-0123456789abcdefghijklmnopqrstuv");
  {
    SettingChanges kept = rotated;
    kept["security.secret_key_fallbacks"] = std::vector<SecretText>{SecretText(kSecretKey)};
    const auto house = token_site_at(url, kept);
    EXPECT_EQ(user_of_token(*house, token), "alice");
    EXPECT_EQ(obtain(*house), token) << "told by the old key";
  }
  const auto house = token_site_at(url, rotated);
  EXPECT_EQ(user_of_token(*house, token), "alice") << "to verify takes no key";
  const std::string next = obtain(*house);
  EXPECT_NE(next, token);
  EXPECT_EQ(user_of_token(*house, token), "");
  EXPECT_EQ(user_of_token(*house, next), "alice");
}

TEST_P(TokenDigests, BackToPlainEndsNoToken) {
  const std::string url = fresh_database_url(GetParam());
  std::string token;
  {
    const auto house = token_site_at(url, digests());
    load_users(*house);
    token = obtain(*house);
  }
  const auto house = token_site_at(url);
  EXPECT_EQ(user_of_token(*house, token), "alice");
  EXPECT_EQ(obtain(*house), token);
  EXPECT_EQ(call_api(*house, "Token " + stored_key(*house)).status, 401);
  const std::string bobs = obtain(*house, "bob", "builder");
  EXPECT_EQ(stored_key(*house, 2), bobs) << "new ones stand in clear";
}

TEST_P(TokenDigests, AReplacedTokenIsNeverTheOldOne) {
  const auto house = token_site(GetParam(), digests());
  house->query("DELETE FROM authtoken_token");
  TokenStore store(house->house().services(), Storage::kDigest);
  const accounts::UserKey alice(1);
  std::string token = io::run_blocking(store.obtain(alice))->token.reveal();
  for (const int step : {0, -3600, 0}) {  // the clock stands still, or steps back
    house->clock().advance(Seconds(step));
    const auto next = io::run_blocking(store.replace(alice));
    ASSERT_TRUE(next.has_value());
    EXPECT_TRUE(next->ended_another);
    EXPECT_NE(next->token.reveal(), token);
    EXPECT_EQ(user_of_token(*house, token), "");
    token = next->token.reveal();
    EXPECT_EQ(user_of_token(*house, token), "alice");
    EXPECT_EQ(io::run_blocking(store.obtain(alice))->token.reveal(), token);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, TokenDigests, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
