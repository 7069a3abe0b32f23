#include "accounts/intake/records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "accounts/intake/csv_user.h"
#include "accounts/pbkdf2_hasher.h"

namespace narvi::accounts::intake {
namespace {

class RecordsOfFiles : public testing::Test {
 protected:
  RecordsOfFiles() : hashers_(one_hasher()) {}

  static std::vector<std::unique_ptr<Hasher>> one_hasher() {
    std::vector<std::unique_ptr<Hasher>> hashers;
    hashers.push_back(make_pbkdf2_sha256({.iterations = 1}));
    return hashers;
  }
  Judgement judgement() const { return {hashers_, behaviour(*parse_django_version("4.2")), table_}; }

  std::vector<Record> all(Result<std::unique_ptr<Records>> records) {
    std::vector<Record> found;
    error_ = records ? "" : records.error().message;
    while (records) {
      auto record = (*records)->next();
      if (!record) {
        error_ = record.error().message;
        break;
      }
      if (!*record) {
        break;
      }
      found.push_back(std::move(**record));
    }
    return found;
  }
  std::vector<Record> dump(std::string_view text, std::string model = "auth.user") {
    TextSource source(text);
    return all(read_dump(source, judgement(), std::move(model)));
  }
  std::vector<Record> csv(std::string_view text, bool clear = false) {
    TextSource source(text);
    return all(read_csv(source, judgement(), {clear}));
  }
  static std::string reason(const Record& record) {
    const auto* refused = std::get_if<RefusedRecord>(&record.what);
    return refused == nullptr ? "taken" : refused->what + ": " + refused->reason;
  }
  static UserRecord user(const Record& record) {
    const auto* found = std::get_if<UserRecord>(&record.what);
    EXPECT_NE(found, nullptr) << reason(record);
    return found == nullptr ? UserRecord() : *found;
  }

  UserTable table_;
  Hashers hashers_;
  std::string error_;
};

constexpr std::string_view kHash =
    "pbkdf2_sha256$1$seasaltseasaltseasalt1$1OT8Z1+BzGME7/Wzcs8sNDrZc09NcGj1+nJkkbJd9TQ=";

TEST_F(RecordsOfFiles, ADumpWithNumbers) {
  const auto records = dump(
      R"([{"model": "contenttypes.contenttype", "pk": 7, "fields": {"app_label": "blog", "model": "post"}},
       {"model": "auth.permission", "pk": 3, "fields": {"name": "Can add post", "content_type": 7,
        "codename": "add_post"}},
       {"model": "auth.group", "pk": 2, "fields": {"name": "editors", "permissions": [3]}},
       {"model": "admin.logentry", "pk": 1, "fields": {}},
       {"model": "auth.user", "pk": 12, "fields": {"password": ")" +
      std::string(kHash) +
      R"(", "last_login": "2023-11-14T22:13:20.123Z", "is_superuser": false, "username": "kim",
        "first_name": "Kim", "last_name": "", "email": "k@example.org", "is_staff": true, "is_active": true,
        "date_joined": "2023-11-01T00:00:00Z", "groups": [2], "user_permissions": [3]}}])");
  ASSERT_EQ(error_, "");
  ASSERT_EQ(records.size(), 3U);
  const PermissionName permission{"blog", "post", "add_post"};
  EXPECT_EQ(std::get<PermissionRecord>(records[0].what).permission, permission);
  EXPECT_EQ(std::get<PermissionRecord>(records[0].what).name, "Can add post");
  const GroupRecord group = std::get<GroupRecord>(records[1].what);
  EXPECT_EQ(group.key, 2);
  EXPECT_EQ(group.permissions, std::vector{permission});
  const UserRecord kim = user(records[2]);
  EXPECT_EQ(kim.key, "12");
  EXPECT_EQ(kim.password->reveal(), kHash);
  EXPECT_EQ(kim.groups, std::vector<std::string>{"editors"});
  EXPECT_EQ(kim.permissions, std::vector{permission});
  EXPECT_EQ(kim.last_login, Instant(std::chrono::milliseconds(1'700'000'000'123)));
  EXPECT_EQ(kim.is_staff, true);
  EXPECT_TRUE(records[2].warnings.empty());
  EXPECT_EQ(records[2].line, 6U);
}

TEST_F(RecordsOfFiles, ADumpWithNaturalKeys) {
  const auto records = dump(
      R"({"model": "auth.group", "fields": {"name": "editors", "permissions": [["add_post", "blog", "post"]]}}
{"model": "shop.Customer", "pk": "0190a0b0-0000-7000-8000-000000000001", "fields": {"username": "kim",
 "groups": [["editors"]], "shoe_size": 41}})",
      "shop.customer");
  ASSERT_EQ(error_, "");
  EXPECT_EQ(std::get<GroupRecord>(records.at(0).what).key, std::nullopt);
  const UserRecord kim = user(records.at(1));
  EXPECT_EQ(kim.key, "0190a0b0-0000-7000-8000-000000000001");
  EXPECT_EQ(kim.groups, std::vector<std::string>{"editors"});
  EXPECT_EQ(kim.email, std::nullopt);
}

