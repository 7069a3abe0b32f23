#pragma once
// Records of a CSV file (RFC 4180) one at a time: fields between commas, quoted where they hold a comma, a
// quote or a line end; a quote inside is written twice. Lines end with CRLF or LF; empty lines are skipped.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/intake/byte_cursor.h"

namespace narvi::accounts::intake {

struct CsvRecord {
  std::uint64_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> fields;
};

class CsvRecords {
 public:
  static constexpr std::size_t kLargestRecord = 1024 * 1024;  ///< bytes of all fields
  static constexpr std::size_t kMostFields = 256;

  /// `source` must outlive it.
  explicit CsvRecords(ByteSource& source) : cursor_(source) {}

  /// The next record; empty at the end. kInvalid names the line and what is wrong: nothing can be read behind
  /// such a place, and every later call fails, too.
  Result<std::optional<CsvRecord>> next();

  /// Bytes read so far.
  std::uint64_t position() const { return cursor_.taken(); }

 private:
  enum class After { kComma, kLineEnd };

  Result<bool> go_to_record();
  Result<After> plain_field(std::string& field);
  Result<After> quoted_field(std::string& field);
  Result<After> line_end();
  Result<void> keep(std::string& field, char c);
  tl::unexpected<Error> broken(const std::string& what);

  ByteCursor cursor_;
  std::size_t size_ = 0;  ///< of the record being read
  bool started_ = false;
  bool broken_ = false;
};

}  // namespace narvi::accounts::intake
