#include <gtest/gtest.h>

#include <stdexcept>

#include "crypto/argon2.h"
#include "crypto/bcrypt.h"
#include "crypto/des_crypt.h"
#include "crypto/digest.h"
#include "crypto/scrypt.h"

namespace narvi::crypto {
namespace {

TEST(Md5, KnownAnswer) {  // RFC 1321 §A.5
  EXPECT_EQ(digest(HashAlgorithm::kMd5, {"a", "bc"}).hex(), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Scrypt, KnownAnswer) {  // RFC 7914 §12
  EXPECT_EQ(
      Digest(scrypt({16, 1, 1}, "", "", 64)).hex(),
      "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3"
      "e0fb2e0d3628cf35e20c38d18906");
}

TEST(Scrypt, IsDefinedFor) {
  for (const ScryptParameters& parameters :
       {ScryptParameters{2, 1, 1}, ScryptParameters{32'768, 1, 1}, ScryptParameters{65'536, 2, 1}}) {
    EXPECT_TRUE(scrypt_allows(parameters)) << parameters.n;
  }
  for (const ScryptParameters& parameters :
       {ScryptParameters{0, 1, 1}, ScryptParameters{1, 1, 1}, ScryptParameters{3, 1, 1},
        ScryptParameters{65'536, 1, 1}, ScryptParameters{2, 0, 1}, ScryptParameters{2, 1, 0},
        ScryptParameters{2, 32'768, 32'768}}) {
    EXPECT_FALSE(scrypt_allows(parameters)) << parameters.n << ' ' << parameters.r << ' ' << parameters.p;
    EXPECT_THROW(scrypt(parameters, "", "", 64), std::logic_error);
  }
  EXPECT_EQ(scrypt_memory({16'384, 8, 1}), 1024U * 16'387U);
}

TEST(Argon2, IsDefinedFor) {
  const Argon2Parameters least{Argon2Type::kId, Argon2Version::k13, 8, 1, 1};
  EXPECT_TRUE(argon2_allows(least, 8, 4));
  EXPECT_EQ(argon2(least, "", "saltsalt", 4).size(), 4U);
  EXPECT_FALSE(argon2_allows(least, 7, 4));
  EXPECT_FALSE(argon2_allows(least, 8, 3));
  EXPECT_FALSE(argon2_allows(least, 8, 513));
  EXPECT_FALSE(argon2_allows({Argon2Type::kId, Argon2Version::k13, 15, 1, 2}, 8, 4));
  EXPECT_FALSE(argon2_allows({Argon2Type::kId, Argon2Version::k13, 8, 0, 1}, 8, 4));
  EXPECT_FALSE(argon2_allows({Argon2Type::kId, Argon2Version::k13, 8, 1, 0}, 8, 4));
  EXPECT_THROW(argon2({Argon2Type::kId, Argon2Version::k13, 8, 1, 2}, "", "saltsalt", 4), std::logic_error);
}

// The three varieties and two versions all differ, and none is silently taken for another.
TEST(Argon2, VarietiesAndVersionsDiffer) {
  std::string previous;
  for (const Argon2Type type : {Argon2Type::kD, Argon2Type::kI, Argon2Type::kId}) {
    for (const Argon2Version version : {Argon2Version::k10, Argon2Version::k13}) {
      const std::string tag = argon2({type, version, 64, 2, 2}, "password", "somesalt", 32);
      EXPECT_NE(tag, previous);
      previous = tag;
    }
  }
}

TEST(Bcrypt, RefusesWhatACStringCannotHold) {
  EXPECT_THROW(bcrypt(std::string_view("a\0b", 3), 4, "abcdefghijklmnopqrstuu"), std::logic_error);
  EXPECT_THROW(bcrypt("a", 3, "abcdefghijklmnopqrstuu"), std::logic_error);
  EXPECT_THROW(bcrypt("a", 32, "abcdefghijklmnopqrstuu"), std::logic_error);
  EXPECT_EQ(bcrypt("a", 4, "abcdefghijklmnopqrstu"), std::nullopt);
  EXPECT_EQ(bcrypt("a", 4, "abcdefghijklmnopqrst!u"), std::nullopt);
  EXPECT_EQ(bcrypt("a", 4, "abcdefghijklmnopqrstuv").value_or("").substr(0, 29),
            "$2b$04$abcdefghijklmnopqrstuu");
}

TEST(DesCrypt, KnownAnswerAndRefusals) {
  EXPECT_EQ(des_crypt("l\xc3\xa8tmei", "ab"), "ab1Hv2Lg7ltQo");  // recorded in contract django-auth
  EXPECT_THROW(des_crypt(std::string_view("a\0b", 3), "ab"), std::logic_error);
  for (const std::string_view salt : {"", "a", "$1", "a:", "abc", "*0"}) {
    EXPECT_EQ(des_crypt("a", salt), std::nullopt) << salt;
  }
}

}  // namespace
}  // namespace narvi::crypto
