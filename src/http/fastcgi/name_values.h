#pragma once
// Name-value pairs, the content of PARAMS and of GET_VALUES (FastCGI specification §3.4). Pure, total and
// bounded.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace narvi::http::fastcgi {

struct NameValue {
  std::string_view name;
  std::string_view value;
};

enum class PairsFault : std::uint8_t {
  kBroken,   ///< a length that points behind the end
  kTooMany,  ///< more pairs than wanted
};

/// Reads all of `bytes`, at most `most` pairs. Views point into `bytes`. Names and values are any bytes.
Result<std::vector<NameValue>, PairsFault> read_pairs(std::string_view bytes, std::size_t most);

/// Appends one pair. Each part must be shorter than 2^31 bytes.
void write_pair(std::string_view name, std::string_view value, std::string& out);

}  // namespace narvi::http::fastcgi
