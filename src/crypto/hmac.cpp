#include "crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace narvi::crypto {

namespace {

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL cannot compute an HMAC: the installation is broken");
  }
}

/// A context that knows its hash: only the key is set again at each use, which spares a fetch of 2
/// microseconds.
Context make_context(std::string hash) {
  static const std::unique_ptr<EVP_MAC, FreeMac> kMac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  require(kMac != nullptr);
  Context context(EVP_MAC_CTX_new(kMac.get()));
  require(context != nullptr);
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), hash.size()),
      OSSL_PARAM_construct_end(),
  };
  require(EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1);
  return context;
}

EVP_MAC_CTX* thread_context(HashAlgorithm algorithm) {
  thread_local const Context sha1 = make_context("SHA1");
  thread_local const Context sha256 = make_context("SHA256");
  thread_local const Context sha512 = make_context("SHA512");
  switch (algorithm) {
    case HashAlgorithm::kSha1:
      return sha1.get();
    case HashAlgorithm::kSha256:
      return sha256.get();
    case HashAlgorithm::kSha512:
      return sha512.get();
    case HashAlgorithm::kMd5:
      break;
  }
  throw std::logic_error("no format wants an HMAC with MD5");
}

/// Never null: OpenSSL takes a null key for "keep the previous one".
const unsigned char* address(std::string_view bytes) {
  static constexpr unsigned char kNothing = 0;
  return bytes.empty() ? &kNothing
                       : static_cast<const unsigned char*>(static_cast<const void*>(bytes.data()));
}

}  // namespace

Digest hmac(HashAlgorithm algorithm, std::string_view key, std::string_view message) {
  EVP_MAC_CTX* const context = thread_context(algorithm);
  require(EVP_MAC_init(context, address(key), key.size(), nullptr) == 1);
  require(EVP_MAC_update(context, address(message), message.size()) == 1);
  std::array<unsigned char, Digest::kMaxSize> out{};
  std::size_t size = 0;
  require(EVP_MAC_final(context, out.data(), &size, out.size()) == 1);
  return Digest(std::string_view(static_cast<const char*>(static_cast<const void*>(out.data())), size));
}

}  // namespace narvi::crypto
