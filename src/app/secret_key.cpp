#include "app/secret_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "app/setting_syntax.h"

namespace narvi::app {

namespace {

constexpr std::size_t kKeyLength = 50;  // Django's get_random_secret_key; 297 bits of letters and digits
constexpr std::size_t kLargestFile = 4096;
constexpr const char* kFileName = "narvi.secret";

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  bool ok() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

tl::unexpected<SettingProblem> problem(const std::string& path, std::string message, std::string mend) {
  return tl::unexpected(SettingProblem{path, "the secret key file " + std::move(message), std::move(mend)});
}

tl::unexpected<SettingProblem> cannot(const std::string& path, const char* what, int error) {
  return problem(
      path, fmt::format("cannot be {}: {}", what, std::strerror(error)),
      "name a file in a directory that this user may write with [security] secret_key_file, or give "
      "[security] secret_key");
}

Result<SecretText, SettingProblem> checked_key(const std::string& path, const File& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    return cannot(path, "read", errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return problem(path, "is not a regular file", "name another with [security] secret_key_file");
  }
  if ((status.st_mode & 077) != 0) {
    return problem(path, fmt::format("is open to other users (mode {:04o})", status.st_mode & 07777),
                   fmt::format("chmod 600 {}", path));
  }
  std::array<char, kLargestFile> buffer{};
  const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
  if (size < 0) {
    return cannot(path, "read", errno);
  }
  std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  SecretText key{std::string(text)};
  wipe(buffer.data(), buffer.size());
  if (key.empty()) {
    return problem(path, "is empty",
                   fmt::format("put the key into it, or remove it to have one made: rm {}", path));
  }
  return key;
}

/// Empty: there is no such file.
Result<std::optional<SecretText>, SettingProblem> read_key(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok() && errno == ENOENT) {
    return std::nullopt;
  }
  if (!file.ok()) {
    return cannot(path, "read", errno);
  }
  Result<SecretText, SettingProblem> key = checked_key(path, file);
  if (!key) {
    return tl::unexpected(std::move(key.error()));
  }
  return std::optional(std::move(*key));
}

bool write_durably(const File& file, const SecretText& key) {
  const std::string& text = key.reveal();
  const bool written = ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::write(file.get(), "\n", 1) == 1;
  return written && ::fsync(file.get()) == 0;
}

bool sync_directory(const std::string& path) {
  const File directory(::open(directory_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.ok() && ::fsync(directory.get()) == 0;
}

/// True: the file is ours. False: somebody else made it first. The whole key gets its name in one step
/// (link), so that nobody reads half of it, and never replaces a key.
Result<bool, SettingProblem> publish(const std::string& path, const SecretText& key) {
  std::string draft = path + ".XXXXXX";
  const File file(::mkostemp(draft.data(), O_CLOEXEC));  // O_EXCL and mode 0600
  if (!file.ok()) {
    return cannot(path, "made", errno);
  }
  bool done = write_durably(file, key) && ::link(draft.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::unlink(draft.c_str());
  if (!done && error == EEXIST) {
    return false;
  }
  if (!done) {
    return cannot(path, "made", error);
  }
  if (!sync_directory(path)) {
    return cannot(path, "made durable", errno);
  }
  return true;
}

}  // namespace

std::string secret_key_path(const Settings& settings, const std::string& config_file) {
  if (const auto given = settings.optional_text("security", "secret_key_file")) {
    return *given;
  }
  if (!config_file.empty()) {
    return directory_of(config_file) == "." ? kFileName : directory_of(config_file) + kFileName;
  }
  const auto database = parse_database_url(settings.secret("database", "url").reveal());
  if (database && database->kind == DatabaseKind::kSqlite &&
      database->target.find('/') != std::string::npos) {
    return directory_of(database->target) + kFileName;
  }
  return kFileName;
}

Result<KeyFile, SettingProblem> read_or_create_key(const std::string& path, Random& random) {
  // The second round reads the key of a process that was faster.
  for (int round = 0; round < 2; ++round) {
    Result<std::optional<SecretText>, SettingProblem> found = read_key(path);
    if (!found) {
      return tl::unexpected(std::move(found.error()));
    }
    if (*found) {
      return KeyFile{std::move(**found), false};
    }
    SecretText key(random.text(kKeyLength, kAlphanumerics));
    const Result<bool, SettingProblem> ours = publish(path, key);
    if (!ours) {
      return tl::unexpected(ours.error());
    }
    if (*ours) {
      return KeyFile{std::move(key), true};
    }
  }
  return problem(path, "comes and goes", "see what removes it, or give [security] secret_key");
}

Result<std::string, SettingProblem> complete_secret_key(Settings& settings, const std::string& config_file,
                                                        Random& random) {
  if (!settings.secret("security", "secret_key").empty()) {
    return std::string();
  }
  const std::string path = secret_key_path(settings, config_file);
  Result<KeyFile, SettingProblem> file = read_or_create_key(path, random);
  if (!file) {
    return tl::unexpected(std::move(file.error()));
  }
  settings.put("security", "secret_key", {std::move(file->key), path});
  return file->created
             ? fmt::format(
                   "a secret key was made and written to {}; keep it: sessions and tokens depend on it", path)
             : std::string();
}

}  // namespace narvi::app