TEST_F(RecordsOfFiles, RefusedObjectsOfADump) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"pk": 1})", ": this is not an object of a dump: it has no model or no fields"},
      {R"({"model": "auth.user", "pk": 1, "fields": {}})", "user '': username: This field cannot be blank."},
      {R"({"model": "auth.user", "fields": {"username": 5}})", "user '': username: a text was expected"},
      {R"({"model": "auth.user", "fields": {"username": "a", "is_staff": 1}})",
       "user 'a': is_staff: true or false was expected"},
      {R"({"model": "auth.user", "fields": {"username": "a", "last_login": "soon"}})",
       "user 'a': last_login: it is not a time that Django writes"},
      {R"({"model": "auth.user", "fields": {"username": "a\u0000b"}})",
       std::string("user 'a") + '\0' + "b': username: Null characters are not allowed."},
      {R"({"model": "auth.user", "fields": {"username": "a", "groups": [9]}})",
       "user 'a': group 9 is not in this file, or was refused: dump auth.group, too, or use "
       "--natural-foreign"},
      {R"({"model": "auth.user", "fields": {"username": "a", "groups": 9}})",
       "user 'a': groups: a list was expected"},
      {R"({"model": "auth.user", "fields": {"username": "a", "user_permissions": [4]}})",
       "user 'a': permission 4 is not in this file: dump auth and contenttypes, too, or use "
       "--natural-foreign"},
      {R"({"model": "auth.permission", "pk": 1, "fields": {"name": "x", "codename": "y", "content_type": 3}})",
       "permission 'y': content type 3 is not in this file: dump contenttypes, too, or use "
       "--natural-foreign"},
      {R"({"model": "auth.group", "fields": {}})", "group: name: a text was expected"},
  };
  for (const auto& [text, expected] : cases) {
    const auto records = dump(text);
    ASSERT_EQ(records.size(), 1U) << text;
    EXPECT_EQ(reason(records[0]), expected) << text;
  }
}

TEST_F(RecordsOfFiles, Csv) {
  const auto records =
      csv("username,email,is_staff,is_active,groups,user_permissions,last_login,password,id\n"
          "kim,Kim@Example.org,yes,,editors; staff ;,blog.post.add_post,2026-01-31 23:59:59+00:00,!,7\n"
          "lee,,F,1,,,,,\n");
  ASSERT_EQ(error_, "");
  const UserRecord kim = user(records.at(0));
  EXPECT_EQ(kim.email, "Kim@Example.org");
  EXPECT_EQ(kim.is_staff, true);
  EXPECT_EQ(kim.is_active, std::nullopt);
  EXPECT_EQ(kim.groups, (std::vector<std::string>{"editors", "staff"}));
  EXPECT_EQ(kim.permissions, (std::vector<PermissionName>{{"blog", "post", "add_post"}}));
  EXPECT_EQ(kim.key, "7");
  EXPECT_TRUE(kim.last_login.has_value());
  const UserRecord lee = user(records.at(1));
  EXPECT_EQ(lee.email, "");
  EXPECT_EQ(lee.is_staff, false);
  EXPECT_EQ(lee.password.has_value(), false);
  EXPECT_EQ(lee.groups, std::vector<std::string>());
  EXPECT_EQ(records.at(1).line, 3U);
}

