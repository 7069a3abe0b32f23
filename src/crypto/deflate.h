#pragma once
// zlib streams (RFC 1950) as Python's zlib module writes them: session data and signed objects carry them
// (contract django-sessions-csrf §6.2).

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::crypto {

/// Compresses at the default level. The bytes equal Python's for the same zlib.
std::string deflate(std::string_view bytes);

/// Decompresses a whole zlib stream of any level; bytes behind its end are ignored, as Python does. kInvalid
/// for a broken or unfinished stream and for one that would yield more than `limit` bytes, which are never
/// allocated.
Result<std::string> inflate(std::string_view bytes, std::size_t limit);

}  // namespace narvi::crypto
