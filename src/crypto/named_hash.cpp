#include "crypto/named_hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace narvi::crypto {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeHash {
  void operator()(EVP_MD* hash) const { EVP_MD_free(hash); }
};

struct Row {
  std::string_view name;
  const char* openssl;
};

constexpr std::array<Row, 12> kRows = {{
    {"md5", "MD5"},
    {"sha1", "SHA1"},
    {"sha224", "SHA224"},
    {"sha256", "SHA256"},
    {"sha384", "SHA384"},
    {"sha512", "SHA512"},
    {"sha3_224", "SHA3-224"},
    {"sha3_256", "SHA3-256"},
    {"sha3_384", "SHA3-384"},
    {"sha3_512", "SHA3-512"},
    {"blake2b", "BLAKE2B-512"},
    {"blake2s", "BLAKE2S-256"},
}};
constexpr std::size_t kFirstStrong = 2;

/// Fetched once: an implicit fetch costs more than the hash.
const EVP_MD* fetched(std::size_t row) {
  using Fetched = std::unique_ptr<EVP_MD, FreeHash>;
  static const std::array<Fetched, kRows.size()> kFetched = [] {
    std::array<Fetched, kRows.size()> all;
    std::ranges::transform(kRows, all.begin(), [](const Row& each) {
      return Fetched(EVP_MD_fetch(nullptr, each.openssl, nullptr));
    });
    return all;
  }();
  return kFetched[row].get();
}

void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL cannot compute a digest: the installation is broken");
  }
}

}  // namespace

std::optional<NamedHash> NamedHash::find(std::string_view name) {
  const auto* const found = std::ranges::find(kRows, name, &Row::name);
  return found == kRows.end() ? std::nullopt
                              : std::optional(NamedHash(static_cast<std::size_t>(found - kRows.begin())));
}

std::string_view NamedHash::names() {
  return "md5, sha1, sha224, sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, blake2b, "
         "blake2s";
}

bool NamedHash::is_strong() const {
  return row_ >= kFirstStrong;
}

Digest NamedHash::of(std::initializer_list<std::string_view> parts) const {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  const EVP_MD* const type = fetched(row_);
  require(context != nullptr && type != nullptr && EVP_DigestInit_ex2(context.get(), type, nullptr) == 1);
  for (const std::string_view part : parts) {
    require(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  require(EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1);
  return Digest(std::string_view(static_cast<const char*>(static_cast<const void*>(out.data())), size));
}

}  // namespace narvi::crypto
