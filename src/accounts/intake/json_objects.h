#pragma once
// The objects of a JSON array one at a time, so that a dump of a million users needs the memory of one. Also
// reads objects that follow each other without an array (`dumpdata --format jsonl`). The objects themselves
// are read by http/python_json.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "accounts/intake/byte_cursor.h"
#include "http/python_json.h"

namespace narvi::accounts::intake {

struct JsonObject {
  std::uint64_t line = 0;  ///< where it begins, from 1
  http::json::Object value;
};

class JsonObjects {
 public:
  static constexpr std::size_t kLargestObject = 1024 * 1024;  ///< bytes; a larger one is an error

  /// `source` must outlive it.
  explicit JsonObjects(ByteSource& source) : cursor_(source) {}

  /// The next object; empty at the end. kInvalid names the line and what is wrong: nothing can be read behind
  /// such a place, and every later call fails, too.
  Result<std::optional<JsonObject>> next();

  /// Bytes read so far.
  std::uint64_t position() const { return cursor_.taken(); }

 private:
  enum class Place { kStart, kFirst, kBetween, kLines, kEnd, kBroken };

  Result<std::optional<char>> skip_blanks();
  Result<bool> go_to_object();
  Result<bool> in_array(char c);
  Result<std::string> object_text();
  tl::unexpected<Error> broken(const std::string& what);

  ByteCursor cursor_;
  Place place_ = Place::kStart;
};

}  // namespace narvi::accounts::intake
