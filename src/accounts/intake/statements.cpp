#include "accounts/intake/statements.h"

namespace narvi::accounts::intake {

namespace {

std::string quoted(const std::string& name) {
  return '"' + name + '"';
}

/// Only forward: keys that a sequence gave out and that were deleted since are not given out again.
std::string next_key_sql(const std::string& table, const std::string& key) {
  return "SELECT setval(s.name::regclass, k.highest) FROM (SELECT pg_get_serial_sequence('" + quoted(table) +
         "', '" + key + "') AS name) s, (SELECT MAX(" + quoted(key) + ") AS highest FROM " + quoted(table) +
         ") k WHERE s.name IS NOT NULL AND k.highest > COALESCE(pg_sequence_last_value(s.name::regclass), 0)";
}

}  // namespace

LinkStatements::LinkStatements(const std::string& name, const std::string& table, const std::string& owner,
                               const std::string& target)
    : list("intake.list_" + name, table.empty() ? "SELECT NULL"
                                                : "SELECT " + target + " FROM " + quoted(table) + " WHERE " +
                                                      quoted(owner) + " = $1"),
      insert("intake.insert_" + name, table.empty()
                                          ? "SELECT NULL"
                                          : "INSERT INTO " + quoted(table) + " (" + quoted(owner) + ", " +
                                                target + ") VALUES ($1, $2) ON CONFLICT DO NOTHING"),
      clear("intake.clear_" + name,
            table.empty() ? "SELECT NULL"
                          : "DELETE FROM " + quoted(table) + " WHERE " + quoted(owner) + " = $1") {}

Statements::Statements(const UserTable& table)
    : user_by_key("intake.user_by_key",
                  table.expand("SELECT u.{user.username} FROM {user.table} u WHERE u.{user.key} = $1")),
      group_by_name("intake.group_by_name", "SELECT id FROM auth_group WHERE name = $1"),
      insert_group("intake.insert_group",
                   "INSERT INTO auth_group (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id"),
      insert_group_with_key(
          "intake.insert_group_with_key",
          "INSERT INTO auth_group (name, id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id"),
      content_type("intake.content_type",
                   "SELECT id FROM django_content_type WHERE app_label = $1 AND model = $2"),
      insert_content_type(
          "intake.insert_content_type",
          "INSERT INTO django_content_type (app_label, model) VALUES ($1, $2) ON CONFLICT DO NOTHING "
          "RETURNING id"),
      permission(
          "intake.permission",
          "SELECT p.id FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id WHERE "
          "c.app_label = $1 AND c.model = $2 AND p.codename = $3"),
      insert_permission(
          "intake.insert_permission",
          "INSERT INTO auth_permission (content_type_id, codename, name) VALUES ($1, $2, $3) ON "
          "CONFLICT DO NOTHING RETURNING id"),
      user_groups("user_groups", table.groups, table.link, "group_id"),
      user_permissions("user_permissions", table.permissions, table.link, "permission_id"),
      group_permissions("group_permissions", "auth_group_permissions", "group_id", "permission_id"),
      next_user_key(table.key_type == UserKeyType::kUuid ? "" : next_key_sql(table.table, table.key)),
      next_group_key(next_key_sql("auth_group", "id")) {}

}  // namespace narvi::accounts::intake
