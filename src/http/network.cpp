#include "http/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace narvi::http {

namespace {

constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96

constexpr IpAddress kMapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}};

bool is_port(std::string_view text) {
  constexpr std::size_t kMostDigits = 5;
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return !text.empty() && text.size() <= kMostDigits && error == std::errc() &&
         end == text.data() + text.size() && port <= UINT16_MAX;
}

bool bit(const IpAddress& address, unsigned index) {
  return ((address.bytes[index / 8] >> (7 - index % 8)) & 1U) != 0;
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  constexpr std::size_t kLongest = 45;
  if (text.empty() || text.size() > kLongest || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::array<char, kLongest + 1> terminated{};
  std::copy(text.begin(), text.end(), terminated.begin());
  if (text.find(':') != std::string_view::npos) {
    IpAddress v6;
    return inet_pton(AF_INET6, terminated.data(), v6.bytes.data()) == 1 ? std::optional(v6) : std::nullopt;
  }
  IpAddress v4 = kMapped;
  std::uint8_t* const last = v4.bytes.data() + kMappedBits / 8;
  return inet_pton(AF_INET, terminated.data(), last) == 1 ? std::optional(v4) : std::nullopt;
}

std::optional<IpAddress> parse_ip_with_port(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    const std::string_view inside = text.substr(1, end == std::string_view::npos ? end : end - 1);
    const std::string_view after = end == std::string_view::npos ? "x" : text.substr(end + 1);
    const bool port_fits = after.empty() || (after.front() == ':' && is_port(after.substr(1)));
    return port_fits && inside.find(':') != std::string_view::npos ? parse_ip(inside) : std::nullopt;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon != text.rfind(':')) {
    return parse_ip(text);
  }
  return is_port(text.substr(colon + 1)) ? parse_ip(text.substr(0, colon)) : std::nullopt;
}

std::string to_text(const IpAddress& address) {
  if (Network{kMapped, kMappedBits}.contains(address)) {
    // By hand, because this is asked for every request behind a proxy, and inet_ntop prints with sprintf.
    std::string text;
    for (std::size_t index = kMappedBits / 8; index < address.bytes.size(); ++index) {
      text.append(text.empty() ? "" : ".").append(std::to_string(address.bytes.at(index)));
    }
    return text;
  }
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET6, address.bytes.data(), text, sizeof(text));
  return text;
}

bool Network::contains(const IpAddress& candidate) const {
  const std::size_t whole = prefix / 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  candidate.bytes.begin())) {
    return false;
  }
  const unsigned rest = prefix % 8;
  const unsigned different =
      rest == 0 ? 0U : address.bytes.at(whole) ^ static_cast<unsigned>(candidate.bytes.at(whole));
  return (different >> (8 - rest)) == 0;
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
