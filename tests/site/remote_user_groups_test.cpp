// What a front server says besides the name: addresses, names, groups and flags.

#include <gmock/gmock.h>

#include <thread>

#include "io/suspend.h"
#include "remote_user_site.h"

namespace narvi::tests {
namespace {

using accounts::User;
using testing::ElementsAre;
using testing::IsEmpty;

class RemoteUserGroups : public BothEngines {
 protected:
  void open(SettingChanges changes) {
    changes.try_emplace("systems.remote_user.mode", std::string("request"));
    changes["systems.remote_user.groups_header"] = std::string("Remote-Groups");
    house_ = remote_user_site(GetParam(), std::move(changes));
    house_->house().accounts().events.user_changed.push_back(
        [this](const accounts::UserChanged& changed) { changes_.emplace_back(changed.fields.size()); });
  }
  void add_group(const std::string& name) {
    house_->query("INSERT INTO auth_group (name) VALUES ($1)", {name});
  }
  void put_in(const std::string& user, const std::string& group) {
    house_->query(
        "INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u, auth_group g"
        " WHERE u.username = $1 AND g.name = $2",
        {user, group});
  }
  int come(const std::string& groups, const std::string& name = "alice", Fields more = {}) {
    more.emplace_back("Remote-Groups", groups);
    return house_->answer(as_user(name, "/narvi/user/", std::move(more))).status;
  }
  Texts groups_of(const std::string& name = "alice") {
    const database::Rows rows = house_->query(
        "SELECT g.name FROM auth_user_groups m JOIN auth_group g ON g.id = m.group_id"
        " JOIN auth_user u ON u.id = m.user_id WHERE u.username = $1 ORDER BY g.name",
        {name});
    Texts names;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      names.push_back(rows[i].text(0));
    }
    return names;
  }
  std::string flag(const std::string& column) {
    return text_of_row(*house_, "CASE WHEN " + column + " THEN 'yes' ELSE 'no' END", "alice");
  }
  std::uint64_t writes() { return house_->house().database().ended_writes(); }

