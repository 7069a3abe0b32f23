#pragma once
// Randomness as a port. It feeds only secrets that are visible on the wire, in the order the contracts name;
// request ids, jitter and hash seeds have a source of their own (design: determinism).

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace narvi {

inline constexpr std::string_view kAlphanumerics =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";  // Django's get_random_string alphabet
inline constexpr std::string_view kLowerAlphanumerics =
    "abcdefghijklmnopqrstuvwxyz0123456789";  // session keys (contract django-sessions-csrf §3.1)

class Random {
 public:
  virtual ~Random() = default;

  /// Fills `out` with unpredictable bytes. Thread-safe.
  virtual void fill(std::span<std::byte> out) = 0;

  /// A string of `length` characters, each equally likely from `alphabet` (2 to 256 characters): bytes that
  /// would bias the choice are thrown away.
  std::string text(std::size_t length, std::string_view alphabet);

  /// `bytes` random bytes as lower-case hexadecimal.
  std::string hex(std::size_t bytes);
};

/// The kernel's generator (getrandom). Ends the program if the kernel refuses: no answer is safer than a
/// guessable one (ASVS 11.2.5).
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override;
};

}  // namespace narvi
