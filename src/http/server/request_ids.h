#pragma once
// Request ids: 16 hexadecimal digits that name one request in logs. Unpredictability is not their task, so
// they have a fast generator of their own and never touch the Random port (design: determinism).

#include <array>
#include <cstdint>
#include <string_view>

namespace narvi::http::server {

class RequestIds {
 public:
  /// `seed` should differ between loops and starts.
  explicit RequestIds(std::uint64_t seed) : state_(seed) {}

  /// Writes the next id into `id` and returns a view of it.
  std::string_view next(std::array<char, 16>& id) {
    constexpr char kHex[] = "0123456789abcdef";
    std::uint64_t number =
        mix(state_ += 0x9e3779b97f4a7c15U);  // splitmix64: every 64-bit number once a cycle
    for (char& digit : id) {
      digit = kHex[number & 15];
      number >>= 4;
    }
    return {id.data(), id.size()};
  }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace narvi::http::server
