#include "accounts/groups.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace narvi::accounts {

namespace {

using database::Outcome;
using database::Params;

constexpr std::size_t kLongestName = 150;  // of auth_group.name; SQLite would take more
constexpr int kAttempts = 5;

/// SQL about the members; never run if there are none.
std::string about_members(const UserTable& table, std::string_view sql) {
  return table.groups.empty() ? "SELECT 1" : table.expand(sql);
}

Result<void> check_name(const std::string& name) {
  if (name.empty() || find_utf8_fault(name) || name.find('\0') != std::string::npos ||
      count_code_points(name) > kLongestName) {
    return fail(ErrorKind::kInvalid, "the name of a group has 1 to 150 characters");
  }
  return {};
}

tl::unexpected<Error> failed(const database::Error& error) {
  if (error.code == database::ErrorCode::kConstraint) {
    return fail(ErrorKind::kNotFound, "there is no such user or group");
  }
  return tl::unexpected<Error>(database::to_error(error));
}

std::vector<Group> groups_in(const database::Rows& rows) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    groups.push_back({rows[i].integer(0).value_or(0), rows[i].text(1)});
  }
  return groups;
}

}  // namespace

Groups::Groups(database::Database& database, const UserTable& table)
    : database_(database),
      table_(table),
      has_members_(!table.groups.empty()),
      find_("accounts.group_by_name", "SELECT id, name FROM auth_group WHERE name = $1"),
      list_("accounts.group_list", "SELECT id, name FROM auth_group ORDER BY name"),
      insert_("accounts.group_insert",
              "INSERT INTO auth_group (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id"),
      rename_("accounts.group_rename", "UPDATE auth_group SET name = $2 WHERE id = $1"),
      delete_members_("accounts.group_delete_members",
                      about_members(table, "DELETE FROM {user.groups} WHERE group_id = $1")),
      delete_permissions_("accounts.group_delete_permissions",
                          "DELETE FROM auth_group_permissions WHERE group_id = $1"),
      delete_("accounts.group_delete", "DELETE FROM auth_group WHERE id = $1"),
      of_user_("accounts.groups_of_user",
               about_members(table,
                             "SELECT g.id, g.name FROM {user.groups} m"
                             " JOIN auth_group g ON g.id = m.group_id WHERE m.{user.link} = $1")),
      members_("accounts.group_members",
               about_members(table,
                             "SELECT {user.columns} FROM {user.groups} m"
                             " JOIN {user.table} u ON u.{user.key} = m.{user.link} WHERE m.group_id = $1"
                             " AND (u.{user.key} > $2 OR $2 IS NULL) ORDER BY u.{user.key} LIMIT $3")),
      add_user_("accounts.group_add_user",
                about_members(table,
                              "INSERT INTO {user.groups} ({user.link}, group_id) VALUES ($1, $2)"
                              " ON CONFLICT DO NOTHING")),
      remove_user_(
          "accounts.group_remove_user",
          about_members(table, "DELETE FROM {user.groups} WHERE {user.link} = $1 AND group_id = $2")),
      clear_user_("accounts.group_clear_user",
                  about_members(table, "DELETE FROM {user.groups} WHERE {user.link} = $1")) {}

Result<void> Groups::require_members() const {
  if (!has_members_) {
    return fail(ErrorKind::kConfiguration,
                "the users of this site have no groups: [users] groups_table is \"\"");
  }
  return {};
}

io::Task<Result<std::optional<Group>>> Groups::find(std::string name) {
  const database::Result<database::Rows> rows = co_await database_.look_up(find_, {std::move(name)});
  if (!rows) {
    if (rows.error().code == database::ErrorCode::kRejectedValue) {
      co_return std::optional<Group>();
    }
    co_return failed(rows.error());
  }
  if (rows->empty()) {
    co_return std::optional<Group>();
  }
  co_return std::optional<Group>(groups_in(*rows).front());
}

io::Task<Result<std::vector<Group>>> Groups::list() {
  const database::Result<database::Rows> rows = co_await database_.scan(list_, {});
  if (!rows) {
    co_return failed(rows.error());
  }
  co_return groups_in(*rows);
}

io::Task<Result<FoundGroup>> Groups::find_or_create(std::string name) {
  if (const Result<void> good = check_name(name); !good) {
    co_return tl::unexpected<Error>(good.error());
  }
  // Between two statements somebody may create or delete it: then the next turn sees what they did.
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Result<std::optional<Group>> found = co_await find(name);
    if (!found) {
      co_return tl::unexpected<Error>(std::move(found.error()));
    }
    if (*found) {
      co_return FoundGroup{std::move(**found), false};
    }
    const database::Result<Outcome> made = co_await database_.write(insert_, {name});
    if (!made) {
      co_return failed(made.error());
    }
    if (!made->rows.empty()) {
      co_return FoundGroup{{made->rows.front().integer(0).value_or(0), name}, true};
    }
  }
  co_return fail(ErrorKind::kUnavailable, "a group was made and deleted by others again and again");
}

