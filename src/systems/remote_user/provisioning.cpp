#include "systems/remote_user/provisioning.h"

#include <algorithm>
#include <utility>

#include "accounts/email_address.h"
#include "accounts/username.h"
#include "base/log.h"
#include "base/utf8.h"

namespace narvi::systems::remote_user {

namespace {

using accounts::RemoteUserAttributes;
using accounts::User;
using accounts::UserKey;
using database::Outcome;
using database::Transaction;

constexpr std::size_t kLongestGroup = 150;  // of auth_group.name
constexpr std::size_t kNamesAtOnce = 50;

std::string any_group_sql() {
  std::string sql = "SELECT id FROM auth_group WHERE name IN (";
  for (std::size_t i = 1; i <= kNamesAtOnce; ++i) {
    sql += (i == 1 ? "$" : ", $") + std::to_string(i);
  }
  return sql + ") LIMIT 1";
}

/// What the table may refuse because of a text: a unique index of the site's own, a column that is shorter.
bool is_about_a_value(const database::Error& error) {
  return error.code == database::ErrorCode::kUniqueViolation ||
         error.code == database::ErrorCode::kRejectedValue;
}

bool any_of_them(const std::set<std::string>& names, const std::vector<std::string>& said) {
  return std::ranges::any_of(said, [&names](const std::string& one) { return names.contains(one); });
}

}  // namespace

std::set<std::string> wanted_groups(const GroupRules& rules, const std::vector<std::string>& said) {
  std::set<std::string> wanted;
  for (const std::string& name : said) {
    std::string full = rules.prefix + name;
    if ((rules.allow_all || rules.allowed.contains(name)) && count_code_points(full) <= kLongestGroup) {
      wanted.insert(std::move(full));
    }
  }
  return wanted;
}

bool could_come(const GroupRules& rules, std::string_view name) {
  return name.size() > rules.prefix.size() && name.starts_with(rules.prefix) &&
         (rules.allow_all || rules.allowed.contains(std::string(name.substr(rules.prefix.size()))));
}

Provisioning::Provisioning(accounts::Accounts& accounts, database::Database& database, bool update_on_login,
                           GroupRules groups)
    : accounts_(accounts),
      database_(database),
      update_on_login_(update_on_login),
      groups_(std::move(groups)),
      leave_("remote_user.leave_group",
             accounts.groups.have_members()
                 ? accounts.users.table().expand(
                       "DELETE FROM {user.groups} WHERE {user.link} = $1 AND group_id = $2")
                 : "SELECT 1"),
      any_group_("remote_user.any_group", any_group_sql()) {}

io::Task<Result<void>> Provisioning::apply(User& user, const RemoteUserAttributes& said) {
  Plan plan;
  plan_attributes(user, said, plan);
  if (said.groups) {
    plan_flags(user, *said.groups, plan);
    if (const Result<void> planned = co_await plan_groups(user, *said.groups, plan); !planned) {
      co_return planned;
    }
  }
  if (!plan.changes_row && !plan.changes_groups) {
    co_return Result<void>();
  }
  database::Result<std::optional<User>> written = co_await write_what_fits(user, std::move(plan));
  if (!written && written.error().code == database::ErrorCode::kConstraint) {
    written = std::optional<User>();  // he was deleted between two statements
  }
  if (!written) {
    co_return tl::unexpected<Error>(database::to_error(written.error()));
  }
  if (!*written) {
    co_return fail(ErrorKind::kUnavailable, "the user was deleted while he logged in");
  }
  const std::vector<std::string_view> fields = accounts::changed_fields(user, **written);
  if (!fields.empty()) {
    accounts_.events.fire_changed({user, **written, fields});
  }
  user = std::move(**written);
  co_return Result<void>();
}

void Provisioning::plan_attributes(const User& user, const RemoteUserAttributes& said, Plan& plan) const {
  const auto take = [this, &plan](const std::string& stored, const std::optional<std::string>& given,
                                  std::optional<std::string>& change) {
    if (given && *given != stored && (update_on_login_ || stored.empty())) {
      change = given;
      plan.changes_row = true;
    }
  };
  const accounts::UserTable& table = accounts_.users.table();
  if (said.email && !table.email.empty() && accounts::is_valid_email(*said.email, accounts_.django)) {
    take(user.email, accounts::normalize_email(*said.email), plan.change.email);
  }
  // One name: a stored first name stays with its last name.
  const bool unnamed = user.first_name.empty() && user.last_name.empty();
  if (update_on_login_ || unnamed) {
    if (!table.first_name.empty()) {
      take(user.first_name, said.first_name, plan.change.first_name);
    }
    if (!table.last_name.empty()) {
      take(user.last_name, said.last_name, plan.change.last_name);
    }
  }
}

void Provisioning::plan_flags(const User& user, const std::vector<std::string>& said, Plan& plan) const {
  const accounts::UserTable& table = accounts_.users.table();
  const auto decide = [&](const std::set<std::string>& names, bool has_column, bool stored,
                          std::optional<bool>& change) {
    if (names.empty() || !has_column) {
      return;
    }
    const bool wanted = any_of_them(names, said);
    if (wanted != stored) {
      change = wanted;
      plan.changes_row = true;
    }
  };
  decide(groups_.staff, !table.is_staff.empty(), user.is_staff, plan.change.is_staff);
  decide(groups_.superuser, !table.is_superuser.empty(), user.is_superuser, plan.change.is_superuser);
}

io::Task<Result<void>> Provisioning::plan_groups(const User& user, const std::vector<std::string>& said,
                                                 Plan& plan) {
  if (groups_.sync == GroupSync::kNone || !accounts_.groups.have_members()) {
    co_return Result<void>();
  }
  const Result<std::vector<accounts::Group>> current = co_await accounts_.groups.of_user(user.key);
  if (!current) {
    co_return tl::unexpected<Error>(current.error());
  }
  plan.wanted = wanted_groups(groups_, said);
  std::set<std::string> missing = plan.wanted;
  for (const accounts::Group& group : *current) {
    const bool stays = missing.erase(group.name) > 0 || groups_.sync == GroupSync::kAdd;
    plan.changes_groups = plan.changes_groups || (!stays && could_come(groups_, group.name));
  }
  if (missing.empty() || plan.changes_groups || groups_.create) {
    plan.changes_groups = plan.changes_groups || !missing.empty();
    co_return Result<void>();
  }
  // Without this look a group that nobody makes would cost a transaction at every login.
  const Result<bool> exists = co_await any_exists(std::move(missing));
  if (!exists) {
    co_return tl::unexpected<Error>(exists.error());
  }
  plan.changes_groups = *exists;
  co_return Result<void>();
}

io::Task<Result<bool>> Provisioning::any_exists(std::set<std::string> names) {
  for (auto next = names.begin(); next != names.end();) {
    database::Params params;
    for (; next != names.end() && params.size() < kNamesAtOnce; ++next) {
      params.emplace_back(*next);
    }
    params.resize(kNamesAtOnce, params.back());  // one statement for any number
    const database::Result<database::Rows> rows = co_await database_.look_up(any_group_, std::move(params));
    if (!rows) {
      co_return tl::unexpected<Error>(database::to_error(rows.error()));
    }
    if (!rows->empty()) {
      co_return true;
    }
  }
  co_return false;
}

io::Task<database::Result<std::optional<User>>> Provisioning::write_what_fits(User user, Plan plan) {
  auto body = [this, user, plan](Transaction& transaction) { return write(transaction, user, plan); };
  database::Result<std::optional<User>> written =
      co_await database_.transact<std::optional<User>>(std::move(body));
  if (written || !is_about_a_value(written.error()) || !plan.changes_texts()) {
    co_return written;
  }
  // An address that is somebody else's already must not lock its owner out.
  std::string fields;
  const auto leave_out = [&fields](std::string_view name, std::optional<std::string>& text) {
    if (text) {
      fields += (fields.empty() ? "" : ",") + std::string(name);
      text.reset();
    }
  };
  leave_out("email", plan.change.email);
  leave_out("first_name", plan.change.first_name);
  leave_out("last_name", plan.change.last_name);
  log_warning("the table refused what a front server says about a user",
              {{"user", user.key.text()}, {"fields", fields}});
  plan.changes_row = plan.change.is_staff || plan.change.is_superuser;
  if (!plan.changes_row && !plan.changes_groups) {
    co_return std::optional<User>(std::move(user));
  }
  auto rest = [this, user, plan](Transaction& transaction) { return write(transaction, user, plan); };
  co_return co_await database_.transact<std::optional<User>>(std::move(rest));
}

io::Task<database::Result<std::optional<User>>> Provisioning::write(Transaction& transaction, User user,
                                                                    Plan plan) {
  // Two logins of one user at the same moment come one after the other (as Users::change does).
  const database::Result<void> locked = co_await transaction.lock("accounts.user", user.key.text());
  if (!locked) {
    co_return tl::unexpected<database::Error>(locked.error());
  }
  if (plan.changes_groups) {
    const database::Result<void> done = co_await write_groups(transaction, user.key, std::move(plan.wanted));
    if (!done) {
      co_return tl::unexpected<database::Error>(done.error());
    }
  }
  if (!plan.changes_row) {
    co_return std::optional<User>(std::move(user));
  }
  co_return co_await accounts_.users.change_in(transaction, user.key, std::move(plan.change));
}

io::Task<database::Result<void>> Provisioning::write_groups(Transaction& transaction, UserKey user,
                                                            std::set<std::string> wanted) {
  const database::Result<Outcome> current =
      co_await transaction.run(accounts_.groups.of_user_statement(), {user.value()});
  if (!current) {
    co_return tl::unexpected<database::Error>(current.error());
  }
  for (std::size_t i = 0; i < current->rows.size(); ++i) {
    const std::string name = current->rows[i].text(1);
    const bool stays = wanted.erase(name) > 0 || groups_.sync == GroupSync::kAdd;
    if (stays || !could_come(groups_, name)) {
      continue;
    }
    const std::int64_t key = current->rows[i].integer(0).value_or(0);
    const database::Result<Outcome> left = co_await transaction.run(leave_, {user.value(), key});
    if (!left) {
      co_return tl::unexpected<database::Error>(left.error());
    }
  }
  for (const std::string& name : wanted) {
    const database::Result<std::optional<std::int64_t>> key = co_await group(transaction, name);
    if (!key) {
      co_return tl::unexpected<database::Error>(key.error());
    }
    if (!*key) {
      continue;
    }
    const database::Result<bool> added = co_await accounts_.groups.add_user_in(transaction, **key, user);
    if (!added) {
      co_return tl::unexpected<database::Error>(added.error());
    }
  }
  co_return database::Result<void>();
}

io::Task<database::Result<std::optional<std::int64_t>>> Provisioning::group(Transaction& transaction,
                                                                            std::string name) {
  if (groups_.create) {
    const database::Result<accounts::FoundGroup> made =
        co_await accounts_.groups.find_or_create_in(transaction, std::move(name));
    if (!made) {
      co_return tl::unexpected<database::Error>(made.error());
    }
    co_return std::optional(made->group.key);
  }
  const database::Result<Outcome> found =
      co_await transaction.run(accounts_.groups.find_statement(), {std::move(name)});
  if (!found) {
    co_return tl::unexpected<database::Error>(found.error());
  }
  co_return found->rows.empty() ? std::nullopt : found->rows.front().integer(0);
}

}  // namespace narvi::systems::remote_user
