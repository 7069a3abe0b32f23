// Groups and permissions: found by name, made where the file brings them.

#include <algorithm>
#include <utility>

#include "accounts/intake/writer.h"

namespace narvi::accounts::intake {

using database::Params;

Writer::Task<std::optional<std::int64_t>> Writer::first_key(const database::Statement& statement,
                                                            Params params) {
  auto outcome = co_await transaction_.run(statement, std::move(params));
  if (!outcome) {
    co_return tl::unexpected<database::Error>(std::move(outcome.error()));
  }
  co_return outcome->rows.empty() ? std::optional<std::int64_t>() : outcome->rows.front().integer(0);
}

/// Empty: there is none, and none is to be made. A dry run answers 0 for one that it would have made.
Writer::Task<std::optional<std::int64_t>> Writer::group_key(const std::string& name) {
  if (const auto known = groups_.find(name); known != groups_.end()) {
    co_return known->second;
  }
  auto key = co_await first_key(context_.statements.group_by_name, {name});
  if (!key) {
    co_return key;
  }
  if (!*key && context_.options.dry_run) {
    const bool would_be = context_.options.create_groups || context_.dry_run.groups.contains(name);
    co_return would_be ? std::optional<std::int64_t>(0) : std::nullopt;
  }
  if (!*key && context_.options.create_groups) {
    key = co_await first_key(context_.statements.insert_group, {name});
  }
  if (key && *key) {
    groups_.emplace(name, **key);
  }
  co_return key;
}

/// The same for a permission, which is never made because it was merely named.
Writer::Task<std::optional<std::int64_t>> Writer::permission_key(const PermissionName& name) {
  if (const auto known = permissions_.find(name); known != permissions_.end()) {
    co_return known->second;
  }
  auto key = co_await first_key(context_.statements.permission, {name.app_label, name.model, name.codename});
  if (key && *key) {
    permissions_.emplace(name, **key);
  } else if (key && context_.options.dry_run && context_.dry_run.permissions.contains(name)) {
    co_return std::optional<std::int64_t>(0);
  }
  co_return key;
}

/// Appends the keys, each once; returns why one of them has none.
Writer::Task<std::string> Writer::permission_keys(const std::vector<PermissionName>& names,
                                                  std::vector<std::int64_t>& keys) {
  for (const PermissionName& name : names) {
    auto key = co_await permission_key(name);
    if (!key) {
      co_return tl::unexpected<database::Error>(std::move(key.error()));
    }
    if (!*key) {
      co_return "there is no permission " + name.app_label + "." + name.model + "." + name.codename +
          ": dump auth.permission, too";
    }
    if (std::find(keys.begin(), keys.end(), **key) == keys.end()) {
      keys.push_back(**key);
    }
  }
  co_return std::string();
}

Writer::Task<Verdict> Writer::write_permission(const PermissionRecord& permission) {
  const PermissionName& name = permission.permission;
  auto found = co_await permission_key(name);
  if (!found) {
    co_return tl::unexpected<database::Error>(std::move(found.error()));
  }
  if (*found) {
    co_return Verdict{Verdict::Kind::kUnchanged, {}};
  }
  if (context_.options.dry_run) {
    co_return Verdict{Verdict::Kind::kCreated, {}};
  }
  auto type = co_await first_key(context_.statements.content_type, {name.app_label, name.model});
  if (type && !*type) {
    type = co_await first_key(context_.statements.insert_content_type, {name.app_label, name.model});
  }
  if (!type) {
    co_return tl::unexpected<database::Error>(std::move(type.error()));
  }
  if (!*type) {
    co_return Verdict{Verdict::Kind::kRefused, "somebody else made its content type at the same moment"};
  }
  auto made =
      co_await first_key(context_.statements.insert_permission, {**type, name.codename, permission.name});
  if (!made) {
    co_return tl::unexpected<database::Error>(std::move(made.error()));
  }
  co_return Verdict{*made ? Verdict::Kind::kCreated : Verdict::Kind::kUnchanged, {}};
}

Writer::Task<Verdict> Writer::write_group(const GroupRecord& group) {
  const Statements& sql = context_.statements;
  std::optional<std::vector<std::int64_t>> wanted;
  if (group.permissions) {
    auto missing = co_await permission_keys(*group.permissions, wanted.emplace());
    if (!missing) {
      co_return tl::unexpected<database::Error>(std::move(missing.error()));
    }
    if (!missing->empty()) {
      co_return Verdict{Verdict::Kind::kRefused, std::move(*missing)};
    }
  }
  auto key = co_await first_key(sql.group_by_name, {group.name});
  if (!key) {
    co_return tl::unexpected<database::Error>(std::move(key.error()));
  }
  Verdict verdict{Verdict::Kind::kUnchanged, {}};
  if (!*key) {
    verdict.kind = Verdict::Kind::kCreated;
    if (context_.options.dry_run) {
      co_return verdict;
    }
    if (context_.options.keep_keys && group.key) {
      key = co_await first_key(sql.insert_group_with_key, {group.name, *group.key});
      wrote_group_key_ = true;
    }
    if (key && !*key) {  // its key is taken, but nothing refers to a group by its key
      key = co_await first_key(sql.insert_group, {group.name});
    }
    if (!key) {
      co_return tl::unexpected<database::Error>(std::move(key.error()));
    }
    if (!*key) {
      co_return Verdict{Verdict::Kind::kRefused, "somebody else made it at the same moment"};
    }
  } else {
    auto different = co_await differs(sql.group_permissions, **key, wanted);
    if (!different) {
      co_return tl::unexpected<database::Error>(std::move(different.error()));
    }
    if (!*different) {
      co_return verdict;
    }
    if (!context_.options.update) {
      co_return Verdict{Verdict::Kind::kRefused, "it is there already, with other permissions"};
    }
    verdict.kind = Verdict::Kind::kUpdated;
    if (context_.options.dry_run) {
      co_return verdict;
    }
  }
  auto set =
      co_await set_links(sql.group_permissions, **key, wanted, verdict.kind == Verdict::Kind::kCreated);
  if (!set) {
    co_return tl::unexpected<database::Error>(std::move(set.error()));
  }
  co_return verdict;
}

/// Whether the links of `owner` are others than `wanted`. Nothing wanted: no.
Writer::Task<bool> Writer::differs(const LinkStatements& statements, database::Value owner,
                                   const std::optional<std::vector<std::int64_t>>& wanted) {
  if (!wanted) {
    co_return false;
  }
  auto outcome = co_await transaction_.run(statements.list, {std::move(owner)});
  if (!outcome) {
    co_return tl::unexpected<database::Error>(std::move(outcome.error()));
  }
  std::vector<std::int64_t> there;
  for (std::size_t i = 0; i < outcome->rows.size(); ++i) {
    there.push_back(outcome->rows[i].integer(0).value_or(-1));
  }
  std::vector<std::int64_t> asked = *wanted;
  std::sort(there.begin(), there.end());
  std::sort(asked.begin(), asked.end());
  co_return there != asked;
}

Writer::Task<bool> Writer::set_links(const LinkStatements& statements, database::Value owner,
                                     const std::optional<std::vector<std::int64_t>>& wanted, bool is_new) {
  if (!wanted) {
    co_return true;
  }
  if (!is_new) {
    auto cleared = co_await transaction_.run(statements.clear, {owner});
    if (!cleared) {
      co_return tl::unexpected<database::Error>(std::move(cleared.error()));
    }
  }
  for (const std::int64_t key : *wanted) {
    auto made = co_await transaction_.run(statements.insert, {owner, key});
    if (!made) {
      co_return tl::unexpected<database::Error>(std::move(made.error()));
    }
  }
  co_return true;
}

Writer::Task<bool> Writer::move_sequences_forward(database::Engine engine) {
  if (engine != database::Engine::kPostgres) {
    co_return true;  // AUTOINCREMENT looks at the rows
  }
  const std::pair<bool, const std::string*> sequences[] = {
      {wrote_user_key_, &context_.statements.next_user_key},
      {wrote_group_key_, &context_.statements.next_group_key}};
  for (const auto& [needed, sql] : sequences) {
    if (needed && !sql->empty()) {
      auto moved = co_await transaction_.execute(*sql);
      if (!moved) {
        co_return tl::unexpected<database::Error>(std::move(moved.error()));
      }
    }
  }
  co_return true;
}

}  // namespace narvi::accounts::intake
