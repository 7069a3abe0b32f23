#include "accounts/credentials.h"

#include <gtest/gtest.h>

namespace narvi::accounts {
namespace {

using Shown = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kMask = "********************";

TEST(Credentials, SecretsAreMaskedByName) {
  EXPECT_EQ(shown_credentials(Credentials{"alice", SecretText("wonderland")}),
            (Shown{{"username", "alice"}, {"password", kMask}}));
  EXPECT_EQ(shown_credentials(RemoteUserCredentials{"alice"}), (Shown{{"remote_user", "alice"}}));
  for (const std::string name :
       {"password", "PassWord1", "my_api_id", "TOKEN", "monkey", "client_secret", "Signature", "apiary"}) {
    EXPECT_EQ(shown_credentials(NamedCredentials{{{name, SecretText("x")}}}), (Shown{{name, kMask}})) << name;
  }
  EXPECT_EQ(shown_credentials(NamedCredentials{{{"badge", SecretText("7")}, {"pass", SecretText("x")}}}),
            (Shown{{"badge", "7"}, {"pass", "x"}}));
}

TEST(Credentials, WhoTheySayItIs) {
  EXPECT_EQ(claimed_username(Credentials{"alice", {}}), "alice");
  EXPECT_EQ(claimed_username(RemoteUserCredentials{"bob"}), "bob");
  EXPECT_EQ(claimed_username(NamedCredentials{{{"badge", SecretText("7")}, {"username", SecretText("eve")}}}),
            "eve");
  EXPECT_EQ(claimed_username(
                NamedCredentials{{{"remote_user", SecretText("bob")}, {"email", SecretText("x@y.example")}}}),
            "bob");
  EXPECT_EQ(claimed_username(NamedCredentials{}), "");
}

}  // namespace
}  // namespace narvi::accounts
