#include "accounts/intake/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace narvi::accounts::intake {

namespace {

std::string reason() {
  return std::generic_category().message(errno);
}

}  // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return fail(ErrorKind::kNotFound, path + ": " + reason());
  }
  return std::unique_ptr<FileSource>(new FileSource(descriptor));
}

FileSource::~FileSource() {
  if (descriptor_ != STDIN_FILENO) {
    ::close(descriptor_);
  }
}

Result<std::size_t> FileSource::read(char* into, std::size_t size) {
  while (true) {
    const ssize_t taken = ::read(descriptor_, into, size);
    if (taken >= 0) {
      return static_cast<std::size_t>(taken);
    }
    if (errno != EINTR) {
      return fail(ErrorKind::kUnavailable, reason());
    }
  }
}

std::optional<std::uint64_t> FileSource::size() const {
  struct stat state {};
  const bool ordinary = ::fstat(descriptor_, &state) == 0 && S_ISREG(state.st_mode);
  return ordinary ? std::optional(static_cast<std::uint64_t>(state.st_size)) : std::nullopt;
}

}  // namespace narvi::accounts::intake
