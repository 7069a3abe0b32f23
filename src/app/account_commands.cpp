#include "app/account_commands.h"

#include <array>

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 2> kForms = {"csv", "json"};
constexpr std::array<std::string_view, 2> kYesNo = {"yes", "no"};

constexpr auto kSuperuserOptions = std::to_array<CommandOption>({
    {"--username", "", "USER", "name of the new user"},
    {"--email", "", "ADDRESS", "mail address of the new user"},
    {"--noinput", "", "",
     "ask nothing: take what is missing from DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD"},
});

constexpr auto kUserOptions = std::to_array<CommandOption>({
    {"--username", "", "USER", "name of the new user"},
    {"--email", "", "ADDRESS", "mail address of the new user"},
    {"--first-name", "", "NAME", "first name"},
    {"--last-name", "", "NAME", "last name"},
    {"--staff", "", "", "the user may enter the administration"},
    {"--inactive", "", "", "the user may not log in yet"},
    {"--group", "", "NAMES", "groups of the new user, with commas between"},
    {"--noinput", "", "", "ask nothing: the password is DJANGO_USER_PASSWORD; without it, none works"},
    {"--password-stdin", "", "", "ask nothing: the password is the first line of standard input"},
});

constexpr auto kPasswordOptions = std::to_array<CommandOption>({
    {"username", "", "USER", "whose password; your own system name if left out"},
});

constexpr auto kImportOptions = std::to_array<CommandOption>({
    {"--format", "", "FORM", "form of the file; without it, its name tells: csv, else json", false, kForms},
    {"--model", "", "APP.MODEL", "what the dump calls users; without it auth.user"},
    {"--update", "", "", "who is there already gets what the file says; without it, a difference is refused"},
    {"--keep-keys", "", "YES|NO", "users and groups keep the keys of the file; yes for dumps, no for CSV",
     false, kYesNo},
    {"--create-groups", "", "", "make groups that are merely named"},
    {"--hash-passwords", "", "", "CSV: hash the passwords in the column clear_password"},
    {"--dry-run", "", "", "check everything, write nothing"},
    {"file", "", "FILE", "Django's dumpdata (JSON) or CSV; - is standard input", true},
});

constexpr auto kListOptions = std::to_array<CommandOption>({
    {"--active", "", "", "only those who may log in"},
    {"--inactive", "", "", "only those who may not"},
    {"--staff", "", "", "only those who may enter the administration"},
    {"--superuser", "", "", "only administrators with every permission"},
    {"--search", "", "TEXT", "only those with it in name, first name, last name or address"},
    {"--json", "", "", "as JSON, one user a line"},
});

constexpr auto kShowOptions = std::to_array<CommandOption>({
    {"--json", "", "", "as JSON"},
    {"user", "", "USER", "name, key or mail address", true},
});

constexpr auto kOneUser = std::to_array<CommandOption>({
    {"user", "", "USER", "name, key or mail address", true},
});

constexpr auto kDeleteOptions = std::to_array<CommandOption>({
    {"--yes", "", "", "do not ask"},
    {"--dry-run", "", "", "say what would go, delete nothing"},
    {"user", "", "USER", "name, key or mail address", true},
});

constexpr auto kCommands = std::to_array<Command>({
    {{"Accounts", "createsuperuser", "create an administrator", kSuperuserOptions},
     true,
     run_createsuperuser},
    {{"Accounts", "createuser", "create a user", kUserOptions}, true, run_createuser},
    {{"Accounts", "changepassword", "set the password of a user", kPasswordOptions},
     true,
     run_changepassword},
    {{"Accounts", "import-users", "take users, groups and permissions from a file", kImportOptions},
     true,
     run_import_users},
    {{"Accounts", "users list", "list users", kListOptions}, true, run_users_list},
    {{"Accounts", "users show", "show one user", kShowOptions}, true, run_users_show},
    {{"Accounts", "users activate", "let a user log in again", kOneUser}, true, run_users_activate},
    {{"Accounts", "users deactivate", "let a user log in no more", kOneUser}, true, run_users_deactivate},
    {{"Accounts", "users delete", "delete a user and what belongs to it", kDeleteOptions},
     true,
     run_users_delete},
});

}  // namespace

std::span<const Command> account_commands() {
  return kCommands;
}

}  // namespace narvi::app
