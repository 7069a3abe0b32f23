// RemoteUserBackend (contract django-auth §3.2, §8 RemoteUser; contracts README C20).

#include <gmock/gmock.h>

#include <thread>

#include "accounts/password_hash.h"
#include "accounts/remote_user_backend.h"
#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::Authenticated;
using accounts::RemoteUserCredentials;
using accounts::RemoteUserRules;
using accounts::User;
using testing::ElementsAre;

using RemoteUsers = Models;

class OwnBackend {
 public:
  OwnBackend(accounts::Accounts& accounts, RemoteUserRules rules) : list_(accounts.events) {
    list_.add(accounts::make_remote_user_backend(accounts.users, accounts.permissions, accounts.clock,
                                                 accounts.random, std::move(rules)));
  }
  Authenticated login(const std::string& name) {
    return must(list_.authenticate(RemoteUserCredentials{name}));
  }

 private:
  accounts::Backends list_;
};

TEST_P(RemoteUsers, NoNameCreatesNobody) {
  OwnBackend backend(accounts(), {});
  EXPECT_FALSE(backend.login("").user.has_value());
  for (const std::string& name : {std::string("\xff"), std::string("a\0b", 3), std::string(151, 'x')}) {
    EXPECT_FALSE(backend.login(name).user.has_value());
  }
  EXPECT_EQ(must(users().count({})), 0);
}

TEST_P(RemoteUsers, AnUnknownNameIsCreatedOnce) {
  int created = 0;
  accounts().events.user_created.push_back([&created](const User&) { ++created; });
  OwnBackend backend(accounts(), {});
  const std::string name = name_of_user("newuser");
  const Authenticated first = backend.login(name);
  ASSERT_TRUE(first.user.has_value());
  EXPECT_EQ(first.user->username, name);
  EXPECT_EQ(first.backend, "django.contrib.auth.backends.RemoteUserBackend");
  EXPECT_FALSE(accounts::is_password_usable(first.user->password.reveal()));
  EXPECT_FALSE(first.user->is_staff);
  EXPECT_TRUE(first.user->is_active);
  EXPECT_EQ(backend.login(name).user->key, first.user->key);
  EXPECT_EQ(must(users().count({})), 1);
  EXPECT_EQ(created, 1);
}

TEST_P(RemoteUsers, WithDjangosEmptyPassword) {
  OwnBackend backend(accounts(), {.empty_password = true});
  const std::string stored = backend.login(name_of_user("newuser")).user->password.reveal();
  EXPECT_EQ(stored, "");
  Browser browser(house());
  EXPECT_EQ(browser.login(name_of_user("newuser"), "").status, 400) << "it verifies nothing";
}

TEST_P(RemoteUsers, KnownOnesAreFound) {
  const User alice = add_user("alice");
  OwnBackend backend(accounts(), {.create_unknown_user = false});
  EXPECT_EQ(backend.login(alice.username).user->key, alice.key);
  EXPECT_FALSE(backend.login(name_of_user("newuser")).user.has_value());
  EXPECT_EQ(must(users().count({})), 1) << "no row";
}

TEST_P(RemoteUsers, InactiveOnes) {
  const User alice = add_user("alice");
  must(users().set_active(alice.key, false));
  OwnBackend backend(accounts(), {});
  const Authenticated refused = backend.login(alice.username);
  EXPECT_FALSE(refused.user.has_value());
  EXPECT_TRUE(refused.inactive.has_value());
  OwnBackend all(accounts(), {.allow_inactive = true});
  const Authenticated accepted = all.login(alice.username);
  EXPECT_EQ(accepted.user->key, alice.key);
  EXPECT_EQ(accepted.backend, "django.contrib.auth.backends.AllowAllUsersRemoteUserBackend");
}

TEST_P(RemoteUsers, NamesAreCleaned) {
  RemoteUserRules rules;
  rules.clean_username = [](std::string name) { return name.substr(0, name.find('\\')); };
  OwnBackend backend(accounts(), std::move(rules));
  EXPECT_EQ(backend.login(name_of_user("newuser") + "\\REALM").user->username, name_of_user("newuser"));
  EXPECT_FALSE(backend.login("\\REALM").user.has_value()) << "nothing is left";
}

