// The ordered list of backends, Django's own and a site's (contract django-auth §3.1, §3.2, §3.5, §8).

#include <gmock/gmock.h>

#include "accounts/backend.h"
#include "accounts/create_user.h"
#include "accounts/pbkdf2_hasher.h"
#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::AnyCredentials;
using accounts::Authenticated;
using accounts::BackendAnswer;
using accounts::BackendResult;
using accounts::Backends;
using accounts::Credentials;
using accounts::Grant;
using accounts::LoginFailed;
using accounts::MaybeObject;
using accounts::NamedCredentials;
using accounts::ObjectName;
using accounts::PermissionSet;
using accounts::Subject;
using accounts::User;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* kModelBackend = "django.contrib.auth.backends.ModelBackend";

/// A site's own: badges with a number prove a user, and whoever has one may open doors.
class BadgeBackend final : public accounts::Backend {
 public:
  BadgeBackend(accounts::Users& users, std::vector<std::string>* asked) : users_(users), asked_(asked) {}
  std::string_view path() const override { return "site.backends.BadgeBackend"; }
  bool accepts(const AnyCredentials& credentials) const override {
    return std::holds_alternative<NamedCredentials>(credentials);
  }
  io::Task<Result<BackendResult>> authenticate(const AnyCredentials& credentials) override {
    asked_->emplace_back("badge");
    const auto& values = std::get<NamedCredentials>(credentials).values;
    BackendResult result;
    if (values.size() == 1 && values[0].first == "badge" && values[0].second.reveal() == "7") {
      Result<std::optional<User>> found = co_await users_.find_by_name("alice");
      if (!found) {
        co_return tl::unexpected<Error>(found.error());
      }
      result.answer = BackendAnswer::kUser;
      result.user = std::move(*found);
    }
    co_return result;
  }
  bool may_authenticate(const User& /*user*/) const override { return true; }
  io::Task<Result<PermissionSet>> user_permissions(Subject& subject, MaybeObject /*object*/) override {
    co_return subject.user ? PermissionSet{"doors.open"} : PermissionSet();
  }
  io::Task<Result<PermissionSet>> group_permissions(Subject& /*subject*/, MaybeObject /*object*/) override {
    co_return PermissionSet{"doors.close"};
  }

 private:
  accounts::Users& users_;
  std::vector<std::string>* asked_;
};

/// Says one thing to everything.
class StubbornBackend final : public accounts::Backend {
 public:
  StubbornBackend(BackendAnswer answer, Grant grant) : answer_(answer), grant_(grant) {}
  std::string_view path() const override { return "site.backends.Stubborn"; }
  bool accepts(const AnyCredentials& /*credentials*/) const override { return true; }
  io::Task<Result<BackendResult>> authenticate(const AnyCredentials& /*credentials*/) override {
    co_return BackendResult{answer_};
  }
  io::Task<Result<Grant>> has_perm(Subject& /*subject*/, std::string /*permission*/,
                                   MaybeObject /*object*/) override {
    co_return grant_;
  }
  io::Task<Result<Grant>> has_module_perms(Subject& /*subject*/, std::string /*app_label*/) override {
    co_return grant_;
  }

 private:
  BackendAnswer answer_;
  Grant grant_;
};

/// Rights on one object only.
class RowBackend final : public accounts::Backend {
 public:
  std::string_view path() const override { return "site.backends.Rows"; }
  io::Task<Result<Grant>> has_perm(Subject& subject, std::string permission, MaybeObject object) override {
    const bool own = subject.user && object && object->model == "shop.order" && object->key == "3";
    co_return own&& permission == "shop.view_order" ? Grant::kYes : Grant::kNo;
  }
};

/// Cannot answer.
class BrokenBackend final : public accounts::Backend {
 public:
  std::string_view path() const override { return "site.backends.Broken"; }
  bool accepts(const AnyCredentials& /*credentials*/) const override { return true; }
  io::Task<Result<BackendResult>> authenticate(const AnyCredentials& /*credentials*/) override {
    co_return fail(ErrorKind::kUnavailable, "the directory is away");
  }
  io::Task<Result<PermissionSet>> user_permissions(Subject& /*subject*/, MaybeObject /*object*/) override {
    co_return fail(ErrorKind::kUnavailable, "the directory is away");
  }
};

