#include "crypto/named_hash.h"

#include <gtest/gtest.h>

namespace narvi::crypto {
namespace {

TEST(NamedHash, HashesAsPythonDoes) {
  // hashlib.new(name, b"abc").hexdigest()[:16]
  constexpr std::pair<std::string_view, std::string_view> kStarts[] = {
      {"md5", "900150983cd24fb0"},      {"sha1", "a9993e364706816a"},     {"sha224", "23097d223405d822"},
      {"sha256", "ba7816bf8f01cfea"},   {"sha384", "cb00753f45a35e8b"},   {"sha512", "ddaf35a193617aba"},
      {"sha3_224", "e642824c3f8cf24a"}, {"sha3_256", "3a985da74fe225b2"}, {"sha3_384", "ec01498288516fc9"},
      {"sha3_512", "b751850b1a57168a"}, {"blake2b", "ba80a53f981c4d0d"},  {"blake2s", "508c5e8c327c14e2"},
  };
  for (const auto& [name, start] : kStarts) {
    const auto hash = NamedHash::find(name);
    ASSERT_TRUE(hash) << name;
    EXPECT_EQ(hash->of({"a", "", "bc"}).hex().substr(0, start.size()), start) << name;
    EXPECT_NE(NamedHash::names().find(name), std::string_view::npos);
  }
}

TEST(NamedHash, KnowsItsNamesOnly) {
  for (const std::string_view name : {"", "SHA512", "hashlib.sha512", "sha512 ", "crc32", "shake_128"}) {
    EXPECT_FALSE(NamedHash::find(name)) << name;
  }
  EXPECT_FALSE(NamedHash::find("md5")->is_strong());
  EXPECT_FALSE(NamedHash::find("sha1")->is_strong());
  EXPECT_TRUE(NamedHash::find("sha224")->is_strong());
}

}  // namespace
}  // namespace narvi::crypto
