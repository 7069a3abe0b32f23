#pragma once
// The records of FastCGI 1.0: eight bytes of head, content, padding (FastCGI specification §3.3, §8).

#include <cstddef>
#include <cstdint>

namespace narvi::http::fastcgi {

enum class RecordType : std::uint8_t {
  kBeginRequest = 1,
  kAbortRequest = 2,
  kEndRequest = 3,
  kParams = 4,
  kStdin = 5,
  kStdout = 6,
  kStderr = 7,
  kData = 8,
  kGetValues = 9,
  kGetValuesResult = 10,
  kUnknownType = 11,
};

inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::size_t kHeadSize = 8;
inline constexpr std::size_t kLongestContent = 0xffff;
inline constexpr std::size_t kLongestRecord = kHeadSize + kLongestContent + 0xff;
/// The id of records about the connection itself (§4).
inline constexpr std::uint16_t kNoRequest = 0;

struct RecordHead {
  RecordType type{};  ///< any byte: values beyond the enumerators are types we do not know
  std::uint16_t id = 0;
  std::uint16_t content = 0;  ///< bytes
  std::uint8_t padding = 0;   ///< bytes

  std::size_t size() const { return kHeadSize + content + padding; }
};

enum class Role : std::uint16_t { kResponder = 1, kAuthorizer = 2, kFilter = 3 };

/// How END_REQUEST ends a request (§5.5).
enum class EndStatus : std::uint8_t {
  kComplete = 0,
  kCannotMultiplex = 1,
  kOverloaded = 2,
  kUnknownRole = 3,
};

}  // namespace narvi::http::fastcgi
