#include <gtest/gtest.h>

#include <string>

#include "crypto/deflate.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "crypto/pbkdf2.h"
#include "crypto/same.h"

namespace narvi::crypto {
namespace {

// FIPS 180-4 examples.
TEST(Digest, KnownAnswers) {
  EXPECT_EQ(sha1("abc").hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha512("abc").hex().substr(0, 32), "ddaf35a193617abacc417349ae204131");
  EXPECT_EQ(sha512("").bytes().size(), 64U);
}

TEST(Digest, PartsAreConcatenated) {
  EXPECT_EQ(digest(HashAlgorithm::kSha256, {"a", "", "bc"}).hex(), sha256("abc").hex());
}

// RFC 4231 §4.2, §4.3, §4.7 and RFC 2202 §3.
TEST(Hmac, KnownAnswers) {
  EXPECT_EQ(hmac(HashAlgorithm::kSha256, std::string(20, '\x0b'), "Hi There").hex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac(HashAlgorithm::kSha256, "Jefe", "what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac(HashAlgorithm::kSha256, std::string(131, '\xaa'),
                 "Test Using Larger Than Block-Size Key - Hash Key First")
                .hex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hmac(HashAlgorithm::kSha1, "Jefe", "what do ya want for nothing?").hex(),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Hmac, EmptyKeyDoesNotKeepThePreviousOne) {
  const std::string empty = hmac(HashAlgorithm::kSha256, "", "").hex();
  EXPECT_EQ(empty, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  hmac(HashAlgorithm::kSha256, "key", "message");
  EXPECT_EQ(hmac(HashAlgorithm::kSha256, {}, {}).hex(), empty);
}

TEST(Same, ComparesContentAndLength) {
  EXPECT_TRUE(same("", ""));
  EXPECT_TRUE(same("secret", "secret"));
  EXPECT_FALSE(same("secret", "secreT"));
  EXPECT_FALSE(same("secret", "secret "));
  EXPECT_FALSE(same(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

// RFC 6070 §2 and RFC 7914 §11.
TEST(Pbkdf2, KnownAnswers) {
  EXPECT_EQ(Digest(pbkdf2(HashAlgorithm::kSha1, "password", "salt", 2, 20)).hex(),
            "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  EXPECT_EQ(
      Digest(pbkdf2(HashAlgorithm::kSha1, std::string("pass\0word", 9), std::string("sa\0lt", 5), 4096, 16))
          .hex(),
      "56fa6aa75548099dcc37d7f03425e0c3");
  EXPECT_EQ(Digest(pbkdf2(HashAlgorithm::kSha256, "passwd", "salt", 1, 64)).hex(),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
  EXPECT_EQ(Digest(pbkdf2(HashAlgorithm::kSha256, {}, "salt", 1, 32)).hex(),
            "f135c27993baf98773c5cdb40a5706ce6a345cde61b000a67858650cd6a324d7");
}

TEST(Pbkdf2, MisuseThrows) {
  EXPECT_THROW(pbkdf2(HashAlgorithm::kSha256, "a", "b", 0, 32), std::logic_error);
  EXPECT_THROW(pbkdf2(HashAlgorithm::kSha512, "a", "b", 1, 32), std::logic_error);
}

TEST(Deflate, BytesAreThoseOfPython) {
  const std::string expected("\x78\x9c\x4b\x4c\xa4\x3d\x00\x00\x7a\x47\x25\xe5", 12);
  EXPECT_EQ(deflate(std::string(100, 'a')), expected);
  EXPECT_EQ(inflate(expected, 100).value(), std::string(100, 'a'));
}

TEST(Deflate, RoundTrip) {
  std::string bytes;
  for (int i = 0; i < 20000; ++i) {
    bytes.push_back(static_cast<char>(i * i % 251));
    if (i % 1999 == 0) {
      EXPECT_EQ(inflate(deflate(bytes), bytes.size()).value(), bytes);
    }
  }
}

TEST(Inflate, RefusesWhatIsBroken) {
  const std::string good = deflate("hello hello hello");
  EXPECT_EQ(inflate(good + "behind", 100).value(), "hello hello hello");
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    EXPECT_FALSE(inflate(good.substr(0, cut), 100).has_value()) << cut;
  }
  std::string bad = good;
  bad.back() = static_cast<char>(bad.back() ^ 1);
  EXPECT_FALSE(inflate(bad, 100).has_value());
  EXPECT_FALSE(inflate("not zlib", 100).has_value());
}

TEST(Inflate, StopsAtTheLimit) {
  const std::string bomb = deflate(std::string(10'000'000, '\0'));
  EXPECT_LT(bomb.size(), 20000U);
  const Result<std::string> result = inflate(bomb, 9'999'999);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(inflate(bomb, 10'000'000).has_value());
}

}  // namespace
}  // namespace narvi::crypto
