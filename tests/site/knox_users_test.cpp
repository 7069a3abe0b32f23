// Knox with user models of every kind: integer, 64-bit and UUID keys, and the mail address as the name.

#include "base/base64.h"
#include "knox_site.h"
#include "user_models.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

class KnoxUsers : public Models {
 protected:
  KnoxUsers()
      : Models({{"systems.knox.enabled", true},
                {"systems.knox.token_limit_per_user", std::int64_t{2}},
                {"systems.knox.user_serializer", std::string("knox.serializers.UserSerializer")},
                {"rest_framework.default_authentication_classes",
                 std::vector<std::string>{"BasicAuthentication", "knox.TokenAuthentication"}}}) {}

  http::Response log_in(const std::string& name) {
    return post(house(), "/knox/login/", "Basic " + base64_encode(name + ":wonderland"));
  }
};

TEST_P(KnoxUsers, LogInUseAndLogOut) {
  const accounts::User alice = add_user("alice");
  const http::Response response = log_in(alice.username);
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = http::json::read(response.body);
  const std::string field = model() == Model::kMember ? "email" : "username";
  EXPECT_EQ(text_of(member(*body, "user"), field), alice.username) << response.body;
  EXPECT_EQ(find("alice").last_login, house().clock().now());
  const std::string token = text_of(*body, "token");
  EXPECT_EQ(post(house(), "/knox/login/", "Token " + token).status, 200);
  EXPECT_EQ(log_in(alice.username).status, 403) << "the limit is two";
  EXPECT_EQ(post(house(), "/knox/logoutall/", "Token " + token).status, 204);
  EXPECT_EQ(count(house(), "knox_authtoken"), 0);
}

TEST_P(KnoxUsers, TokensGoWithTheirUser) {
  const accounts::User alice = add_user("alice");
  const accounts::User bob = add_user("bob");
  log_in(alice.username);
  log_in(bob.username);
  must(accounts().removal->remove(alice));
  EXPECT_EQ(count(house(), "knox_authtoken"), 1);
}

INSTANTIATE_TEST_SUITE_P(All, KnoxUsers, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