class BackendLists : public testing::Test {
 protected:
  BackendLists() : house_(make_site(Engine::kSqlite)), list_(accounts().events) {
    accounts().events.user_login_failed.push_back(
        [this](const LoginFailed& failed) { failed_.push_back(failed); });
  }

  accounts::Accounts& accounts() { return house_->house().accounts(); }
  User user(const std::string& name) { return must(accounts().users.find_by_name(name)).value(); }
  void add_model_backend(bool allow_inactive = false) {
    list_.add(accounts::make_model_backend(accounts().users, accounts().passwords, accounts().permissions,
                                           allow_inactive));
  }
  void add_stubborn(BackendAnswer answer, Grant grant = Grant::kNo) {
    list_.add(std::make_unique<StubbornBackend>(answer, grant));
  }
  void add_badges() { list_.add(std::make_unique<BadgeBackend>(accounts().users, &asked_)); }
  Authenticated login(AnyCredentials credentials) { return must(list_.authenticate(std::move(credentials))); }
  Authenticated login_alice() { return login(Credentials{"alice", SecretText("wonderland")}); }

  std::unique_ptr<TestHouse> house_;
  Backends list_;
  std::vector<LoginFailed> failed_;
  std::vector<std::string> asked_;
};

TEST_F(BackendLists, TheFirstThatKnowsTheUserWins) {
  add_stubborn(BackendAnswer::kNone);
  add_model_backend();
  const Authenticated alice = login_alice();
  EXPECT_EQ(alice.user->username, "alice");
  EXPECT_EQ(alice.backend, kModelBackend);
  EXPECT_THAT(failed_, IsEmpty());
}

TEST_F(BackendLists, DenyNowEndsTheSearch) {
  add_stubborn(BackendAnswer::kDeny);
  add_model_backend();
  EXPECT_FALSE(login_alice().user.has_value());
  ASSERT_EQ(failed_.size(), 1U);
  EXPECT_EQ(failed_[0].username, "alice");
  EXPECT_THAT(failed_[0].credentials,
              ElementsAre(Pair("username", "alice"), Pair("password", "********************")));
}

TEST_F(BackendLists, DenyNowBehindTheOneThatKnowsDoesNoHarm) {
  add_model_backend();
  add_stubborn(BackendAnswer::kDeny);
  EXPECT_TRUE(login_alice().user.has_value());
}

TEST_F(BackendLists, BackendsThatDoNotTakeTheCredentialsAreSkipped) {
  add_badges();
  add_model_backend();
  EXPECT_TRUE(login_alice().user.has_value());
  EXPECT_THAT(asked_, IsEmpty());
  const Authenticated badge = login(NamedCredentials{{{"badge", SecretText("7")}}});
  EXPECT_EQ(badge.user->username, "alice");
  EXPECT_EQ(badge.backend, "site.backends.BadgeBackend");
  EXPECT_FALSE(login(NamedCredentials{{{"badge", SecretText("8")}}}).user.has_value());
  ASSERT_EQ(failed_.size(), 1U);
  EXPECT_THAT(failed_[0].credentials, ElementsAre(Pair("badge", "8")));
  EXPECT_FALSE(login(accounts::RemoteUserCredentials{"alice"}).user.has_value()) << "nobody takes them";
}

TEST_F(BackendLists, AnEmptyListIsAMistakeOfTheSite) {
  const auto nobody = io::run_blocking(list_.authenticate(Credentials{"alice", SecretText("wonderland")}));
  ASSERT_FALSE(nobody.has_value());
  EXPECT_EQ(nobody.error().kind, ErrorKind::kConfiguration);
  Subject subject(user("alice"));
  EXPECT_FALSE(must(list_.has_perm(subject, "auth.add_group")));
}

TEST_F(BackendLists, ErrorsAreNotSwallowed) {
  list_.add(std::make_unique<BrokenBackend>());
  add_model_backend();
  EXPECT_EQ(error_of(list_.authenticate(Credentials{"alice", SecretText("wonderland")})),
            ErrorKind::kUnavailable);
  Subject subject(user("alice"));
  EXPECT_EQ(error_of(list_.has_perm(subject, "auth.add_group")), ErrorKind::kUnavailable);
  EXPECT_EQ(error_of(list_.all_permissions(subject)), ErrorKind::kUnavailable);
  EXPECT_THAT(failed_, IsEmpty());
}

