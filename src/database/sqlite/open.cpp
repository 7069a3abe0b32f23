// Opening: create the file if there is none, settle its journal mode, start the engine.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "database/sqlite/engine.h"
#include "database/sqlite/sqlite.h"

namespace narvi::database::sqlite {

namespace {

narvi::Error open_error(const std::string& path, const Error& error) {
  if (error.code == ErrorCode::kCorrupt) {
    return {ErrorKind::kConfiguration,
            path + " is not a SQLite database, or it is damaged: " + error.message};
  }
  narvi::Error translated = to_error(error);
  translated.message = "cannot open " + path + ": " + translated.message;
  return translated;
}

/// True if the file holds nothing yet; then it is there afterwards, readable by its owner only, since it will
/// hold credentials. SQLite gives the WAL the same permissions. When it cannot be made, opening it says why.
bool make_if_missing(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return true;
  }
  std::error_code error;
  return std::filesystem::file_size(path, error) == 0 && !error;
}

Result<void> switch_to_wal(Connection& connection) {
  const Result<std::string> mode = connection.query_text("PRAGMA journal_mode = WAL");
  if (!mode) {
    return tl::unexpected<Error>(mode.error());
  }
  if (*mode != "wal") {
    return fail(ErrorCode::kStatement, "its journal mode stays " + *mode);
  }
  return {};
}

}  // namespace

narvi::Result<std::unique_ptr<Database>> open(Options options) {
  if (options.path.empty() || options.path.find(":memory:") != std::string::npos ||
      options.path.find('\0') != std::string::npos) {
    return narvi::fail(ErrorKind::kConfiguration,
                       "the SQLite database must be a file, not \"" + options.path + "\"");
  }
  const bool is_new = make_if_missing(options.path);
  const SteadyTime limit = std::chrono::steady_clock::now() + options.deadline;
  auto connection = Connection::open(options.path, Role::kWriter, limit, options.zone);
  if (!connection) {
    return tl::unexpected<narvi::Error>(open_error(options.path, connection.error()));
  }
  const Result<std::string> readable = (*connection)->query_text("SELECT count(*) FROM sqlite_schema");
  if (!readable) {
    return tl::unexpected<narvi::Error>(open_error(options.path, readable.error()));
  }
  if (is_new || options.wal == Wal::kRequire) {
    const Result<void> switched = switch_to_wal(**connection);
    if (!switched && switched.error().code == ErrorCode::kStatement) {
      return narvi::fail(ErrorKind::kConfiguration,
                         options.path + " cannot be switched to WAL: " + switched.error().message);
    }
    if (!switched) {
      return tl::unexpected<narvi::Error>(open_error(options.path, switched.error()));
    }
  }
  (*connection)->wait_until(SteadyTime::min());  // from now on the writer does the waiting (group.cpp)
  return std::make_unique<SqliteDatabase>(std::move(*connection), options);
}

Counters counters(const Database& database) {
  const auto* engine = dynamic_cast<const SqliteDatabase*>(&database);
  return engine != nullptr ? engine->counters() : Counters();
}

}  // namespace narvi::database::sqlite
