#pragma once
// HMAC (RFC 2104) over the hash functions of digest.h.

#include <string_view>

#include "crypto/digest.h"

namespace narvi::crypto {

/// The authentication code of `message` under `key` (any length, also empty). Thread-safe. Throws
/// std::runtime_error if OpenSSL cannot provide the algorithm, which is a broken installation.
Digest hmac(HashAlgorithm algorithm, std::string_view key, std::string_view message);

}  // namespace narvi::crypto