  std::unique_ptr<TestHouse> house_;
  std::vector<std::size_t> changes_;
};

TEST_P(RemoteUserGroups, NothingIsSyncedUnlessSaid) {
  open({});
  add_group("staff");
  EXPECT_EQ(come("staff"), 200);
  EXPECT_THAT(groups_of(), IsEmpty());
}

TEST_P(RemoteUserGroups, AddKeepsWhatIsThere) {
  open({{"systems.remote_user.sync_groups", std::string("add")},
        {"systems.remote_user.allowed_groups", Texts{"staff", "users", "absent"}}});
  for (const std::string name : {"staff", "users", "admin"}) {
    add_group(name);
  }
  put_in("alice", "users");
  EXPECT_EQ(come("staff,admin,absent"), 200);
  EXPECT_THAT(groups_of(), ElementsAre("staff", "users")) << "admin is not listed, absent is not made";
  EXPECT_EQ(come(""), 200);
  EXPECT_THAT(groups_of(), ElementsAre("staff", "users"));
  EXPECT_EQ(count(*house_, "auth_group"), 3);
}

TEST_P(RemoteUserGroups, ReplaceTakesAwayOnlyWhatCouldHaveCome) {
  open({{"systems.remote_user.sync_groups", std::string("replace")},
        {"systems.remote_user.allowed_groups", Texts{"staff", "users"}}});
  for (const std::string name : {"staff", "users", "local"}) {
    add_group(name);
  }
  put_in("alice", "users");
  put_in("alice", "local");
  EXPECT_EQ(come("staff, local"), 200);
  EXPECT_THAT(groups_of(), ElementsAre("local", "staff"));
  EXPECT_EQ(house_->answer(as_user("alice", "/narvi/user/")).status, 200);
  EXPECT_THAT(groups_of(), ElementsAre("local")) << "no field is no group";
}

TEST_P(RemoteUserGroups, APrefixKeepsThemApart) {
  open({{"systems.remote_user.sync_groups", std::string("replace")},
        {"systems.remote_user.groups_prefix", std::string("sso-")},
        {"systems.remote_user.create_groups", true}});
  add_group("admin");
  put_in("alice", "admin");
  EXPECT_EQ(come("admin,users"), 200);
  EXPECT_THAT(groups_of(), ElementsAre("admin", "sso-admin", "sso-users"));
  EXPECT_EQ(come("users"), 200);
  EXPECT_THAT(groups_of(), ElementsAre("admin", "sso-users"));
}

TEST_P(RemoteUserGroups, ANewUserHasThemAtOnce) {
  open({{"systems.remote_user.mode", std::string("session")},
        {"systems.remote_user.sync_groups", std::string("add")},
        {"systems.remote_user.allowed_groups", Texts{"*"}},
        {"systems.remote_user.create_groups", true},
        {"systems.remote_user.email_header", std::string("Remote-Email")}});
  TestRequest request =
      as_user("newuser", "/whoami/", {{"Remote-Groups", "a,b"}, {"Remote-Email", "New@EXAMPLE.org"}});
  EXPECT_EQ(Browser(*house_).send(request).body, "newuser");
  EXPECT_THAT(groups_of("newuser"), ElementsAre("a", "b"));
  EXPECT_EQ(text_of_row(*house_, "email", "newuser"), "New@example.org");
}

TEST_P(RemoteUserGroups, NothingIsWrittenWhereNothingChanges) {
  open({{"systems.remote_user.sync_groups", std::string("replace")},
        {"systems.remote_user.allowed_groups", Texts{"staff", "absent"}},
        {"systems.remote_user.staff_groups", Texts{"staff"}},
        {"systems.remote_user.email_header", std::string("Remote-Email")},
        {"systems.remote_user.update_on_login", true}});
  add_group("staff");
  const Fields mail{{"Remote-Email", "alice@example.org"}};
  EXPECT_EQ(come("staff,absent", "alice", mail), 200);
  EXPECT_THAT(groups_of(), ElementsAre("staff"));
  EXPECT_EQ(flag("is_staff"), "yes");
  const std::uint64_t before = writes();
  EXPECT_EQ(come("staff,absent", "alice", mail), 200);
  EXPECT_EQ(come("absent , staff,staff", "alice", mail), 200);
  EXPECT_EQ(writes(), before);
  EXPECT_EQ(changes_.size(), 1U);
}

TEST_P(RemoteUserGroups, FlagsFollowTheirGroupsOnly) {
  open({{"systems.remote_user.staff_groups", Texts{"ops", "boss"}},
        {"systems.remote_user.superuser_groups", Texts{"boss"}}});
  EXPECT_EQ(come("users"), 200);
  EXPECT_EQ(flag("is_staff") + flag("is_superuser"), "nono");
  EXPECT_EQ(come("ops"), 200);
  EXPECT_EQ(flag("is_staff") + flag("is_superuser"), "yesno");
  EXPECT_EQ(come("boss"), 200);
  EXPECT_EQ(flag("is_staff") + flag("is_superuser"), "yesyes");
  EXPECT_EQ(come(""), 200);
  EXPECT_EQ(flag("is_staff") + flag("is_superuser"), "nono");
  EXPECT_EQ(changes_, (std::vector<std::size_t>{1, 1, 2}));
  EXPECT_THAT(groups_of(), IsEmpty()) << "groups themselves are not synced";
}

TEST_P(RemoteUserGroups, FlagsAreLeftAloneByDefault) {
  open({});
  house_->query("UPDATE auth_user SET is_staff = TRUE, is_superuser = TRUE WHERE username = 'alice'");
  EXPECT_EQ(come("ops"), 200);
  EXPECT_EQ(flag("is_staff") + flag("is_superuser"), "yesyes");
}

TEST_P(RemoteUserGroups, AttributesFillOrFollow) {
  for (const bool follow : {false, true}) {
    open({{"systems.remote_user.email_header", std::string("Remote-Email")},
          {"systems.remote_user.name_header", std::string("Remote-Name")},
          {"systems.remote_user.update_on_login", follow}});
    house_->query(
        "UPDATE auth_user SET email = '', first_name = '', last_name = '' WHERE username = 'alice'");
    const auto row = [&] {
      return text_of_row(*house_, "first_name || '/' || last_name || '/' || email", "alice");
    };
    EXPECT_EQ(come("", "alice", {{"Remote-Email", "a@example.org"}, {"Remote-Name", "Alice de Wonder"}}),
              200);
    EXPECT_EQ(row(), "Alice/de Wonder/a@example.org");
    EXPECT_EQ(come("", "alice", {{"Remote-Email", "b@example.org"}, {"Remote-Name", "Lis"}}), 200);
    EXPECT_EQ(row(), follow ? "Lis//b@example.org" : "Alice/de Wonder/a@example.org");
    EXPECT_EQ(come("", "alice", {{"Remote-Email", "no address"}, {"Remote-Name", ""}}), 200);
    EXPECT_EQ(row(), follow ? "Lis//b@example.org" : "Alice/de Wonder/a@example.org")
        << "nothing is taken away";
    EXPECT_EQ(come("{x}"), 400);
  }
}

TEST_P(RemoteUserGroups, TheyFollowWhileASessionLives) {
  open({{"systems.remote_user.mode", std::string("session")},
        {"systems.remote_user.sync_groups", std::string("replace")},
        {"systems.remote_user.allowed_groups", Texts{"ops"}},
        {"systems.remote_user.staff_groups", Texts{"ops"}}});
  add_group("ops");
  Browser browser(*house_);
  EXPECT_EQ(browser.send(as_user("alice", "/whoami/", {{"Remote-Groups", "ops"}})).body, "alice");
  const std::string key = browser.session_key();
  const std::string stamp = last_login(*house_, "alice");
  EXPECT_EQ(flag("is_staff"), "yes");
  const std::uint64_t before = writes();
  EXPECT_EQ(browser.send(as_user("alice", "/whoami/", {{"Remote-Groups", "ops"}})).body, "alice");
  EXPECT_EQ(writes(), before);
  EXPECT_EQ(browser.send(as_user("alice", "/whoami/", {{"Remote-Groups", ""}})).body, "alice");
  EXPECT_EQ(flag("is_staff"), "no");
  EXPECT_THAT(groups_of(), IsEmpty());
  EXPECT_EQ(browser.session_key(), key) << "no other login";
  EXPECT_EQ(last_login(*house_, "alice"), stamp);
  Browser model(*house_);
  model.login("bob", "builder");
  EXPECT_EQ(model.send(as_user("bob", "/whoami/", {{"Remote-Groups", "ops"}})).body, "bob");
  EXPECT_THAT(groups_of("bob"), IsEmpty()) << "the session of a password is not the front server's";
}

TEST_P(RemoteUserGroups, WhatTheTableRefusesLocksNobodyOut) {
  open({{"systems.remote_user.staff_groups", Texts{"ops"}},
        {"systems.remote_user.email_header", std::string("Remote-Email")},
        {"systems.remote_user.name_header", std::string("Remote-Name")},
        {"systems.remote_user.update_on_login", true}});
  house_->query("UPDATE auth_user SET email = username || '@example.org'", {});
  house_->query("CREATE UNIQUE INDEX one_address ON auth_user (email)", {});
  const auto row = [&] { return text_of_row(*house_, "email || '/' || first_name", "alice"); };
  const std::string before = row();
  EXPECT_EQ(come("ops", "alice", {{"Remote-Email", "bob@example.org"}, {"Remote-Name", "Alix"}}), 200);
  EXPECT_EQ(flag("is_staff"), "yes");
  EXPECT_EQ(row(), before);
  EXPECT_EQ(come("ops", "alice", {{"Remote-Email", "bob@example.org"}}), 200);
  EXPECT_EQ(come("ops", "alice", {{"Remote-Email", "new@example.org"}, {"Remote-Name", "Alix"}}), 200);
  EXPECT_EQ(row(), "new@example.org/Alix");
}

TEST_P(RemoteUserGroups, ManyThatAreNotThereAreLookedUpTogether) {
  open({{"systems.remote_user.sync_groups", std::string("add")},
        {"systems.remote_user.groups_prefix", std::string("sso-")}});
  std::string many;
  for (int i = 100; i < 220; ++i) {
    many += std::to_string(i) + ",";
  }
  const std::uint64_t before = writes();
  EXPECT_EQ(come(many), 200);
  EXPECT_EQ(writes(), before);
  add_group("sso-219");  // in the last of three look-ups
  EXPECT_EQ(come(many), 200);
  EXPECT_THAT(groups_of(), ElementsAre("sso-219"));
  for (int i = 1000; i < 1500; ++i) {
    many += std::to_string(i) + ",";
  }
  EXPECT_EQ(come(many), 400);
}

TEST_P(RemoteUserGroups, InactiveUsersGetNothing) {
  open({{"systems.remote_user.staff_groups", Texts{"ops"}}});
  EXPECT_EQ(come("ops", "gone"), 403);
  EXPECT_EQ(text_of_row(*house_, "CASE WHEN is_staff THEN 'yes' ELSE 'no' END", "gone"), "no");
}

TEST_P(RemoteUserGroups, ManyAtTheSameMomentAgree) {
  open({{"systems.remote_user.sync_groups", std::string("replace")},
        {"systems.remote_user.allowed_groups", Texts{"*"}},
        {"systems.remote_user.create_groups", true}});
  std::vector<std::thread> threads;
  std::vector<int> statuses(6);
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    threads.emplace_back([&, i] { statuses[i] = come(i % 2 == 0 ? "a,b,c" : "b,c,d", "newuser"); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_THAT(statuses, testing::Each(200));
  EXPECT_THAT(groups_of("newuser"), testing::AnyOf(ElementsAre("a", "b", "c"), ElementsAre("b", "c", "d")));
  EXPECT_EQ(come("b", "newuser"), 200);
  EXPECT_THAT(groups_of("newuser"), ElementsAre("b"));
}

INSTANTIATE_TEST_SUITE_P(Engines, RemoteUserGroups, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
