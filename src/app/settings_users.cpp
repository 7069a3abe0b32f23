#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 2> kKeyTypes = {"integer", "uuid"};

// The parts of accounts::UserTable; "" means that the table has no such column (design §3).
constexpr auto kUsers = std::to_array<Setting>({
    {"table", SettingType::kText, "\"auth_user\"", "the user table"},
    {"id_type", SettingType::kText, "\"integer\"", "type of its key", kKeyTypes},
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
});

constexpr std::array<SettingTable, 1> kTables = {{
    {"users", "The user table, for sites with a user model of their own.", kUsers},
}};

}  // namespace

std::span<const SettingTable> user_tables() {
  return kTables;
}

}  // namespace narvi::app
