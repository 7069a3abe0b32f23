#pragma once
// A file, or standard input.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "accounts/intake/byte_source.h"

namespace narvi::accounts::intake {

class FileSource final : public ByteSource {
 public:
  /// `path` "-" is standard input. Errors: what the system says (kNotFound).
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(char* into, std::size_t size) override;
  /// In bytes; empty for what is not an ordinary file.
  std::optional<std::uint64_t> size() const;

 private:
  explicit FileSource(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace narvi::accounts::intake
