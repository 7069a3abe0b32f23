#include "http/server/seats.h"

#include <arpa/inet.h>

#include <cstring>

namespace narvi::http::server {

std::optional<Refusal> Seats::take(const std::string& address) {
  const std::scoped_lock lock(mutex_);
  if (taken_ >= limit_) {
    return Refusal::kConnections;
  }
  if (address_limit_ != 0 && !address.empty()) {
    std::size_t& count = by_address_[address];
    if (count >= address_limit_) {
      return Refusal::kAddressConnections;
    }
    ++count;
  }
  ++taken_;
  return std::nullopt;
}

void Seats::give_back(const std::string& address) {
  const std::scoped_lock lock(mutex_);
  --taken_;
  const auto found = by_address_.find(address);
  if (found != by_address_.end() && --found->second == 0) {
    by_address_.erase(found);
  }
}

std::size_t Seats::taken() const {
  const std::scoped_lock lock(mutex_);
  return taken_;
}

std::string Seats::key_of(const std::string& address) {
  in6_addr binary{};
  if (address.find(':') == std::string::npos || inet_pton(AF_INET6, address.c_str(), &binary) != 1) {
    return address;
  }
  std::memset(reinterpret_cast<unsigned char*>(&binary) + 8, 0, 8);
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(AF_INET6, &binary, text, sizeof(text));
  return text;
}

}  // namespace narvi::http::server
