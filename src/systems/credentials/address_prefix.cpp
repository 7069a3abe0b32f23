#include "systems/credentials/address_prefix.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "http/network.h"

namespace narvi::systems::credentials {

namespace {

void clear_after(std::span<std::uint8_t> bytes, unsigned prefix) {
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    const unsigned before = static_cast<unsigned>(index) * 8;
    const unsigned kept = prefix <= before ? 0 : std::min(prefix - before, 8U);
    bytes[index] = static_cast<std::uint8_t>(bytes[index] & (0xff00U >> kept));
  }
}

std::string text_of(int family, const std::uint8_t* bytes, unsigned prefix) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_ntop(family, bytes, text.data(), text.size()) == nullptr) {
    return {};
  }
  return std::string(text.data()) + "/" + std::to_string(prefix);
}

bool is_ipv4(const http::IpAddress& address) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin());
}

}  // namespace

std::string address_prefix(std::string_view address, unsigned ipv4_prefix, unsigned ipv6_prefix) {
  std::optional<http::IpAddress> parsed = http::parse_ip(address);
  if (!parsed) {
    return {};
  }
  const bool ipv4 = is_ipv4(*parsed);
  const unsigned prefix = ipv4 ? ipv4_prefix : ipv6_prefix;
  const std::span<std::uint8_t> bytes = std::span(parsed->bytes).subspan(ipv4 ? 12 : 0);
  clear_after(bytes, prefix);
  return prefix == 0 ? std::string() : text_of(ipv4 ? AF_INET : AF_INET6, bytes.data(), prefix);
}

}  // namespace narvi::systems::credentials
