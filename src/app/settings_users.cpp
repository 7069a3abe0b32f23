#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 3> kKeyTypes = {"integer", "bigint", "uuid"};

// The parts of accounts::UserTable; "" means that the table has no such column (design §3).
constexpr auto kUsers = std::to_array<Setting>({
    {"table", SettingType::kText, "\"auth_user\"", "the user table"},
    {"id_type", SettingType::kText, "\"integer\"",
     "type of its key: integer (AutoField), bigint (BigAutoField) or uuid (UUIDField)", kKeyTypes},
    {"id_field", SettingType::kText, "\"id\"", "column of the key"},
    {"username_field", SettingType::kText, "\"username\"", "column of the name that people log in with"},
    {"password_field", SettingType::kText, "\"password\"", "column of the encoded password hash"},
    {"email_field", SettingType::kText, "\"email\"", "column of the mail address; \"\": there is none"},
    {"first_name_field", SettingType::kText, "\"first_name\"",
     "column of the first name; \"\": there is none"},
    {"last_name_field", SettingType::kText, "\"last_name\"", "column of the last name; \"\": there is none"},
    {"is_active_field", SettingType::kText, "\"is_active\"",
     "column of the flag; \"\": every user is active"},
    {"is_staff_field", SettingType::kText, "\"is_staff\"", "column of the flag; \"\": nobody is"},
    {"is_superuser_field", SettingType::kText, "\"is_superuser\"", "column of the flag; \"\": nobody is"},
    {"last_login_field", SettingType::kText, "\"last_login\"",
     "column of the last login; \"\": it is not kept"},
    {"date_joined_field", SettingType::kText, "\"date_joined\"",
     "column of the first day; \"\": it is not kept"},
    {"groups_table", SettingType::kText, "\"auto\"",
     "table that joins users to groups; auto: the user table's name with _groups; \"\": users have no "
     "groups"},
    {"user_permissions_table", SettingType::kText, "\"auto\"",
     "the same for permissions; auto: with _user_permissions; \"\": users have no permissions of their own"},
    {"link_field", SettingType::kText, "\"auto\"",
     "column of the user's key in those two; auto: what stands behind the last _ of the user table, with "
     "_id"},
    {"insert_defaults", SettingType::kMap, "{}",
     "further columns that new users need, with their texts: flags and numbers as \"0\", \"1\"; \"{now}\" is "
     "the moment of creation"},
});

constexpr std::array<SettingTable, 1> kTables = {{
    {"users", "The user table, for sites with a user model of their own.", kUsers},
}};

}  // namespace

std::span<const SettingTable> user_tables() {
  return kTables;
}

}  // namespace narvi::app
