#pragma once
// Reply: one answer of the server (RESP2). ReplyReader: reads them from bytes as they come, with hiredis'
// parser.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace narvi::cache::redis {

struct Reply {
  enum class Kind { kNil, kStatus, kError, kInteger, kString, kArray };
  Kind kind = Kind::kNil;
  std::int64_t integer = 0;
  std::string text;             ///< of kStatus, kError and kString
  std::vector<Reply> elements;  ///< of kArray; no element is an array itself

  bool is_error() const { return kind == Kind::kError; }
  /// The first word of an error: "NOSCRIPT", "READONLY". It alone goes into messages: the rest may quote what
  /// we sent, and that may be a password. "?" for what is not a word.
  std::string_view error_code() const;
};

/// Elements of one array at most: none of our commands is answered with more.
inline constexpr std::size_t kMostElements = 8;
/// Bytes of one reply at most, about.
inline constexpr std::size_t kMostBytes = 16 * 1024;

class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  /// Takes bytes as they came. Then ask next() until it gives nothing.
  void feed(std::string_view bytes);
  /// The next whole reply; nothing until more bytes have come. Error (kUnavailable): what came is not RESP2,
  /// or larger than any answer to us: the connection is of no use any more.
  Result<std::optional<Reply>> next();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace narvi::cache::redis
