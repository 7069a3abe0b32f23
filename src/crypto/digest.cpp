#include "crypto/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <stdexcept>

namespace narvi::crypto {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL cannot compute a digest: the installation is broken");
  }
}

const EVP_MD* fetched(HashAlgorithm algorithm) {
  using Fetched = std::unique_ptr<EVP_MD, FreeDigest>;
  static const Fetched kMd5(EVP_MD_fetch(nullptr, "MD5", nullptr));
  static const Fetched kSha1(EVP_MD_fetch(nullptr, "SHA1", nullptr));
  static const Fetched kSha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  static const Fetched kSha512(EVP_MD_fetch(nullptr, "SHA512", nullptr));
  switch (algorithm) {
    case HashAlgorithm::kMd5:
      return kMd5.get();
    case HashAlgorithm::kSha1:
      return kSha1.get();
    case HashAlgorithm::kSha256:
      return kSha256.get();
    case HashAlgorithm::kSha512:
      return kSha512.get();
  }
  return nullptr;
}

EVP_MD_CTX* thread_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  return context.get();
}

}  // namespace

Digest::Digest(std::string_view bytes) : size_(bytes.size()) {
  assert(bytes.size() <= kMaxSize);
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

std::string Digest::hex() const {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(size_ * 2);
  for (const char character : bytes()) {
    const auto value = static_cast<unsigned char>(character);
    out.push_back(kDigits[value >> 4U]);
    out.push_back(kDigits[value & 0x0FU]);
  }
  return out;
}

Digest digest(HashAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX* const context = thread_context();
  const EVP_MD* const type = fetched(algorithm);
  require(context != nullptr && type != nullptr && EVP_DigestInit_ex2(context, type, nullptr) == 1);
  for (const std::string_view part : parts) {
    require(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  require(EVP_DigestFinal_ex(context, out.data(), &size) == 1);
  const Digest result(std::string_view(static_cast<const char*>(static_cast<const void*>(out.data())), size));
  return result;
}

}  // namespace narvi::crypto
