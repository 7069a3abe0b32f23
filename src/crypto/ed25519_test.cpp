#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include <array>

#include "base/base64.h"

namespace narvi::crypto {
namespace {

std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  }
  return bytes;
}

std::string pem_of(std::string_view label, std::string_view der) {
  const std::string name(label);
  return "-----BEGIN " + name + "-----\n" + base64_encode(der) + "\n-----END " + name + "-----\n";
}

/// RFC 8410 §7: the seed in the wrapping of PKCS #8.
std::string pem_of_seed(std::string_view seed) {
  return pem_of("PRIVATE KEY", from_hex("302e020100300506032b657004220420") + std::string(seed));
}

struct Vector {
  std::string_view secret;
  std::string_view shown;
  std::string_view message;
  std::string_view signature;
};

// RFC 8032 §7.1, tests 1 to 3.
constexpr std::array<Vector, 3> kVectors = {{
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f"
     "05"
     "95bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2ea"
     "eb"
     "4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e"
     "97"
     "16ed28dc027beceea1ec40a"},
}};

TEST(Ed25519, KnownAnswers) {
  for (const Vector& vector : kVectors) {
    const auto key = Ed25519Key::from_seed(SecretText(from_hex(vector.secret)));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->public_key(), from_hex(vector.shown));
    const std::string message = from_hex(vector.message);
    EXPECT_EQ(key->sign(message), from_hex(vector.signature));
    EXPECT_TRUE(ed25519_verify(from_hex(vector.shown), message, from_hex(vector.signature)));
  }
}

TEST(Ed25519, ReadsPem) {
  const auto key = Ed25519Key::from_pem(SecretText(pem_of_seed(from_hex(kVectors[1].secret))));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->public_key(), from_hex(kVectors[1].shown));
}

TEST(Ed25519, RefusesWhatIsNoKey) {
  const std::string good = pem_of_seed(from_hex(kVectors[0].secret));
  // RFC 8410 §7 with X25519's number, and a public key.
  const std::string other =
      pem_of("PRIVATE KEY", from_hex("302e020100300506032b656e04220420") + from_hex(kVectors[0].secret));
  const std::string shown =
      pem_of("PUBLIC KEY", from_hex("302a300506032b6570032100") + from_hex(kVectors[0].shown));
  for (const std::string& text : {std::string(), std::string("key"), good.substr(0, 60), other, shown,
                                  pem_of("ENCRYPTED PRIVATE KEY", from_hex("3000"))}) {
    const auto key = Ed25519Key::from_pem(SecretText(text));
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().kind, ErrorKind::kInvalid);
  }
  EXPECT_FALSE(Ed25519Key::from_seed(SecretText(std::string(31, 'x'))));
}

TEST(Ed25519, VerifiesNothingElse) {
  const std::string shown = from_hex(kVectors[2].shown);
  const std::string message = from_hex(kVectors[2].message);
  const std::string signature = from_hex(kVectors[2].signature);
  EXPECT_FALSE(ed25519_verify(shown, message + "x", signature));
  EXPECT_FALSE(ed25519_verify(from_hex(kVectors[1].shown), message, signature));
  EXPECT_FALSE(ed25519_verify(shown, message, signature.substr(1)));
  EXPECT_FALSE(ed25519_verify(shown, message, signature + "x"));
  EXPECT_FALSE(ed25519_verify(shown.substr(1), message, signature));
  EXPECT_FALSE(ed25519_verify(std::string(32, '\xFF'), message, signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(ed25519_verify(shown, message, changed)) << i;
  }
}

}  // namespace
}  // namespace narvi::crypto
