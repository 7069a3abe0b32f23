#include "crypto/ed25519.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <limits>
#include <stdexcept>

namespace narvi::crypto {

namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL cannot compute Ed25519: the installation is broken");
  }
}

/// Never null, also for an empty text.
const unsigned char* address(std::string_view bytes) {
  static constexpr unsigned char kNothing = 0;
  return bytes.empty() ? &kNothing
                       : static_cast<const unsigned char*>(static_cast<const void*>(bytes.data()));
}

unsigned char* writable(std::string& bytes) {
  return static_cast<unsigned char*>(static_cast<void*>(bytes.data()));
}

Context make_context() {
  Context context(EVP_MD_CTX_new());
  require(context != nullptr);
  return context;
}

/// OpenSSL would ask at the terminal.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*given*/) {
  return -1;
}

tl::unexpected<Error> no_key(const char* why) {
  return fail(ErrorKind::kInvalid, why);
}

}  // namespace

Result<Ed25519Key> Ed25519Key::from_pem(const SecretText& pem) {
  const std::string& text = pem.reveal();
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return no_key("it is no PEM text");
  }
  const std::unique_ptr<BIO, FreeBio> source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  require(source != nullptr);
  std::unique_ptr<EVP_PKEY, FreeKey> key(
      PEM_read_bio_PrivateKey(source.get(), nullptr, no_pass_phrase, nullptr));
  if (!key) {
    return no_key("it holds no private key in PEM without a pass phrase");
  }
  if (EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return no_key("it holds a key of another kind than Ed25519");
  }
  return Ed25519Key(std::shared_ptr<EVP_PKEY>(std::move(key)));
}

Result<Ed25519Key> Ed25519Key::from_seed(const SecretText& seed) {
  const std::string& bytes = seed.reveal();
  if (bytes.size() != kEd25519KeySize) {
    return no_key("an Ed25519 key has 32 bytes");
  }
  std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, address(bytes), bytes.size()));
  require(key != nullptr);
  return Ed25519Key(std::shared_ptr<EVP_PKEY>(std::move(key)));
}

std::string Ed25519Key::sign(std::string_view message) const {
  const Context context = make_context();
  require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  std::string signature(kEd25519SignatureSize, '\0');
  std::size_t size = signature.size();
  require(EVP_DigestSign(context.get(), writable(signature), &size, address(message), message.size()) == 1);
  require(size == signature.size());
  return signature;
}

std::string Ed25519Key::public_key() const {
  std::string bytes(kEd25519KeySize, '\0');
  std::size_t size = bytes.size();
  require(EVP_PKEY_get_raw_public_key(key_.get(), writable(bytes), &size) == 1 && size == bytes.size());
  return bytes;
}

bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != kEd25519KeySize || signature.size() != kEd25519SignatureSize) {
    return false;
  }
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, address(public_key), public_key.size()));
  const Context context = make_context();
  require(key != nullptr);
  require(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  return EVP_DigestVerify(context.get(), address(signature), signature.size(), address(message),
                          message.size()) == 1;
}

}  // namespace narvi::crypto
