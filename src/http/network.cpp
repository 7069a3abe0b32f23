#include "http/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace narvi::http {

namespace {

constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96

bool bit(const IpAddress& address, unsigned index) {
  return ((address.bytes[index / 8] >> (7 - index % 8)) & 1U) != 0;
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  constexpr std::size_t kLongest = 45;
  if (text.empty() || text.size() > kLongest) {
    return std::nullopt;
  }
  const std::string terminated(text);
  IpAddress address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) {
    return address;
  }
  std::array<std::uint8_t, 4> v4{};
  if (inet_pton(AF_INET, terminated.c_str(), v4.data()) != 1) {
    return std::nullopt;
  }
  address.bytes[10] = 0xFF;
  address.bytes[11] = 0xFF;
  std::copy(v4.begin(), v4.end(), address.bytes.begin() + 12);
  return address;
}

bool Network::contains(const IpAddress& candidate) const {
  for (unsigned index = 0; index < prefix; ++index) {
    if (bit(address, index) != bit(candidate, index)) {
      return false;
    }
  }
  return true;
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  if (!address) {
    return std::nullopt;
  }
  Network network{*address, 128};
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const bool is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    unsigned prefix = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc() || end != digits.data() + digits.size() || prefix > (is_v4 ? 32U : 128U)) {
      return std::nullopt;
    }
    network.prefix = is_v4 ? prefix + kMappedBits : prefix;
  }
  for (unsigned index = network.prefix; index < 128; ++index) {
    if (bit(network.address, index)) {
      return std::nullopt;  // 10.0.0.1/8 is a slip of the pen, not a network
    }
  }
  return network;
}

}  // namespace narvi::http
