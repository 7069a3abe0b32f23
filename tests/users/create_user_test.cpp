// Django's create_user and create_superuser (contract django-auth §3.6, §8 Basic and Models).

#include "accounts/create_user.h"

#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::User;
using accounts::UserDraft;

using CreateUser = Models;

UserDraft draft_of(const std::string& username, const std::string& email = {}) {
  UserDraft draft;
  draft.username = username;
  draft.email = email;
  return draft;
}

TEST_P(CreateUser, WithoutPasswordGetsAnUnusableOne) {
  const User user = must(accounts::create_user(accounts(), draft_of(name_of_user("alice"))));
  EXPECT_EQ(user.password.reveal().size(), 41U);
  EXPECT_FALSE(accounts::is_password_usable(user.password.reveal()));
  EXPECT_TRUE(user.is_active);
  EXPECT_FALSE(user.is_staff);
  EXPECT_FALSE(user.is_superuser);
  EXPECT_EQ(user.last_login, std::nullopt);
  Browser browser(house());
  EXPECT_EQ(browser.login(name_of_user("alice"), "").status, 400);
}

TEST_P(CreateUser, WithPasswordLogsIn) {
  add_user("alice", " both ends ");
  Browser browser(house());
  EXPECT_EQ(browser.login(name_of_user("alice"), " both ends ").status, 200);
  EXPECT_EQ(browser.whoami(), name_of_user("alice"));
}

TEST_P(CreateUser, NormalisesNameAndAddress) {
  // The ohm sign becomes the letter omega.
  const User user = must(accounts::create_user(
      accounts(),
      draft_of(model() == Model::kMember ? "\u2126@EXAMPLE.Org" : "iamtheuser\u2126", "Normal@DOMAIN.COM")));
  if (model() == Model::kMember) {
    EXPECT_EQ(user.username, "\u03a9@example.org");
    EXPECT_EQ(user.email, user.username) << "one column";
  } else {
    EXPECT_EQ(user.username, "iamtheuser\u03a9");
    EXPECT_EQ(user.email, "Normal@domain.com");
  }
}

TEST_P(CreateUser, NeedsANameThatIsText) {
  for (const std::string& name : {std::string(), std::string("\xff\xfe")}) {
    const Result<User> refused = io::run_blocking(accounts::create_user(accounts(), draft_of(name)));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
    if (name.empty()) {
      EXPECT_EQ(refused.error().message, "The given username must be set");
    }
  }
  EXPECT_EQ(must(users().count({})), 0);
}

TEST_P(CreateUser, AddressesNeedNotBeUnique) {
  if (model() == Model::kMember) {
    return;
  }
  must(accounts::create_user(accounts(), draft_of("ann", "shared@example.org")));
  must(accounts::create_user(accounts(), draft_of("bea", "shared@example.org")));
  EXPECT_EQ(must(users().find_by_email("shared@example.org")).size(), 2U);
}

TEST_P(CreateUser, RunsNoValidators) {
  EXPECT_EQ(add_user("not a valid name!", "1").username, name_of_user("not a valid name!"));
}

TEST_P(CreateUser, Superusers) {
  const User root = must(accounts::create_superuser(accounts(), draft_of(name_of_user("root"))));
  EXPECT_TRUE(root.is_staff);
  EXPECT_TRUE(root.is_superuser);
  struct Case {
    std::optional<bool> staff;
    std::optional<bool> superuser;
    std::string message;
  };
  for (const Case& one : {Case{false, {}, "Superuser must have is_staff=True."},
                          Case{{}, false, "Superuser must have is_superuser=True."},
                          Case{false, false, "Superuser must have is_staff=True."}}) {
    UserDraft draft = draft_of(name_of_user("other"));
    draft.is_staff = one.staff;
    draft.is_superuser = one.superuser;
    const Result<User> refused = io::run_blocking(accounts::create_superuser(accounts(), draft));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().message, one.message);
  }
  UserDraft twice = draft_of(name_of_user("root"));
  EXPECT_EQ(error_of(accounts::create_superuser(accounts(), twice)), ErrorKind::kConflict);
}

INSTANTIATE_TEST_SUITE_P(Of, CreateUser, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
