#include "database/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <thread>

#include "database/sqlite/dialect.h"
#include "database/sqlite/failure.h"

namespace narvi::database::sqlite {

namespace {

constexpr int kOperationsBetweenLooks = 4'000;  // of SQLite's virtual machine: some tens of microseconds

// Readers are opened for writing and then told not to write: only such a connection may put a file right that
// another process left half-way when it died (roll a hot journal back, rebuild the WAL's index).
constexpr const char* kReaderSettings =
    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;";
constexpr const char* kWriterSettings =
    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL;"
    "PRAGMA journal_size_limit = 67108864;";

Connection* connection(void* self) {
  return static_cast<Connection*>(self);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Role role, SteadyTime limit,
                                                     TimeZone zone) {
  std::unique_ptr<Connection> opened(new Connection(role, zone));
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (role == Role::kWriter ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &opened->handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    return tl::unexpected<Error>(opened->error(code, path));
  }
  opened->wait_until(limit);
  opened->install_callbacks();
  Result<void> configured = opened->configure();
  if (!configured) {
    return tl::unexpected<Error>(std::move(configured.error()));
  }
  return opened;
}

Connection::~Connection() {
  for (sqlite3_stmt* statement : prepared_) {
    sqlite3_finalize(statement);
  }
  sqlite3_close(handle_);
}

void Connection::install_callbacks() {
  sqlite3_busy_handler(handle_, on_busy, this);
  sqlite3_progress_handler(handle_, kOperationsBetweenLooks, on_progress, this);
  sqlite3_set_authorizer(handle_, on_authorize, this);
  sqlite3_wal_hook(handle_, on_commit_to_wal, this);  // also ends SQLite's own checkpoints inside commits
}

Result<void> Connection::configure() {
  // "x" names a column or nothing, as in PostgreSQL; never a text.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  return execute(role_ == Role::kWriter ? kWriterSettings : kReaderSettings, "settings");
}

int Connection::on_busy(void* self, int count) {
  const SteadyTime now = std::chrono::steady_clock::now();
  const SteadyTime limit = connection(self)->wait_limit_;
  if (now >= limit) {
    return 0;
  }
  const auto pause = std::chrono::milliseconds(std::min(25, 1 << std::min(count, 5)));
  std::this_thread::sleep_until(std::min(limit, now + pause));
  return 1;
}

int Connection::on_progress(void* self) {
  return std::chrono::steady_clock::now() >= connection(self)->stop_limit_ ? 1 : 0;
}

int Connection::on_authorize(void* self, int action, const char*, const char*, const char*, const char*) {
  const bool is_control = action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT;
  return is_control && !connection(self)->controls_ ? SQLITE_DENY : SQLITE_OK;
}

int Connection::on_commit_to_wal(void* self, sqlite3*, const char*, int pages) {
  connection(self)->wal_pages_ = pages;
  return SQLITE_OK;
}

Result<sqlite3_stmt*> Connection::prepared(const Statement& statement) {
  if (statement.id() >= prepared_.size()) {
    prepared_.resize(statement.id() + 1, nullptr);
  }
  sqlite3_stmt*& slot = prepared_[statement.id()];
  if (slot != nullptr) {
    return slot;
  }
  const std::string sql = to_sqlite(statement.sql());
  const char* rest = nullptr;
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, &rest);
  if (code != SQLITE_OK) {
    return tl::unexpected<Error>(error(code, statement.name()));
  }
  const bool is_one = made != nullptr && std::string(rest).find_first_not_of(" \t\r\n;") == std::string::npos;
  if (!is_one || (role_ == Role::kReader && sqlite3_stmt_readonly(made) == 0)) {
    sqlite3_finalize(made);
    return fail(ErrorCode::kStatement,
                statement.name() + (is_one ? ": a read that writes" : ": not one statement"));
  }
  slot = made;
  return made;
}

Result<void> Connection::control(const Statement& statement) {
  controls_ = true;  // while it is stepped too: a changed schema makes SQLite prepare it, and ask, again
  const Result<sqlite3_stmt*> prepared_form = prepared(statement);
  const int code = prepared_form ? sqlite3_step(*prepared_form) : SQLITE_OK;
  controls_ = false;
  if (!prepared_form) {
    return tl::unexpected<Error>(prepared_form.error());
  }
  Result<void> done;
  if (code != SQLITE_DONE) {
    done = tl::unexpected<Error>(error(code, statement.name()));
  }
  sqlite3_reset(*prepared_form);
  return done;
}

Result<void> Connection::execute(const std::string& sql, const std::string& what) {
  if (sql.find('\0') != std::string::npos) {
    return fail(ErrorCode::kStatement, what + ": NUL in SQL");
  }
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return tl::unexpected<Error>(error(code, what));
  }
  return {};
}

Result<std::string> Connection::query_text(const std::string& sql) {
  std::string found;
  const auto keep_first = [](void* kept, int columns, char** cells, char**) {
    if (columns > 0 && cells[0] != nullptr) {
      *static_cast<std::string*>(kept) = cells[0];
    }
    return 0;
  };
  const int code = sqlite3_exec(handle_, sql.c_str(), keep_first, &found, nullptr);
  if (code != SQLITE_OK) {
    return tl::unexpected<Error>(error(code, sql));
  }
  return found;
}

bool Connection::is_idle() const {
  return sqlite3_get_autocommit(handle_) != 0;
}

bool Connection::has_dangling_references() const {
  int now = 0;
  int unused = 0;
  sqlite3_db_status(handle_, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &unused, 0);
  return now != 0;
}

bool Connection::checkpoint() {
  int pages = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
  if (code == SQLITE_OK && pages == copied) {
    wal_pages_ = 0;
  }
  return code == SQLITE_OK;
}

Error Connection::error(int code, const std::string& what) const {
  return make_error(code, what, handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
}

}  // namespace narvi::database::sqlite
