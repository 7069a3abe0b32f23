#pragma once
// Seats: how many connections there are, in total and from each address. Thread-safe: the acceptor takes,
// every loop gives back.

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "http/server/refusal.h"

namespace narvi::http::server {

class Seats {
 public:
  /// `per_address` 0: no limit for single addresses.
  Seats(std::size_t total, std::size_t per_address) : limit_(total), address_limit_(per_address) {}

  /// Takes a seat for a client at `address` (key_of; empty on a unix socket, which no limit but the total
  /// binds). Empty optional: taken.
  std::optional<Refusal> take(const std::string& address);
  void give_back(const std::string& address);
  std::size_t taken() const;

  /// What an address is counted under: itself, or the /64 of an IPv6 address, which is what one client gets.
  static std::string key_of(const std::string& address);

 private:
  const std::size_t limit_;
  const std::size_t address_limit_;
  mutable std::mutex mutex_;
  std::size_t taken_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace narvi::http::server
