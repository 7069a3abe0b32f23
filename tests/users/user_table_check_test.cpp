// The configured user table against the real one.

#include "accounts/user_table_check.h"

#include <gmock/gmock.h>

#include <functional>

#include "user_models.h"

namespace narvi::tests {
namespace {

using accounts::TableFault;
using accounts::UserTable;
using testing::HasSubstr;
using testing::IsEmpty;

class UserTableChecks : public Models {
 protected:
  std::vector<TableFault> faults(const UserTable& table) {
    return must(accounts::check_user_table(house().house().database(), table));
  }
};

TEST_P(UserTableChecks, FindNothingWhereAllIsWell) {
  for (const TableFault& fault : faults(users().table())) {
    ADD_FAILURE() << fault.setting << ": " << fault.message;
  }
}

TEST_P(UserTableChecks, NameTheSettingAndTheMend) {
  struct Case {
    std::function<void(UserTable&)> spoil;
    std::string setting;
    std::string message;
    std::string mend;
  };
  const Case cases[] = {
      {[](UserTable& table) { table.table = "no_user"; }, "table", "no table no_user", "site's user table"},
      {[](UserTable& table) { table.key = "uid"; }, "id_field", "no column uid", "password"},
      {[](UserTable& table) { table.username = "login"; }, "username_field", "no column login", "email"},
      {[](UserTable& table) { table.first_name = "forename"; }, "first_name_field", "no column forename",
       "write \"\" if there is none"},
      {[](UserTable& table) { table.is_active = "password"; }, "is_active_field", "not a boolean",
       "is_staff"},
      {[](UserTable& table) { table.last_login = "email"; }, "last_login_field", "not a moment",
       "last_login"},
      {[](UserTable& table) { table.password = "is_staff"; }, "password_field", "not text", "password"},
      {[](UserTable& table) { table.groups = "no_groups"; }, "groups_table", "no table no_groups",
       "write \"\" if there is none"},
      {[](UserTable& table) { table.permissions = "auth_group"; }, "user_permissions_table",
       "no column permission_id", "ManyToManyField"},
      {[](UserTable& table) { table.link = "person_id"; }, "link_field", "no column person_id", "group_id"},
      {[](UserTable& table) { table.insert_defaults["shoe_size"] = "42"; }, "insert_defaults",
       "no column shoe_size", "email"},
  };
  for (const Case& one : cases) {
    UserTable table = users().table();
    one.spoil(table);
    const std::vector<TableFault> found = faults(table);
    const auto fault = std::find_if(found.begin(), found.end(),
                                    [&one](const TableFault& some) { return some.setting == one.setting; });
    ASSERT_NE(fault, found.end()) << one.setting;
    EXPECT_THAT(fault->message, HasSubstr(one.message));
    EXPECT_THAT(fault->mend, HasSubstr(one.mend));
    EXPECT_FALSE(fault->only_creation);
  }
}

TEST_P(UserTableChecks, KnowTheTypeOfTheKey) {
  using Type = accounts::UserKeyType;
  for (const Type type : {Type::kInteger, Type::kBigInteger, Type::kUuid}) {
    UserTable table = users().table();
    const bool numbers_of_sqlite =
        engine() == Engine::kSqlite && type != Type::kUuid && table.key_type != Type::kUuid;
    const bool right = type == table.key_type || numbers_of_sqlite;
    table.key_type = type;
    const std::vector<TableFault> found = faults(table);
    EXPECT_EQ(found.empty(), right);
    if (!found.empty()) {
      EXPECT_EQ(found.front().setting, "id_type");
      EXPECT_THAT(found.front().mend, HasSubstr("write id_type = \""));
    }
  }
}

TEST_P(UserTableChecks, WarnWhereUsersCannotBeStored) {
  UserTable table = users().table();
  table.insert_defaults.clear();
  const std::vector<TableFault> found = faults(table);
  EXPECT_EQ(found.size(), model() == Model::kCustomer ? 2U : 0U);
  for (const TableFault& fault : found) {
    EXPECT_TRUE(fault.only_creation);
    EXPECT_THAT(fault.mend, HasSubstr("insert_defaults = {"));
  }
}

INSTANTIATE_TEST_SUITE_P(Of, UserTableChecks, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
