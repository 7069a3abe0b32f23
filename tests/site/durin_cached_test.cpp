// CachedTokenAuthentication: what upstream's goes on accepting until its entry times out is refused at once
// (contract durin §3; contracts README C2).

#include <gtest/gtest.h>

#include "durin_site.h"
#include "io/suspend.h"
#include "rest/credential_kind.h"

namespace narvi::tests {
namespace {

constexpr const char* kInvalid = R"({"detail":"Invalid token."})";
constexpr const char* kInactive = R"({"detail":"User inactive or deleted."})";
constexpr const char* kExpired = R"({"detail":"The given token has expired."})";

/// A token that the cached scheme believes already. Durin's own endpoints use the cached scheme, too.
class DurinCached : public BothEngines {
 protected:
  void SetUp() override {
    house_ = durin_site(GetParam(), {{"durin.authentication_classes",
                                      std::vector<std::string>{"durin.CachedTokenAuthentication"}}});
    token_ = durin_token(*house_);
    ASSERT_EQ(cached_status_of(*house_, token_), 200);
  }
  std::string refusal() { return ask(*house_, "GET", "/api/cached", token_).body; }

  std::unique_ptr<TestHouse> house_;
  std::string token_;
};

TEST_P(DurinCached, ItIsRememberedForATenthOfASecond) {
  house_->query("DELETE FROM durin_authtoken");  // as another process would
  EXPECT_EQ(cached_status_of(*house_, token_), 200);
  EXPECT_EQ(status_of(*house_, token_), 401);
  house_->clock().advance(Milliseconds(99));
  EXPECT_EQ(cached_status_of(*house_, token_), 200);
  house_->clock().advance(Milliseconds(1));
  EXPECT_EQ(refusal(), kInvalid);
}

TEST_P(DurinCached, ALogoutEndsItAtOnceAndASecondOneIsRefused) {
  EXPECT_EQ(ask(*house_, "POST", "/durin/logout/", token_).status, 204);
  EXPECT_EQ(refusal(), kInvalid);
  EXPECT_EQ(ask(*house_, "POST", "/durin/logout/", token_).body, kInvalid);
  EXPECT_EQ(ask(*house_, "POST", "/durin/refresh/", token_).body, kInvalid);
}

TEST_P(DurinCached, SoDoesALogoutOfAll) {
  EXPECT_EQ(ask(*house_, "POST", "/durin/logoutall/", durin_token(*house_, "cli")).status, 204);
  EXPECT_EQ(refusal(), kInvalid);
}

TEST_P(DurinCached, SoDoesItsEndInTheListOfSessions) {
  const std::string other = durin_token(*house_, "cli");
  const std::string id = house_->query("SELECT id FROM durin_authtoken WHERE client_id = 1").front().text(0);
  EXPECT_EQ(ask(*house_, "DELETE", "/durin/sessions//" + id, other).status, 204);
  EXPECT_EQ(refusal(), kInvalid);
}

TEST_P(DurinCached, SoDoesTheEndOfTheApiToken) {
  house_ = durin_site(GetParam(), {{"durin.api_access_client_name", std::string("api")}});
  token_ = durin_token(*house_, "api");
  ASSERT_EQ(cached_status_of(*house_, token_), 200);
  EXPECT_EQ(ask(*house_, "DELETE", "/durin/apiaccess/", token_).status, 204);
  EXPECT_EQ(refusal(), kInvalid);
}

TEST_P(DurinCached, SoDoesTheListOfAllCredentials) {
  const rest::CredentialKind* kind = house_->house().services().credentials.find("durin");
  const accounts::User alice = user_named(*house_, "alice");
  EXPECT_EQ(io::run_blocking(kind->end_all(alice, "")).value(), 1);
  EXPECT_EQ(refusal(), kInvalid);
}

TEST_P(DurinCached, ADeactivatedUserIsRefusedAtOnce) {
  accounts::Users& users = house_->house().accounts().users;
  const accounts::User alice = user_named(*house_, "alice");
  ASSERT_TRUE(io::run_blocking(users.set_active(alice.key, false)).has_value());
  EXPECT_EQ(refusal(), kInactive);
  ASSERT_TRUE(io::run_blocking(users.set_active(alice.key, true)).has_value());
  EXPECT_EQ(cached_status_of(*house_, token_), 200);
}

TEST_P(DurinCached, SoIsADeletedOne) {
  auto& removal = *house_->house().accounts().removal;
  ASSERT_TRUE(io::run_blocking(removal.remove(user_named(*house_, "alice"))).has_value());
  EXPECT_EQ(refusal(), kInvalid);
}

TEST_P(DurinCached, AnExpiredTokenIsRefusedAtItsMoment) {
  house_->query("UPDATE durin_authtoken SET expiry = $1", {house_->clock().now() + Milliseconds(220)});
  house_->clock().advance(Milliseconds(200));  // what is remembered from before is too old
  ASSERT_EQ(cached_status_of(*house_, token_), 200);
  house_->clock().advance(Milliseconds(20));
  ASSERT_EQ(cached_status_of(*house_, token_), 200) << "equal is still valid";
  house_->clock().advance(Microseconds(1));
  EXPECT_EQ(refusal(), kExpired);
  EXPECT_EQ(count(*house_, "durin_authtoken"), 0);
}

TEST_P(DurinCached, ARefreshThatShortensTheLifeCounts) {
  house_->query("UPDATE durin_client SET token_ttl = $1 WHERE id = 1",
                {database::Duration{Milliseconds(10)}});
  house_->clock().advance(Milliseconds(100));  // the client changed elsewhere
  ASSERT_EQ(ask(*house_, "POST", "/durin/refresh/", token_).status, 200);
  ASSERT_EQ(cached_status_of(*house_, token_), 200);
  house_->clock().advance(Milliseconds(11));
  EXPECT_EQ(refusal(), kExpired);
}

TEST_P(DurinCached, FailuresAreNotRemembered) {
  const std::string later(64, 'c');
  EXPECT_EQ(cached_status_of(*house_, later), 401);
  house_->query("UPDATE durin_authtoken SET token = $1", {later});
  EXPECT_EQ(cached_status_of(*house_, later), 200);
}

TEST_P(DurinCached, WithoutATimeoutNothingIsRemembered) {
  house_ = durin_site(GetParam(), {{"durin.token_cache_timeout", std::int64_t{0}}});
  token_ = durin_token(*house_);
  ASSERT_EQ(cached_status_of(*house_, token_), 200);
  house_->query("DELETE FROM durin_authtoken");
  EXPECT_EQ(refusal(), kInvalid);
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinCached, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
