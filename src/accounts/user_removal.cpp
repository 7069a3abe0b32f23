#include "accounts/user_removal.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "accounts/user_references.h"

namespace narvi::accounts {

namespace {

using database::Outcome;
using database::Statement;
using database::Transaction;

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char character : name) {
    out.append(character == '"' ? 2 : 1, character);
  }
  return out + "\"";
}

tl::unexpected<database::Error> not_ours(const std::string& table, const std::string& column) {
  return database::fail(database::ErrorCode::kConstraint,
                        "rows of the table " + table + " refer to this user (column " + column +
                            "), and nobody told whose they are: delete or change them first, or deactivate "
                            "the user instead");
}

}  // namespace

/// Statements about tables that only the catalogue names, made once for each: the schema bounds their number.
class UserRemoval::Statements {
 public:
  explicit Statements(const UserTable& table)
      : remove_user("accounts.user_remove", table.expand("DELETE FROM {user.table} WHERE {user.key} = $1")),
        table_(table) {}

  /// DELETE of the rows that refer to user $1.
  const Statement& remove(const ReferringColumn& at) { return made("DELETE FROM ", at, ""); }
  /// One row if another row than the user's own refers to user $1.
  const Statement& find(const ReferringColumn& at) {
    const bool itself = at.table == table_.table;
    return made("SELECT 1 FROM ", at, itself ? " AND " + quoted(table_.key) + " <> $1 LIMIT 1" : " LIMIT 1");
  }

  const Statement remove_user;

 private:
  const Statement& made(const std::string& verb, const ReferringColumn& at, const std::string& end) {
    std::string sql = verb + at.sql + " WHERE " + quoted(at.column) + " = ";
    sql += at.target == table_.key ? "$1"
                                   : "(SELECT u." + quoted(at.target) + " FROM " + quoted(table_.table) +
                                         " u WHERE u." + quoted(table_.key) + " = $1)";
    sql += end;
    const std::lock_guard guard(mutex_);
    auto& statement = made_[sql];
    if (!statement) {
      statement = std::make_unique<Statement>("accounts.user_removal", sql);
    }
    return *statement;
  }

  const UserTable& table_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Statement>> made_;
};

UserRemoval::UserRemoval(database::Database& database, UserTable table, std::vector<std::string> known_tables,
                         const Events& events)
    : database_(database),
      table_(std::move(table)),
      known_tables_(std::move(known_tables)),
      events_(events),
      statements_(std::make_unique<Statements>(table_)) {
  for (const std::string& link : {table_.groups, table_.permissions}) {
    if (!link.empty()) {
      known_tables_.push_back(link);
    }
  }
}

UserRemoval::~UserRemoval() = default;

/// The link tables too when nobody declared their foreign keys.
std::vector<ReferringColumn> UserRemoval::with_links(std::vector<ReferringColumn> references) const {
  for (const std::string& link : {table_.groups, table_.permissions}) {
    const bool declared = std::any_of(references.begin(), references.end(),
                                      [&link](const ReferringColumn& at) { return at.table == link; });
    if (!link.empty() && !declared) {
      references.push_back({link, quoted(link), table_.link, table_.key, false});
    }
  }
  return references;
}

io::Task<database::Result<std::int64_t>> UserRemoval::settle(Transaction& transaction, ReferringColumn at,
                                                             UserKey user) {
  // The user table is Narvi's, too, but a row of it is another user.
  const bool known = at.table != table_.table &&
                     std::find(known_tables_.begin(), known_tables_.end(), at.table) != known_tables_.end();
  if (at.settles_itself && !known) {
    co_return std::int64_t{0};
  }
  const Statement& statement = known ? statements_->remove(at) : statements_->find(at);
  const database::Result<Outcome> outcome = co_await transaction.run(statement, {user.value()});
  if (!outcome) {
    co_return tl::unexpected<database::Error>(outcome.error());
  }
  if (!known && !outcome->rows.empty()) {
    co_return not_ours(at.table, at.column);
  }
  co_return known ? outcome->affected : 0;
}

io::Task<database::Result<Removal>> UserRemoval::remove_in(Transaction& transaction, UserKey user) {
  database::Result<std::vector<ReferringColumn>> found =
      co_await find_user_references(transaction, database_.engine(), table_);
  if (!found) {
    co_return tl::unexpected<database::Error>(std::move(found.error()));
  }
  Removal removal;
  for (const ReferringColumn& at : with_links(std::move(*found))) {
    const database::Result<std::int64_t> rows = co_await settle(transaction, at, user);
    if (!rows) {
      co_return tl::unexpected<database::Error>(rows.error());
    }
    if (*rows > 0) {
      removal.rows.push_back({at.table, *rows});
    }
  }
  const database::Result<Outcome> removed =
      co_await transaction.run(statements_->remove_user, {user.value()});
  if (!removed) {
    co_return tl::unexpected<database::Error>(removed.error());
  }
  removal.found = removed->affected == 1;
  co_return std::move(removal);
}

io::Task<Result<Removal>> UserRemoval::remove(User user) {
  auto body = [this, key = user.key](Transaction& transaction) { return remove_in(transaction, key); };
  database::Result<Removal> removal = co_await database_.transact<Removal>(std::move(body));
  if (!removal) {
    if (removal.error().code == database::ErrorCode::kConstraint) {
      co_return fail(ErrorKind::kConflict, removal.error().message);
    }
    co_return tl::unexpected<Error>(database::to_error(removal.error()));
  }
  if (removal->found) {
    events_.fire_removed(user);
  }
  co_return std::move(*removal);
}

/// Always an error: that is what rolls a transaction back.
io::Task<database::Result<bool>> UserRemoval::try_in(Transaction& transaction, UserKey user,
                                                     std::shared_ptr<std::optional<Removal>> seen) {
  database::Result<Removal> removal = co_await remove_in(transaction, user);
  if (!removal) {
    co_return tl::unexpected<database::Error>(std::move(removal.error()));
  }
  *seen = std::move(*removal);
  co_return database::fail(database::ErrorCode::kConstraint, "this was only a look at what would go");
}

io::Task<Result<Removal>> UserRemoval::preview(User user) {
  auto seen = std::make_shared<std::optional<Removal>>();
  auto body = [this, key = user.key, seen](Transaction& transaction) {
    return try_in(transaction, key, seen);
  };
  const database::Result<bool> undone = co_await database_.transact<bool>(std::move(body));
  if (*seen) {
    co_return std::move(**seen);
  }
  if (!undone && undone.error().code == database::ErrorCode::kConstraint) {
    co_return fail(ErrorKind::kConflict, undone.error().message);
  }
  co_return undone ? fail(ErrorKind::kInternal, "a look changed something")
                   : tl::unexpected<Error>(database::to_error(undone.error()));
}

}  // namespace narvi::accounts
