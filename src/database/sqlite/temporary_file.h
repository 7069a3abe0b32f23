#pragma once
// For tests: a database file in a folder of its own that goes when the object goes, and a connection to it as
// another program would have.

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace narvi::database::sqlite {

/// A second program on the same file: plain SQLite without any of our code.
class Stranger {
 public:
  explicit Stranger(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) {
      throw std::runtime_error("cannot open " + path);
    }
  }
  ~Stranger() { sqlite3_close(handle_); }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  /// Runs `sql` and returns SQLite's code.
  int run(const std::string& sql) { return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr); }

  /// The last cell that `sql` returns.
  std::string ask(const std::string& sql) {
    std::string found;
    const auto keep = [](void* kept, int columns, char** cells, char**) {
      *static_cast<std::string*>(kept) =
          columns > 0 && cells[columns - 1] != nullptr ? cells[columns - 1] : "null";
      return 0;
    };
    sqlite3_exec(handle_, sql.c_str(), keep, &found, nullptr);
    return found;
  }

 private:
  sqlite3* handle_ = nullptr;
};

class TemporaryFile {
 public:
  /// Names a file that does not exist yet, or makes it by running `sql` as a stranger.
  explicit TemporaryFile(const std::string& sql = "") {
    std::string folder = (std::filesystem::temp_directory_path() / "narvi-sqlite-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
      throw std::runtime_error("cannot make " + folder);
    }
    folder_ = folder;
    if (!sql.empty() && Stranger(path()).run(sql) != SQLITE_OK) {
      throw std::runtime_error("cannot run " + sql);
    }
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return (folder_ / "test.db").string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace narvi::database::sqlite
