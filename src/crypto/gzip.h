#pragma once
// gzip files (RFC 1952), as far as reading them whole.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::crypto {

/// True if `bytes` begin as every gzip file does.
bool is_gzip(std::string_view bytes);

/// The contents of all members. kInvalid for a broken or unfinished file and for one that would yield more
/// than `limit` bytes, which are never allocated. Zero bytes behind the last member are padding.
Result<std::string> gunzip(std::string_view bytes, std::size_t limit);

}  // namespace narvi::crypto
