#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace narvi {

std::string Random::text(std::size_t length, std::string_view alphabet) {
  const std::size_t usable =
      256 - 256 % alphabet.size();  // bytes at or above this would favour early letters
  std::string out;
  out.reserve(length);
  std::array<std::byte, 64> buffer{};
  while (out.size() < length) {
    fill(buffer);
    for (const std::byte byte : buffer) {
      const auto value = std::to_integer<std::size_t>(byte);
      if (value < usable && out.size() < length) {
        out.push_back(alphabet[value % alphabet.size()]);
      }
    }
  }
  return out;
}

std::string Random::hex(std::size_t bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string raw(bytes, '\0');
  fill(std::as_writable_bytes(std::span(raw)));
  std::string out;
  out.reserve(bytes * 2);
  for (const char character : raw) {
    const auto value = static_cast<unsigned char>(character);
    out.push_back(kDigits[value >> 4U]);
    out.push_back(kDigits[value & 0x0FU]);
  }
  return out;
}

void SystemRandom::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      std::abort();
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace narvi