io::Task<database::Result<FoundGroup>> Groups::find_or_create_in(database::Transaction& transaction,
                                                                 std::string name) {
  // The INSERT first: it waits for others who make the same name, so what it does not make is there.
  const database::Result<Outcome> made = co_await transaction.run(insert_, {name});
  if (!made) {
    co_return tl::unexpected<database::Error>(made.error());
  }
  if (!made->rows.empty()) {
    co_return FoundGroup{{made->rows.front().integer(0).value_or(0), std::move(name)}, true};
  }
  const database::Result<Outcome> found = co_await transaction.run(find_, {name});
  if (!found) {
    co_return tl::unexpected<database::Error>(found.error());
  }
  if (found->rows.empty()) {
    co_return database::fail(database::ErrorCode::kSerialization, "a group was deleted at the same moment");
  }
  co_return FoundGroup{groups_in(found->rows).front(), false};
}

io::Task<Result<bool>> Groups::rename(std::int64_t group, std::string name) {
  if (const Result<void> good = check_name(name); !good) {
    co_return tl::unexpected<Error>(good.error());
  }
  const database::Result<Outcome> renamed = co_await database_.write(rename_, {group, std::move(name)});
  if (!renamed) {
    co_return failed(renamed.error());
  }
  co_return renamed->affected == 1;
}

io::Task<Result<bool>> Groups::remove(std::int64_t group) {
  database::Batch batch;
  if (has_members_) {
    batch.add(delete_members_, {group});
  }
  batch.add(delete_permissions_, {group}).add(delete_, {group});
  const database::Result<std::vector<Outcome>> removed = co_await database_.run(std::move(batch));
  if (!removed) {
    if (removed.error().code == database::ErrorCode::kConstraint) {
      co_return fail(ErrorKind::kConflict, "rows of another table refer to the group");
    }
    co_return failed(removed.error());
  }
  co_return removed->back().affected == 1;
}

io::Task<Result<std::vector<Group>>> Groups::of_user(UserKey user) {
  if (!has_members_) {
    co_return std::vector<Group>();
  }
  const database::Result<database::Rows> rows = co_await database_.look_up(of_user_, {user.value()});
  if (!rows) {
    co_return failed(rows.error());
  }
  std::vector<Group> groups = groups_in(*rows);
  std::sort(groups.begin(), groups.end(),
            [](const Group& one, const Group& other) { return one.name < other.name; });
  co_return groups;
}

io::Task<Result<std::vector<User>>> Groups::members(std::int64_t group, UserPage page) {
  std::vector<User> users;
  if (!has_members_) {
    co_return users;
  }
  Params params{group, page.after ? page.after->value() : database::Value(database::Null()),
                database::integer(static_cast<std::int64_t>(page.limit))};
  const database::Result<database::Rows> rows = co_await database_.scan(members_, std::move(params));
  if (!rows) {
    co_return failed(rows.error());
  }
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

io::Task<Result<bool>> Groups::add_user(std::int64_t group, UserKey user) {
  if (const Result<void> there = require_members(); !there) {
    co_return tl::unexpected<Error>(there.error());
  }
  const database::Result<Outcome> added = co_await database_.write(add_user_, {user.value(), group});
  if (!added) {
    co_return failed(added.error());
  }
  co_return added->affected == 1;
}

io::Task<Result<bool>> Groups::remove_user(std::int64_t group, UserKey user) {
  if (const Result<void> there = require_members(); !there) {
    co_return tl::unexpected<Error>(there.error());
  }
  const database::Result<Outcome> removed = co_await database_.write(remove_user_, {user.value(), group});
  if (!removed) {
    co_return failed(removed.error());
  }
  co_return removed->affected > 0;
}

io::Task<database::Result<bool>> Groups::add_user_in(database::Transaction& transaction, std::int64_t group,
                                                     UserKey user) {
  const database::Result<Outcome> added = co_await transaction.run(add_user_, {user.value(), group});
  if (!added) {
    co_return tl::unexpected<database::Error>(added.error());
  }
  co_return added->affected == 1;
}

io::Task<database::Result<void>> Groups::clear_user_in(database::Transaction& transaction, UserKey user) {
  if (!has_members_) {
    co_return database::Result<void>();
  }
  const database::Result<Outcome> cleared = co_await transaction.run(clear_user_, {user.value()});
  if (!cleared) {
    co_return tl::unexpected<database::Error>(cleared.error());
  }
  co_return database::Result<void>();
}

}  // namespace narvi::accounts
