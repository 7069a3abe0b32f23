#include "accounts/permissions.h"

#include <utility>

namespace narvi::accounts {

namespace {

using database::Outcome;
using database::Params;

constexpr std::string_view kLabel = "SELECT c.app_label, p.codename FROM ";
constexpr std::string_view kRow = "SELECT p.id, c.app_label, c.model, p.codename, p.name FROM ";
/// From a link `l` to the permission and its content type.
constexpr std::string_view kOfLink =
    " JOIN auth_permission p ON p.id = l.permission_id"
    " JOIN django_content_type c ON c.id = p.content_type_id";
constexpr std::string_view kPermissions =
    "auth_permission p JOIN django_content_type c ON c.id = p.content_type_id";
constexpr std::string_view kInOrder = " ORDER BY c.app_label, c.model, p.codename";

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    text += part;
  }
  return text;
}

std::string of_user_sql(const UserTable& table) {
  return table.permissions.empty()
             ? std::string()
             : table.expand(join({kLabel, "{user.permissions} l", kOfLink, " WHERE l.{user.link} = $1"}));
}

std::string of_groups_sql(const UserTable& table) {
  return table.groups.empty()
             ? std::string()
             : table.expand(
                   join({kLabel, "{user.groups} m JOIN auth_group_permissions l ON l.group_id = m.group_id",
                         kOfLink, " WHERE m.{user.link} = $1"}));
}

/// Doubles fall out when the set is made, which spares the engine a sort.
std::string of_both_sql(const UserTable& table) {
  const std::string own = of_user_sql(table);
  const std::string groups = of_groups_sql(table);
  return own.empty() || groups.empty() ? own + groups : own + " UNION ALL " + groups;
}

std::string or_nothing(std::string sql) {
  return sql.empty() ? "SELECT 1" : sql;
}

/// Contract django-auth §3.5, with_perm: $1 active, $2 superusers, too, $3 app, $4 codename, $5 after, $6
/// limit.
std::string holders_sql(const UserTable& table) {
  std::string sql = table.expand("SELECT {user.columns} FROM {user.table} u WHERE (");
  sql += table.is_active.empty() ? "TRUE" : table.expand("u.{user.is_active}");
  sql += " = $1 OR $1 IS NULL) AND (($2 AND ";
  sql += table.is_superuser.empty() ? "FALSE" : table.expand("u.{user.is_superuser}");
  sql += ") OR ($3 = $4 AND FALSE)";
  const std::string asked = " AND c.app_label = $3 AND p.codename = $4)";
  if (!table.permissions.empty()) {
    sql += table.expand(join({" OR EXISTS (SELECT 1 FROM {user.permissions} l", kOfLink,
                              " WHERE l.{user.link} = u.{user.key}", asked}));
  }
  if (!table.groups.empty()) {
    sql += table.expand(
        join({" OR EXISTS (SELECT 1 FROM {user.groups} m JOIN auth_group_permissions l ON l.group_id = "
              "m.group_id",
              kOfLink, " WHERE m.{user.link} = u.{user.key}", asked}));
  }
  return sql + table.expand(") AND (u.{user.key} > $5 OR $5 IS NULL) ORDER BY u.{user.key} LIMIT $6");
}

std::string own_sql(const UserTable& table, std::string_view sql) {
  return table.permissions.empty() ? "SELECT 1" : table.expand(sql);
}

PermissionSet labels_in(const database::Rows& rows) {
  PermissionSet set;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    set.insert(rows[i].text(0) + "." + rows[i].text(1));
  }
  return set;
}

