#pragma once
// Hash functions by the names of Python's hashlib, for formats that let a site choose one.

#include <initializer_list>
#include <optional>
#include <string_view>

#include "crypto/digest.h"

namespace narvi::crypto {

class NamedHash {
 public:
  /// "md5", "sha1", "sha224" to "sha512", "sha3_224" to "sha3_512", "blake2b" and "blake2s" in their full
  /// length. Empty for any other name.
  static std::optional<NamedHash> find(std::string_view name);

  /// Those names, with commas.
  static std::string_view names();

  /// The digest of the parts put one behind the other. Thread-safe. Throws std::runtime_error if OpenSSL
  /// cannot compute it, which is a broken installation.
  Digest of(std::initializer_list<std::string_view> parts) const;

  /// False for md5 and sha1, of which collisions are known.
  bool is_strong() const;

 private:
  explicit NamedHash(std::size_t row) : row_(row) {}
  std::size_t row_;
};

}  // namespace narvi::crypto