TEST_P(RemoteUsers, AreConfiguredAtOnceOrAlways) {
  for (const bool always : {false, true}) {
    std::vector<bool> told;
    RemoteUserRules rules;
    rules.configure_known_users = always;
    rules.configure = [this, &told](User& user, bool created) -> io::Task<Result<void>> {
      told.push_back(created);
      accounts::UserChange change;
      change.is_staff = true;
      Result<std::optional<User>> changed = co_await users().change(user.key, change);
      if (!changed) {
        co_return tl::unexpected<Error>(changed.error());
      }
      user = std::move(**changed);
      co_return Result<void>();
    };
    OwnBackend backend(accounts(), std::move(rules));
    const std::string name = name_of_user(always ? "always" : "once");
    EXPECT_TRUE(backend.login(name).user->is_staff);
    EXPECT_TRUE(backend.login(name).user->is_staff);
    EXPECT_EQ(told, always ? (std::vector<bool>{true, false}) : std::vector<bool>{true});
  }
}

TEST_P(RemoteUsers, AFailingConfigurationFailsTheLogin) {
  RemoteUserRules rules;
  rules.configure = [](User& /*user*/, bool /*created*/) -> io::Task<Result<void>> {
    co_return fail(ErrorKind::kUnavailable, "the directory is away");
  };
  accounts::Backends list(accounts().events);
  list.add(accounts::make_remote_user_backend(users(), accounts().permissions, accounts().clock,
                                              accounts().random, std::move(rules)));
  EXPECT_EQ(error_of(list.authenticate(RemoteUserCredentials{name_of_user("newuser")})),
            ErrorKind::kUnavailable);
}

TEST_P(RemoteUsers, ManyAtTheSameMomentAreOneUser) {
  OwnBackend backend(accounts(), {});
  std::vector<std::thread> threads;
  std::vector<std::string> keys(6);
  for (std::string& key : keys) {
    threads.emplace_back(
        [&backend, &key] { key = backend.login(name_of_user("newuser")).user.value().key.text(); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(must(users().count({})), 1);
  EXPECT_THAT(keys, testing::Each(keys.front()));
}

TEST_P(RemoteUsers, HavePermissionsAsOthersDo) {
  OwnBackend backend(accounts(), {});
  const User user = backend.login(name_of_user("newuser")).user.value();
  const auto permission = must(accounts().permissions.find("auth", "group", "add_group")).value();
  must(accounts().permissions.grant_to_user(user.key, permission.key));
  accounts::Subject subject(user);
  EXPECT_TRUE(must(accounts().backends.has_perm(subject, "auth.add_group")));
}

INSTANTIATE_TEST_SUITE_P(Of, RemoteUsers, every_model(), model_name);

TEST(RemoteUserSettings, DecideWhatTheBackendDoes) {
  struct Case {
    SettingChanges changes;
    bool creates;
    std::string password;  ///< how it begins
  };
  const std::vector<std::string> backends{"RemoteUserBackend"};
  const Case cases[] = {
      {{}, true, "!"},
      {{{"auth.remote_user_password", std::string("empty")}}, true, ""},
      {{{"auth.create_unknown_user", false}}, false, ""},
  };
  for (const Case& one : cases) {
    SettingChanges changes = one.changes;
    changes["auth.authentication_backends"] = backends;
    const auto house = make_site(Engine::kSqlite, changes);
    accounts::Accounts& accounts = house->house().accounts();
    const Authenticated login = must(accounts.backends.authenticate(RemoteUserCredentials{"newuser"}));
    EXPECT_EQ(login.user.has_value(), one.creates);
    if (login.user) {
      EXPECT_EQ(login.user->password.reveal().substr(0, 1), one.password);
    }
    EXPECT_FALSE(
        must(accounts.backends.authenticate(accounts::Credentials{"alice", SecretText("wonderland")}))
            .user.has_value())
        << "it proves no passwords";
  }
}

}  // namespace
}  // namespace narvi::tests
