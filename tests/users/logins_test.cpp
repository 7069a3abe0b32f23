// Login, sessions and password upgrade of every model on both engines (contract django-auth §3.3, §8 Other
// backends, Signals).

#include <gmock/gmock.h>

#include "accounts/create_user.h"
#include "accounts/session_data.h"
#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::User;
using testing::ElementsAre;
using testing::HasSubstr;

using Logins = Models;

TEST_P(Logins, LogInStayAndLogOut) {
  std::vector<std::string> told;
  accounts().events.user_logged_in.push_back(
      [&told](const User& user) { told.push_back("+" + user.username); });
  accounts().events.user_logged_out.push_back(
      [&told](const std::optional<User>& user) { told.push_back("-" + (user ? user->username : "")); });
  accounts().events.user_login_failed.push_back(
      [&told](const accounts::LoginFailed& failed) { told.push_back("!" + failed.username); });
  const User alice = add_user("alice");
  Browser browser(house());
  EXPECT_EQ(browser.login(alice.username, "Wonderland").status, 400);
  EXPECT_EQ(browser.login("nobody", "wonderland").status, 400);
  ASSERT_EQ(browser.login(alice.username, "wonderland").status, 200);
  EXPECT_THAT(session_json(house(), browser.session_key()),
              HasSubstr(R"("_auth_user_id":")" + alice.key.text() + "\""))
      << "the key is kept as text";
  EXPECT_EQ(browser.whoami(), alice.username);
  EXPECT_EQ(find("alice").last_login, house().clock().now());
  EXPECT_EQ(browser.logout().status, 200);
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(browser.logout().status, 200) << "harmless twice";
  EXPECT_EQ(count(house(), "django_session"), 0);
  EXPECT_THAT(told,
              ElementsAre("!" + alice.username, "!nobody", "+" + alice.username, "-" + alice.username, "-"));
}

TEST_P(Logins, ANewPasswordOrAnInactiveAccountEndsSessions) {
  const User alice = add_user("alice");
  Browser browser(house());
  browser.login(alice.username, "wonderland");
  must(users().set_active(alice.key, false));
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(browser.login(alice.username, "wonderland").status, 400);
  must(users().set_active(alice.key, true));
  browser.login(alice.username, "wonderland");
  EXPECT_EQ(browser.whoami(), alice.username);
  const SecretText encoded = must(accounts().passwords.make(SecretText("looking glass")));
  EXPECT_TRUE(must(users().set_password(alice.key, encoded)));
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(browser.login(alice.username, "looking glass").status, 200);
}

TEST_P(Logins, OldHashesAreRenewedSilently) {
  const User alice = add_user("alice");
  // 500 rounds of the same password: cheaper than configured.
  const SecretText old(
      "pbkdf2_sha256$500$saltalice0001abcdefghi$MTtKqia/b6BtaRpMlrSktpw5lXfHoU7Q3oAxBjqLJEI=");
  int told = 0;
  accounts().events.user_password_changed.push_back([&told](const User&) { ++told; });
  must(users().set_password(alice.key, old));
  EXPECT_EQ(told, 1);
  Browser browser(house());
  ASSERT_EQ(browser.login(alice.username, "wonderland").status, 200);
  EXPECT_TRUE(find("alice").password.reveal().starts_with("pbkdf2_sha256$1000$"));
  EXPECT_EQ(told, 1) << "the password is the same";
  EXPECT_EQ(browser.whoami(), alice.username) << "the session was made with the new hash";
}

TEST_P(Logins, SessionsOfARemovedBackendAreAnonymous) {
  const User alice = add_user("alice");
  const std::string hash = accounts::session_auth_hash(alice.password, accounts().keys.key);
  for (const bool known : {true, false}) {
    const std::string key = known ? "known000000000000000000000000000" : "removed0000000000000000000000000";
    const std::string backend =
        known ? "django.contrib.auth.backends.ModelBackend" : "site.backends.RemovedBackend";
    put_session(house(), key,
                R"({"_auth_user_id":")" + alice.key.text() + R"(","_auth_user_backend":")" + backend +
                    R"(","_auth_user_hash":")" + hash + R"("})");
    Browser browser(house());
    browser.set_cookie("sessionid", key);
    EXPECT_EQ(browser.whoami(), known ? alice.username : "");
  }
}

TEST_P(Logins, KeysOfAnotherTypeNameNobody) {
  const User alice = add_user("alice");
  const std::string hash = accounts::session_auth_hash(alice.password, accounts().keys.key);
  for (const std::string id :
       {"x", "", "-1", "99999999999999999999", "0f8fad5b-d9cb-469f-a165-708677289501"}) {
    put_session(
        house(), "other000000000000000000000000000",
        R"({"_auth_user_id":")" + id +
            R"(","_auth_user_backend":"django.contrib.auth.backends.ModelBackend","_auth_user_hash":")" +
            hash + R"("})");
    Browser browser(house());
    browser.set_cookie("sessionid", "other000000000000000000000000000");
    EXPECT_EQ(browser.whoami(), "") << id;
    house().query("DELETE FROM django_session");
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Logins, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
