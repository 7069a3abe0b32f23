#pragma once
// From the bytes of a whole head to a Request: framing guard, then Beast as tokeniser, then the guard's rules
// on fields. A pure function: no sockets, no time.

#include <cstddef>
#include <string_view>

#include "http/request.h"
#include "http/server/framing_guard.h"

namespace narvi::http::server {

struct HeadLimits {
  std::size_t head = 32 * 1024;   ///< bytes, with the empty line: else 431
  std::size_t fields = 128;       ///< else 431
  std::size_t target = 8 * 1024;  ///< bytes: else 414
};

/// Reads `head`, which ends with its empty line (HeadScanner). Fills method, target, path, query, version,
/// headers and host of `request` with views into `head` (host is copied); keeps the capacity of its
/// containers.
Result<Framing, Refusal> parse_head(std::string_view head, const HeadLimits& limits, Request& request);

}  // namespace narvi::http::server
