// Guard, tokeniser and chunked decoder together on arbitrary bytes in arbitrary pieces. The pieces must not
// matter, and whatever is accepted must keep the promises that the rooms behind rely on.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/server/chunked_decoder.h"
#include "http/server/head_parser.h"
#include "http/server/head_scanner.h"

namespace {

using namespace narvi::http;
using namespace narvi::http::server;

void require(bool promise) {
  if (!promise) {
    std::abort();
  }
}

/// Scans in pieces whose sizes come from `seed`.
HeadScanner::State scan_pieces(HeadScanner& scanner, std::string_view bytes, std::uint32_t seed) {
  HeadScanner::State state = HeadScanner::State::kMore;
  std::size_t end = 0;
  while (state == HeadScanner::State::kMore && end < bytes.size()) {
    seed = seed * 1664525 + 1013904223;
    end = std::min(bytes.size(), end + 1 + (seed >> 24) % 13);
    state = scanner.scan(bytes.substr(0, end));
  }
  return state;
}

void check_accepted(const Request& request, const Framing& framing) {
  require(!request.method.empty());
  require(request.target.starts_with('/'));
  require(request.version == 10 || request.version == 11);
  const Headers& headers = request.headers;
  const std::size_t hosts = headers.count("Host");
  require(hosts == 1 || (hosts == 0 && request.version == 10 && request.path == "/healthz"));
  require(headers.count("Authorization") <= 1);
  require(headers.count("X-Forwarded-For") <= 1);
  const std::size_t lengths = headers.count("Content-Length");
  const std::size_t codings = headers.count("Transfer-Encoding");
  require(lengths + codings <= 1);
  require((framing.body == Framing::Body::kChunked) == (codings == 1));
  for (const HeaderView& field : headers.fields()) {
    require(!field.name.empty() && field.name.find('_') == std::string_view::npos);
    for (const char c : field.value) {
      require(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    }
  }
}

void decode(std::string_view bytes, std::uint32_t seed) {
  constexpr std::size_t kLimit = 64;
  std::string whole;
  ChunkedDecoder at_once;
  const auto step = at_once.feed(bytes, kLimit, &whole);
  std::string pieces;
  ChunkedDecoder piecewise;
  std::size_t used = 0;
  auto state = ChunkedDecoder::State::kMore;
  while (state == ChunkedDecoder::State::kMore && used < bytes.size()) {
    seed = seed * 1664525 + 1013904223;
    const auto next = piecewise.feed(bytes.substr(used, 1 + (seed >> 24) % 5), kLimit, &pieces);
    state = next.state;
    used += next.consumed;
  }
  require(state == step.state && used == step.consumed && pieces == whole && whole.size() <= kLimit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) {
    return 0;
  }
  const auto seed = static_cast<std::uint32_t>(data[0] | data[1] << 8 | data[2] << 16);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 3, size - 3);
  HeadScanner whole;
  HeadScanner pieces;
  const auto state = whole.scan(bytes);
  require(scan_pieces(pieces, bytes, seed) == state);
  if (state != HeadScanner::State::kComplete) {
    return 0;
  }
  require(pieces.size() == whole.size());
  Request request;
  const auto framing = parse_head(bytes.substr(0, whole.size()), HeadLimits{}, request);
  if (!framing) {
    return 0;
  }
  check_accepted(request, *framing);
  if (framing->body == Framing::Body::kChunked) {
    decode(bytes.substr(whole.size()), seed);
  }
  return 0;
}