TEST_F(BackendLists, BaseBackendAnswersForWhatDerivedOnesLeaveOut) {
  list_.add(accounts::make_base_backend());
  EXPECT_FALSE(login_alice().user.has_value());
  Subject subject(user("alice"));
  EXPECT_THAT(must(list_.all_permissions(subject)), IsEmpty());
  EXPECT_FALSE(must(list_.has_module_perms(subject, "auth")));
  EXPECT_THAT(must(list_.with_perm({"auth.add_group"}, {})), IsEmpty());
  EXPECT_FALSE(list_.find("django.contrib.auth.backends.BaseBackend")->may_authenticate(user("alice")));
  // User, group and all permissions of a backend that knows some: the union.
  add_badges();
  EXPECT_EQ(must(list_.user_permissions(subject)), PermissionSet{"doors.open"});
  EXPECT_EQ(must(list_.group_permissions(subject)), PermissionSet{"doors.close"});
  EXPECT_EQ(must(list_.all_permissions(subject)), (PermissionSet{"doors.open", "doors.close"}));
  EXPECT_TRUE(must(list_.has_perm(subject, "doors.open")));
  EXPECT_TRUE(must(list_.has_perm(subject, "doors.close")));
  EXPECT_FALSE(must(list_.has_perm(subject, "doors.paint")));
}

TEST_F(BackendLists, AnonymousAndInactiveAreAskedAbout) {
  add_model_backend();
  Subject anonymous;
  Subject asleep(user("gone"));
  EXPECT_FALSE(must(list_.has_perm(anonymous, "anything.at_all")));
  add_stubborn(BackendAnswer::kNone, Grant::kYes);
  EXPECT_TRUE(must(list_.has_perm(anonymous, "anything.at_all")));
  EXPECT_TRUE(must(list_.has_perm(asleep, "anything.at_all")));
  EXPECT_TRUE(must(list_.has_perms(anonymous, {"one.of", "these.two"})));
  EXPECT_TRUE(must(list_.has_module_perms(anonymous, "anything")));
}

TEST_F(BackendLists, DenyNowAboutPermissions) {
  struct Case {
    Grant first;
    Grant second;
    bool expected;
  };
  for (const Case& one : {Case{Grant::kDeny, Grant::kYes, false}, Case{Grant::kYes, Grant::kDeny, true},
                          Case{Grant::kNo, Grant::kYes, true}, Case{Grant::kNo, Grant::kDeny, false}}) {
    Backends list(accounts().events);
    list.add(std::make_unique<StubbornBackend>(BackendAnswer::kNone, one.first));
    list.add(std::make_unique<StubbornBackend>(BackendAnswer::kNone, one.second));
    Subject subject(user("alice"));
    EXPECT_EQ(must(list.has_perm(subject, "auth.add_group")), one.expected);
    EXPECT_EQ(must(list.has_module_perms(subject, "auth")), one.expected);
  }
  // An active superuser is not asked about.
  User root = user("alice");
  root.is_superuser = true;
  Subject subject(root);
  Backends denying(accounts().events);
  denying.add(std::make_unique<StubbornBackend>(BackendAnswer::kNone, Grant::kDeny));
  EXPECT_TRUE(must(denying.has_perm(subject, "auth.add_group")));
}

TEST_F(BackendLists, ObjectPermissionsOfASitesOwn) {
  add_model_backend();
  list_.add(std::make_unique<RowBackend>());
  Subject subject(user("alice"));
  EXPECT_FALSE(must(list_.has_perm(subject, "shop.view_order")));
  EXPECT_TRUE(must(list_.has_perm(subject, "shop.view_order", ObjectName{"shop.order", "3"})));
  EXPECT_FALSE(must(list_.has_perm(subject, "shop.view_order", ObjectName{"shop.order", "4"})));
  EXPECT_FALSE(must(list_.has_perm(subject, "shop.change_order", ObjectName{"shop.order", "3"})));
}

