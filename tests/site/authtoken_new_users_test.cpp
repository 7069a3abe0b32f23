// [systems.authtoken] create_for_new_users: a user and his token are made together, or neither is.

#include <gtest/gtest.h>

#include "accounts/user_removal.h"
#include "io/suspend.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using NewUserTokens = BothEngines;

Result<accounts::UserKey> create(TestHouse& house, const std::string& name) {
  accounts::NewUser user;
  user.username = name;
  user.password = SecretText("!");
  return io::run_blocking(house.house().accounts().users.create(std::move(user), house.clock().now()));
}

SettingChanges created(const std::string& storage) {
  return token_settings({{"create_for_new_users", true}, {"token_storage", storage}});
}

TEST_P(NewUserTokens, EachHasOneAtOnce) {
  for (const std::string storage : {"plain", "digest"}) {
    const auto house = token_site(GetParam(), created(storage));
    const std::int64_t before = count(*house, "authtoken_token");
    ASSERT_TRUE(create(*house, "kim").has_value());
    EXPECT_EQ(count(*house, "authtoken_token"), before + 1);
    EXPECT_FALSE(create(*house, "kim").has_value()) << "the name is taken";
    EXPECT_EQ(count(*house, "authtoken_token"), before + 1);
    systems::authtoken::TokenStore store(house->house().services(), systems::authtoken::Storage::kPlain);
    const auto user = io::run_blocking(house->house().accounts().users.find_by_name("kim"));
    const auto token = io::run_blocking(store.obtain((*user)->key));
    EXPECT_FALSE(token->ended_another) << "it is the one that was made with him";
    EXPECT_EQ(user_of_token(*house, token->token.reveal()), "kim");
  }
}

TEST_P(NewUserTokens, NoUserWithoutHisToken) {
  const auto house = token_site(GetParam(), created("plain"));
  const std::int64_t users = count(*house, "auth_user");
  house->query("ALTER TABLE authtoken_token RENAME TO elsewhere");
  EXPECT_FALSE(create(*house, "kim").has_value());
  EXPECT_EQ(count(*house, "auth_user"), users);
  house->query("ALTER TABLE elsewhere RENAME TO authtoken_token");
  EXPECT_TRUE(create(*house, "kim").has_value());
}

TEST_P(NewUserTokens, NobodyGetsOneUnlessTold) {
  const auto house = token_site(GetParam());
  const std::int64_t before = count(*house, "authtoken_token");
  ASSERT_TRUE(create(*house, "kim").has_value());
  EXPECT_EQ(count(*house, "authtoken_token"), before);
}

TEST_P(NewUserTokens, ATokenGoesWithItsUser) {
  const auto house = token_site(GetParam());
  const auto alice = io::run_blocking(house->house().accounts().users.find_by_name("alice"));
  const auto removed = io::run_blocking(house->house().accounts().removal->remove(**alice));
  ASSERT_TRUE(removed.has_value()) << removed.error().message;
  EXPECT_EQ(stored_key(*house), "");
  EXPECT_EQ(user_of_token(*house, kAliceToken), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, NewUserTokens, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
