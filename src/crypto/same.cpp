#include "crypto/same.h"

#include <openssl/crypto.h>

namespace narvi::crypto {

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace narvi::crypto
