#pragma once
// Hash functions: one call, no allocation. The algorithms are fetched from OpenSSL once, because an implicit
// fetch costs four times the hash of a token (stack: SHA-256 of 40 bytes).

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace narvi::crypto {

/// MD5 and SHA-1 are here for formats that demand them (old password hashes); nothing new may choose them.
enum class HashAlgorithm { kMd5, kSha1, kSha256, kSha512 };

/// The bytes of a digest or of a message authentication code, held in place.
class Digest {
 public:
  static constexpr std::size_t kMaxSize = 64;

  Digest() = default;
  /// `bytes`: at most kMaxSize.
  explicit Digest(std::string_view bytes);

  std::string_view bytes() const { return {bytes_.data(), size_}; }
  /// Lower-case hexadecimal.
  std::string hex() const;

 private:
  std::array<char, kMaxSize> bytes_{};
  std::size_t size_ = 0;
};

/// The digest of the parts put one behind the other. Thread-safe. Throws std::runtime_error if OpenSSL cannot
/// provide the algorithm, which is a broken installation.
Digest digest(HashAlgorithm algorithm, std::initializer_list<std::string_view> parts);

inline Digest sha256(std::string_view bytes) {
  return digest(HashAlgorithm::kSha256, {bytes});
}
inline Digest sha1(std::string_view bytes) {
  return digest(HashAlgorithm::kSha1, {bytes});
}
inline Digest sha512(std::string_view bytes) {
  return digest(HashAlgorithm::kSha512, {bytes});
}
}  // namespace narvi::crypto