TEST_F(BackendLists, WhichBackendALoginNames) {
  add_model_backend();
  EXPECT_EQ(list_.choose("").value(), kModelBackend);
  add_badges();
  ASSERT_FALSE(list_.choose("").has_value());
  EXPECT_EQ(list_.choose("").error().message,
            "You have multiple authentication backends configured and therefore must provide the `backend` "
            "argument or set the `backend` attribute on the user.");
  EXPECT_EQ(list_.choose("site.backends.BadgeBackend").value(), "site.backends.BadgeBackend");
  EXPECT_FALSE(list_.choose("site.backends.Other").has_value());
}

TEST_F(BackendLists, WithPermNeedsToKnowWhichBackend) {
  add_model_backend();
  add_badges();
  const auto several = io::run_blocking(list_.with_perm({"auth.add_group"}, {}));
  ASSERT_FALSE(several.has_value());
  EXPECT_EQ(several.error().message,
            "You have multiple authentication backends configured and therefore must provide the `backend` "
            "argument.");
  EXPECT_EQ(error_of(list_.with_perm({"auth.add_group"}, {}, "site.backends.Other")), ErrorKind::kInvalid);
  const std::vector<accounts::User> holders = must(list_.with_perm({"auth.add_group"}, {}, kModelBackend));
  ASSERT_EQ(holders.size(), 1U);
  EXPECT_EQ(holders.front().username, "root") << "a superuser has it";
  EXPECT_THAT(must(list_.with_perm({"auth.add_group"}, {}, "site.backends.BadgeBackend")), IsEmpty());
}

TEST_F(BackendLists, InactiveUsers) {
  add_model_backend();
  const Authenticated gone = login(Credentials{"gone", SecretText("gone-pw")});
  EXPECT_FALSE(gone.user.has_value());
  EXPECT_TRUE(gone.inactive.has_value());
  add_model_backend(true);
  const Authenticated allowed = login(Credentials{"gone", SecretText("gone-pw")});
  EXPECT_EQ(allowed.user->username, "gone");
  EXPECT_EQ(allowed.backend, "django.contrib.auth.backends.AllowAllUsersModelBackend");
  EXPECT_TRUE(list_.find(allowed.backend)->may_authenticate(*allowed.user));
  EXPECT_FALSE(list_.find(kModelBackend)->may_authenticate(*allowed.user));
}

/// Counts what logins cost.
class CountingHasher final : public accounts::Hasher {
 public:
  explicit CountingHasher(int* hashes) : inner_(accounts::make_pbkdf2_sha256({1000})), hashes_(hashes) {}
  std::string_view algorithm() const override { return inner_->algorithm(); }
  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    ++*hashes_;
    return inner_->encode(password, salt);
  }
  std::string decoy() const override { return inner_->decoy(); }
  accounts::Verification verify(const SecretText& password, std::string_view encoded) const override {
    ++*hashes_;
    return inner_->verify(password, encoded);
  }
  bool must_update(std::string_view /*encoded*/) const override { return false; }
  bool is_weaker(std::string_view /*encoded*/) const override { return false; }
  void harden_runtime(const SecretText& /*password*/, std::string_view /*encoded*/) const override {}
  accounts::SafeSummary safe_summary(std::string_view encoded) const override {
    return inner_->safe_summary(encoded);
  }
  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    return inner_->verify_memory(encoded);
  }

 private:
  std::unique_ptr<accounts::Hasher> inner_;
  int* hashes_;
};

TEST_F(BackendLists, KnownAndUnknownNamesCostOneHashEach) {
  int hashes = 0;
  std::vector<std::unique_ptr<accounts::Hasher>> ordered;
  ordered.push_back(std::make_unique<CountingHasher>(&hashes));
  const auto hashers = std::make_shared<const accounts::Hashers>(std::move(ordered));
  io::WorkerPool pool{io::WorkerPoolOptions{}};
  accounts::Passwords passwords(hashers, pool, accounts().random);
  list_.add(accounts::make_model_backend(accounts().users, passwords, accounts().permissions, false));
  for (const std::string name : {"alice", "gone", "nobody", ""}) {
    for (const std::string password : {"wonderland", "wrong", ""}) {
      hashes = 0;
      login(Credentials{name, SecretText(password)});
      EXPECT_EQ(hashes, 1) << name << " " << password;
    }
  }
  hashes = 0;
  login(NamedCredentials{{{"username", SecretText("alice")}}});
  EXPECT_EQ(hashes, 0) << "no password, no question";
}

}  // namespace
}  // namespace narvi::tests