std::vector<Permission> rows_in(const database::Rows& rows) {
  std::vector<Permission> permissions;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const database::Row row = rows[i];
    permissions.push_back({row.integer(0).value_or(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  }
  return permissions;
}

tl::unexpected<Error> failed(const database::Error& error) {
  if (error.code == database::ErrorCode::kConstraint) {
    return fail(ErrorKind::kNotFound, "there is no such user, group or permission");
  }
  return tl::unexpected<Error>(database::to_error(error));
}

/// The rows; none if the engine cannot even compare what was asked for (NUL in text).
Result<std::vector<Permission>> rows_or_none(const database::Result<database::Rows>& rows) {
  if (rows) {
    return rows_in(*rows);
  }
  if (rows.error().code == database::ErrorCode::kRejectedValue) {
    return std::vector<Permission>();
  }
  return failed(rows.error());
}

}  // namespace

std::optional<PermissionLabel> parse_permission_label(std::string_view label) {
  const std::size_t dot = label.find('.');
  if (dot == std::string_view::npos || label.find('.', dot + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return PermissionLabel{std::string(label.substr(0, dot)), std::string(label.substr(dot + 1))};
}

Permissions::Permissions(database::Database& database, const UserTable& table)
    : database_(database),
      table_(table),
      has_groups_(!table.groups.empty()),
      has_own_(!table.permissions.empty()),
      of_user_("accounts.permissions_of_user", or_nothing(of_user_sql(table))),
      of_groups_("accounts.permissions_of_groups", or_nothing(of_groups_sql(table))),
      of_both_("accounts.permissions_of_both", or_nothing(of_both_sql(table))),
      of_group_("accounts.permissions_of_group",
                join({kRow, "auth_group_permissions l", kOfLink, " WHERE l.group_id = $1"})),
      list_("accounts.permission_list", join({kRow, kPermissions, kInOrder})),
      by_label_("accounts.permissions_by_label",
                join({kRow, kPermissions, " WHERE c.app_label = $1 AND p.codename = $2", kInOrder})),
      natural_("accounts.permission_by_natural_key",
               join({kRow, kPermissions, " WHERE c.app_label = $1 AND c.model = $2 AND p.codename = $3"})),
      holders_("accounts.permission_holders", holders_sql(table)),
      grant_user_("accounts.permission_grant_user",
                  own_sql(table,
                          "INSERT INTO {user.permissions} ({user.link}, permission_id)"
                          " VALUES ($1, $2) ON CONFLICT DO NOTHING")),
      grant_group_("accounts.permission_grant_group",
                   "INSERT INTO auth_group_permissions (group_id, permission_id)"
                   " VALUES ($1, $2) ON CONFLICT DO NOTHING"),
      revoke_user_(
          "accounts.permission_revoke_user",
          own_sql(table, "DELETE FROM {user.permissions} WHERE {user.link} = $1 AND permission_id = $2")),
      revoke_group_("accounts.permission_revoke_group",
                    "DELETE FROM auth_group_permissions WHERE group_id = $1 AND permission_id = $2"),
      clear_user_("accounts.permission_clear_user",
                  own_sql(table, "DELETE FROM {user.permissions} WHERE {user.link} = $1")) {}

Result<void> Permissions::require_own() const {
  if (!has_own_) {
    return fail(ErrorKind::kConfiguration,
                "the users of this site have no permissions of their own: [users] user_permissions_table is "
                "\"\"");
  }
  return {};
}

io::Task<Result<PermissionSet>> Permissions::labels(const database::Statement& statement, UserKey user) {
  const database::Result<database::Rows> rows = co_await database_.look_up(statement, {user.value()});
  if (!rows) {
    co_return failed(rows.error());
  }
  co_return labels_in(*rows);
}

io::Task<Result<PermissionSet>> Permissions::of_user(UserKey user) {
  if (!has_own_) {
    co_return PermissionSet();
  }
  co_return co_await labels(of_user_, user);
}

io::Task<Result<PermissionSet>> Permissions::of_groups_of_user(UserKey user) {
  if (!has_groups_) {
    co_return PermissionSet();
  }
  co_return co_await labels(of_groups_, user);
}

io::Task<Result<PermissionSet>> Permissions::of_user_and_groups(UserKey user) {
  if (!has_own_ && !has_groups_) {
    co_return PermissionSet();
  }
  co_return co_await labels(of_both_, user);
}

io::Task<Result<std::vector<Permission>>> Permissions::of_group(std::int64_t group) {
  const database::Result<database::Rows> rows = co_await database_.look_up(of_group_, {group});
  co_return rows_or_none(rows);
}

io::Task<Result<PermissionSet>> Permissions::all() {
  const Result<std::vector<Permission>> rows = co_await list();
  if (!rows) {
    co_return tl::unexpected<Error>(rows.error());
  }
  PermissionSet set;
  for (const Permission& permission : *rows) {
    set.insert(permission.label());
  }
  co_return set;
}

io::Task<Result<std::vector<Permission>>> Permissions::list() {
  const database::Result<database::Rows> rows = co_await database_.scan(list_, {});
  co_return rows_or_none(rows);
}

io::Task<Result<std::vector<Permission>>> Permissions::find(std::string app_label, std::string codename) {
  const database::Result<database::Rows> rows =
      co_await database_.scan(by_label_, {std::move(app_label), std::move(codename)});
  co_return rows_or_none(rows);
}

io::Task<Result<std::optional<Permission>>> Permissions::find(std::string app_label, std::string model,
                                                              std::string codename) {
  const database::Result<database::Rows> rows =
      co_await database_.look_up(natural_, {std::move(app_label), std::move(model), std::move(codename)});
  Result<std::vector<Permission>> found = rows_or_none(rows);
  if (!found) {
    co_return tl::unexpected<Error>(std::move(found.error()));
  }
  co_return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

io::Task<Result<std::vector<User>>> Permissions::holders(WithPermission asked, UserPage page) {
  const std::optional<PermissionLabel> label = parse_permission_label(asked.label);
  if (!label) {
    co_return fail(ErrorKind::kInvalid,
                   "Permission name should be in the form app_label.permission_codename.");
  }
  Params params{asked.active ? database::Value(*asked.active) : database::Value(database::Null()),
                asked.include_superusers,
                label->app_label,
                label->codename,
                page.after ? page.after->value() : database::Value(database::Null()),
                database::integer(static_cast<std::int64_t>(page.limit))};
  const database::Result<database::Rows> rows = co_await database_.scan(holders_, std::move(params));
  if (!rows) {
    co_return failed(rows.error());
  }
  std::vector<User> users;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    std::optional<User> user = table_.decode((*rows)[i]);
    if (!user) {
      co_return fail(ErrorKind::kInternal,
                     "a row of " + table_.table + " has a column of an unexpected type");
    }
    users.push_back(std::move(*user));
  }
  co_return users;
}

io::Task<Result<bool>> Permissions::change(const database::Statement& statement, Params params) {
  const database::Result<Outcome> changed = co_await database_.write(statement, std::move(params));
  if (!changed) {
    co_return failed(changed.error());
  }
  co_return changed->affected > 0;
}

io::Task<Result<bool>> Permissions::grant_to_user(UserKey user, std::int64_t permission) {
  if (const Result<void> there = require_own(); !there) {
    co_return tl::unexpected<Error>(there.error());
  }
  co_return co_await change(grant_user_, {user.value(), permission});
}

io::Task<Result<bool>> Permissions::grant_to_group(std::int64_t group, std::int64_t permission) {
  return change(grant_group_, {group, permission});
}

io::Task<Result<bool>> Permissions::revoke_from_user(UserKey user, std::int64_t permission) {
  if (const Result<void> there = require_own(); !there) {
    co_return tl::unexpected<Error>(there.error());
  }
  co_return co_await change(revoke_user_, {user.value(), permission});
}

io::Task<Result<bool>> Permissions::revoke_from_group(std::int64_t group, std::int64_t permission) {
  return change(revoke_group_, {group, permission});
}

io::Task<database::Result<bool>> Permissions::grant_to_user_in(database::Transaction& transaction,
                                                               UserKey user, std::int64_t permission) {
  const database::Result<Outcome> granted = co_await transaction.run(grant_user_, {user.value(), permission});
  if (!granted) {
    co_return tl::unexpected<database::Error>(granted.error());
  }
  co_return granted->affected == 1;
}

io::Task<database::Result<bool>> Permissions::grant_to_group_in(database::Transaction& transaction,
                                                                std::int64_t group, std::int64_t permission) {
  const database::Result<Outcome> granted = co_await transaction.run(grant_group_, {group, permission});
  if (!granted) {
    co_return tl::unexpected<database::Error>(granted.error());
  }
  co_return granted->affected == 1;
}

io::Task<database::Result<void>> Permissions::clear_user_in(database::Transaction& transaction,
                                                            UserKey user) {
  if (!has_own_) {
    co_return database::Result<void>();
  }
  const database::Result<Outcome> cleared = co_await transaction.run(clear_user_, {user.value()});
  if (!cleared) {
    co_return tl::unexpected<database::Error>(cleared.error());
  }
  co_return database::Result<void>();
}

}  // namespace narvi::accounts
