// Whatever a server sends, in whatever pieces, is read or refused, and no reply exceeds its bounds.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cache/redis/reply.h"

namespace {

using narvi::cache::redis::kMostElements;
using narvi::cache::redis::Reply;
using narvi::cache::redis::ReplyReader;

void check(const Reply& reply, int depth) {
  if (reply.elements.size() > kMostElements || (depth > 0 && reply.kind == Reply::Kind::kArray) ||
      reply.error_code().size() > 32) {
    std::abort();
  }
  for (const Reply& element : reply.elements) {
    check(element, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::size_t piece = std::size_t{data[0]} + 1;
  std::string_view left(reinterpret_cast<const char*>(data) + 1, size - 1);
  ReplyReader reader;
  while (!left.empty()) {
    reader.feed(left.substr(0, piece));
    left.remove_prefix(std::min(piece, left.size()));
    auto reply = reader.next();
    while (reply && *reply) {
      check(**reply, 0);
      reply = reader.next();
    }
    if (!reply) {
      return 0;
    }
  }
  return 0;
}
