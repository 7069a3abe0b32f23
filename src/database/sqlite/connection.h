#pragma once
// Connection: one open handle on the file, used by one thread at a time, with its prepared statements.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "database/error.h"
#include "database/statement.h"

struct sqlite3;
struct sqlite3_stmt;

namespace narvi::database::sqlite {

using SteadyTime = std::chrono::steady_clock::time_point;

enum class Role {
  kWriter,  ///< may create the file
  kReader,  ///< refuses statements that write
};

class Connection {
 public:
  /// Opens `path`, waiting for locks until `limit`. Foreign keys are enforced, as Django does. Instants are
  /// kept in the local time of `zone`.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Role role, SteadyTime limit,
                                                  TimeZone zone = {});

  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Until when a statement waits for a lock somebody else holds; afterwards it fails with kBusy.
  void wait_until(SteadyTime limit) { wait_limit_ = limit; }
  /// When a running statement is interrupted, with kTimeout.
  void stop_at(SteadyTime limit) { stop_limit_ = limit; }

  /// The prepared form of `statement`, made at the first use. Owned by the connection. A statement that
  /// writes is refused (kStatement) on a reader.
  Result<sqlite3_stmt*> prepared(const Statement& statement);

  /// Runs a statement of our own that controls transactions. Nobody else's SQL may: it would end the group's.
  Result<void> control(const Statement& statement);

  /// Runs raw SQL, several statements if need be. `what` names it in errors.
  Result<void> execute(const std::string& sql, const std::string& what);

  /// The first cell of what `sql` returns, as text; for PRAGMAs.
  Result<std::string> query_text(const std::string& sql);

  /// True when no transaction is open, also when an error has ended it.
  bool is_idle() const;

  /// True when a reference without its row would make COMMIT fail.
  bool has_dangling_references() const;

  /// Pages in the WAL after the last commit of this connection; 0 without WAL.
  int wal_pages() const { return wal_pages_; }

  /// Copies what it can from the WAL into the file without disturbing anybody. False if that failed.
  bool checkpoint();

  /// The error of the call that just returned `code`.
  Error error(int code, const std::string& what) const;

  sqlite3* handle() const { return handle_; }
  TimeZone zone() const { return zone_; }

 private:
  Connection(Role role, TimeZone zone) : role_(role), zone_(zone) {}

  void install_callbacks();
  Result<void> configure();

  static int on_busy(void* self, int count);
  static int on_progress(void* self);
  static int on_authorize(void* self, int action, const char*, const char*, const char*, const char*);
  static int on_commit_to_wal(void* self, sqlite3*, const char*, int pages);

  sqlite3* handle_ = nullptr;
  Role role_;
  TimeZone zone_;
  std::vector<sqlite3_stmt*> prepared_;  // by Statement::id()
  SteadyTime wait_limit_{};
  SteadyTime stop_limit_ = SteadyTime::max();
  int wal_pages_ = 0;
  bool controls_ = false;
};

}  // namespace narvi::database::sqlite
