#include "http/fastcgi/name_values.h"

#include <optional>

namespace narvi::http::fastcgi {

namespace {

constexpr std::uint32_t kLongLength = 0x80000000;

/// Takes a length off the front: one byte below 128, else four with the top bit set.
std::optional<std::size_t> take_length(std::string_view& bytes) {
  if (bytes.empty()) {
    return std::nullopt;
  }
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  if (first < 0x80) {
    bytes.remove_prefix(1);
    return first;
  }
  if (bytes.size() < 4) {
    return std::nullopt;
  }
  std::uint32_t length = 0;
  for (const char byte : bytes.substr(0, 4)) {
    length = length << 8 | static_cast<std::uint8_t>(byte);
  }
  bytes.remove_prefix(4);
  return length & ~kLongLength;
}

void write_length(std::size_t length, std::string& out) {
  if (length < 0x80) {
    out += static_cast<char>(length);
    return;
  }
  const std::uint32_t marked = static_cast<std::uint32_t>(length) | kLongLength;
  for (const int shift : {24, 16, 8, 0}) {
    out += static_cast<char>(marked >> shift & 0xff);
  }
}

}  // namespace

Result<std::vector<NameValue>, PairsFault> read_pairs(std::string_view bytes, std::size_t most) {
  std::vector<NameValue> pairs;
  while (!bytes.empty()) {
    if (pairs.size() == most) {
      return tl::unexpected(PairsFault::kTooMany);
    }
    const auto name = take_length(bytes);
    const auto value = name ? take_length(bytes) : std::nullopt;
    // Both are below 2^31, so the sum cannot wrap.
    if (!value || bytes.size() < *name + *value) {
      return tl::unexpected(PairsFault::kBroken);
    }
    pairs.push_back({bytes.substr(0, *name), bytes.substr(*name, *value)});
    bytes.remove_prefix(*name + *value);
  }
  return pairs;
}

void write_pair(std::string_view name, std::string_view value, std::string& out) {
  write_length(name.size(), out);
  write_length(value.size(), out);
  out += name;
  out += value;
}

}  // namespace narvi::http::fastcgi