TEST(CsvHeader, AnAddressIsTheNameWhereItIsTheLogin) {
  const CsvChoice by_address{.name_is_address = true};
  EXPECT_EQ(csv_header({"email", "groups"}, by_address)->front(), CsvColumn::kUsername);
  EXPECT_EQ(csv_header({"username"}, by_address)->front(), CsvColumn::kUsername);
  EXPECT_EQ(csv_header({"username", "email"}, by_address).error(), "the column \"email\" is there twice");
  EXPECT_EQ(csv_header({"groups"}, by_address).error(),
            "the first line must name the columns, email among them");
}

TEST_F(RecordsOfFiles, CsvHeaders) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the file is empty: its first line must name the columns"},
      {"email\n", "line 1: the first line must name the columns, username among them"},
      {"username,username\n", "line 1: the column \"username\" is there twice"},
      {"username,clear_password\n", "line 1: clear passwords are taken only with --hash-passwords"},
  };
  for (const auto& [text, expected] : cases) {
    csv(text);
    EXPECT_EQ(error_, expected);
  }
  csv("username,shoe\n");
  EXPECT_THAT(error_, testing::StartsWith("line 1: there is no column \"shoe\"; known: id, username, "));
  csv("username,password,clear_password\n", true);
  EXPECT_EQ(error_, "line 1: password and clear_password exclude each other");
  EXPECT_EQ(user(csv("username,clear_password\nkim,secret\n", true).at(0)).clear_password->reveal(),
            "secret");
}

TEST_F(RecordsOfFiles, RefusedLinesOfCsv) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"kim,", "user '': the line has 2 fields, the first line 3"},
      {",,", "user '': username: This field cannot be blank."},
      {"kim,,maybe", "user 'kim': is_staff: true or false was expected"},
      {"\xFF,,", "user '': it is not UTF-8"},
      {std::string(151, 'x') + ",,",
       "user '" + std::string(151, 'x') +
           "': username: Ensure this value has at most 150 characters (it has 151)."},
  };
  for (const auto& [line, expected] : cases) {
    const auto records = csv("username,password,is_staff\n" + line + "\nlee,,\n");
    ASSERT_EQ(records.size(), 2U) << line;
    EXPECT_EQ(reason(records[0]), expected);
    EXPECT_EQ(user(records[1]).username, "lee") << "the next line is read";
  }
}

TEST_F(RecordsOfFiles, OddPasswordsAndNamesAreKeptWithAWarning) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"kim,md5$salt$d40497d3861888ac0ef97ad41b2127d7", "the algorithm \"md5\""},
      {"kim,pbkdf2_sha256$x$y", "the hash is damaged"},
      {"kim,secret", "it is not an encoded hash"},
      {"k m,!", "Enter a valid username."},
      {"\xE2\x84\xA6,!", "it is not in normal form (NFKC)"},
  };
  for (const auto& [line, expected] : cases) {
    const auto records = csv("username,password\n" + line + "\n");
    user(records.at(0));
    EXPECT_THAT(records.at(0).warnings, testing::Contains(testing::HasSubstr(expected))) << line;
    EXPECT_THAT(records.at(0).warnings, testing::Not(testing::Contains(testing::HasSubstr("secret"))));
  }
  EXPECT_THAT(csv("username,password\nkim," + std::string(kHash) + "\n").at(0).warnings, testing::IsEmpty());
}

}  // namespace
}  // namespace narvi::accounts::intake
