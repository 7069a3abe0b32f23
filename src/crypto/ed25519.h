#pragma once
// Ed25519 signatures (RFC 8032).

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

struct evp_pkey_st;

namespace narvi::crypto {

inline constexpr std::size_t kEd25519KeySize = 32;
inline constexpr std::size_t kEd25519SignatureSize = 64;

/// A private key. Copies share it; it may be used by several threads at once.
class Ed25519Key {
 public:
  /// The key in a PEM text ("BEGIN PRIVATE KEY", RFC 7468 §10). kInvalid for anything else, also for a key
  /// under a pass phrase and for keys of other kinds.
  static Result<Ed25519Key> from_pem(const SecretText& pem);
  /// The key of 32 secret bytes (RFC 8032 §5.1.5). kInvalid for another number.
  static Result<Ed25519Key> from_seed(const SecretText& seed);

  /// 64 bytes; the same for the same message. About 80 microseconds.
  std::string sign(std::string_view message) const;
  /// The 32 bytes by which others verify.
  std::string public_key() const;

 private:
  explicit Ed25519Key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

/// Whether `signature` is that of `message` by the owner of `public_key` (32 bytes). False for any other
/// size.
bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace narvi::crypto
