#include "accounts/user.h"

#include <gtest/gtest.h>

namespace narvi::accounts {
namespace {

using database::Cell;

constexpr std::string_view kUuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

TEST(UserKeys, Integers) {
  const std::pair<std::string_view, bool> cases[] = {
      {"1", true},
      {"0", true},
      {"2147483648", true},
      {"9223372036854775807", true},
      {"9223372036854775808", false},
      {"-1", false},
      {"", false},
      {" 1", false},
      {"1 ", false},
      {"+1", false},
      {"1.0", false},
      {"0x1", false},
      {"one", false},
      {std::string_view("1\0", 2), false},
      {kUuid, false},
  };
  for (const auto& [text, good] : cases) {
    const std::optional<UserKey> key = parse_user_key(text, UserKeyType::kInteger);
    ASSERT_EQ(key.has_value(), good) << text;
    if (key) {
      EXPECT_EQ(key->text(), text);
      EXPECT_EQ(key->value(), database::Value(std::int64_t{std::stoll(std::string(text))}));
    }
  }
}

TEST(UserKeys, Uuids) {
  for (const std::string_view text : {kUuid, std::string_view("0F8FAD5B-D9CB-469F-A165-70867728950E"),
                                      std::string_view("0f8fad5bd9cb469fa16570867728950e")}) {
    const std::optional<UserKey> key = parse_user_key(text, UserKeyType::kUuid);
    ASSERT_TRUE(key.has_value()) << text;
    EXPECT_EQ(key->text(), kUuid);
  }
  for (const std::string_view text :
       {"", "1", "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950e0",
        "0f8fad5b-d9cb-469f-a165-70867728950g", "--------------------------------"}) {
    EXPECT_FALSE(parse_user_key(text, UserKeyType::kUuid).has_value()) << text;
  }
}

TEST(UserKeys, NewUuidsAreVersionFour) {
  SystemRandom random;
  const std::string one = new_uuid_key(random).text();
  EXPECT_EQ(one[14], '4');
  EXPECT_NE(std::string("89ab").find(one[19]), std::string::npos);
  EXPECT_NE(one, new_uuid_key(random).text());
}

TEST(UserTables, ExpandTheDefault) {
  const UserTable table;
  EXPECT_EQ(
      table.expand("SELECT {user.columns} FROM t {user.join t.user_id} WHERE u.{user.email} = $1"),
      R"(SELECT u."id", u."username", u."password", u."email", u."first_name", u."last_name", u."is_active", )"
      R"(u."is_staff", u."is_superuser", u."last_login", u."date_joined" FROM t )"
      R"(JOIN "auth_user" u ON u."id" = t.user_id WHERE u."email" = $1)");
  EXPECT_EQ(table.expand("DELETE FROM {user.groups} WHERE {user.link} = $1"),
            R"(DELETE FROM "auth_user_groups" WHERE "user_id" = $1)");
  EXPECT_EQ(table.expand("plain"), "plain");
}

TEST(UserTables, MissingColumnsReadAsDefaults) {
  UserTable table;
  table.table = "member";
  table.key = "member_id";
  table.username = "email";
  for (std::string* column : {&table.first_name, &table.last_name, &table.is_active, &table.is_staff,
                              &table.is_superuser, &table.last_login, &table.date_joined}) {
    column->clear();
  }
  EXPECT_EQ(table.expand("{user.columns} {user.join x}"),
            R"(u."member_id", u."email", u."password", u."email", '', '', TRUE, FALSE, FALSE, NULL, NULL )"
            R"(JOIN "member" u ON u."member_id" = x)");
  EXPECT_EQ(table.expand("{user.returning}"),
            R"("member_id", "email", "password", "email", '', '', TRUE, FALSE, FALSE, NULL, NULL)");
}

TEST(UserTablesDeathTest, AnUnknownPlaceholderIsABug) {
  EXPECT_DEATH(static_cast<void>(UserTable().expand("{user.shoe_size}")), "");
}

std::vector<Cell> alice() {
  return {Cell(std::int64_t{7}),
          Cell("alice"),
          Cell("hash"),
          Cell("a@b"),
          Cell("A"),
          Cell("B"),
          Cell("t"),
          Cell(std::int64_t{0}),
          Cell(std::int64_t{1}),
          Cell(),
          Cell("2020-01-01 00:00:00")};
}

TEST(UserTables, DecodeBothEnginesCells) {
  std::vector<Cell> cells = alice();
  cells.insert(cells.begin(), Cell("before"));
  cells[10] = Cell("2024-01-02 03:04:05.678901");
  const std::optional<User> user = UserTable().decode(database::Row(cells.data()), 1);
  ASSERT_TRUE(user.has_value());
  EXPECT_EQ(user->key.text(), "7");
  EXPECT_EQ(user->username, "alice");
  EXPECT_EQ(user->password.reveal(), "hash");
  EXPECT_TRUE(user->is_active);
  EXPECT_FALSE(user->is_staff);
  EXPECT_TRUE(user->is_superuser);
  EXPECT_TRUE(user->last_login.has_value());
  EXPECT_TRUE(user->date_joined.has_value());
}

TEST(Users, FullNameIsTrimmed) {
  struct Case {
    std::string first;
    std::string last;
    std::string whole;
  };
  for (const Case& one :
       {Case{"Ada", "Lovelace", "Ada Lovelace"}, Case{"Ada", "", "Ada"}, Case{"", "Lovelace", "Lovelace"},
        Case{"", "", ""}, Case{" Ada ", " Lovelace ", "Ada   Lovelace"}}) {
    User user;
    user.first_name = one.first;
    user.last_name = one.last;
    EXPECT_EQ(full_name(user), one.whole);
  }
}

TEST(UserTables, DecodeRefusesOtherTypes) {
  for (const std::size_t column : {std::size_t{0}, std::size_t{6}, std::size_t{7}, std::size_t{8}}) {
    std::vector<Cell> cells = alice();
    cells[column] = Cell("perhaps");
    EXPECT_FALSE(UserTable().decode(database::Row(cells.data())).has_value()) << column;
    cells[column] = Cell();
    EXPECT_FALSE(UserTable().decode(database::Row(cells.data())).has_value()) << column;
  }
  UserTable uuids;
  uuids.key_type = UserKeyType::kUuid;
  std::vector<Cell> cells = alice();
  EXPECT_FALSE(uuids.decode(database::Row(cells.data())).has_value());
  cells[0] = Cell("0f8fad5bd9cb469fa16570867728950e");
  EXPECT_EQ(uuids.decode(database::Row(cells.data()))->key.text(), kUuid);
}

}  // namespace
}  // namespace narvi::accounts
