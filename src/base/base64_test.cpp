#include "base/base64.h"

#include <gtest/gtest.h>

namespace narvi {
namespace {

TEST(Base64, Rfc4648Section10) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, UrlAlphabetHasNoPadding) {
  EXPECT_EQ(base64_url_encode("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(base64_url_encode("\xfb\xff"), "-_8");
  EXPECT_EQ(base64_url_decode("-_8"), "\xfb\xff");
  EXPECT_EQ(base64_url_decode("-_8="), std::nullopt);
  EXPECT_EQ(base64_url_decode("+/8"), std::nullopt);
}

TEST(Base64, StrictRefuses) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Zm9v=", "Zm 9v", "====", "Zg==Zg=="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
  EXPECT_EQ(base64_url_decode("A"), std::nullopt);
  EXPECT_EQ(base64_url_decode("MR"), std::nullopt);  // bits behind the end
}

// Each expectation is what CPython's binascii answers.
TEST(Base64, LenientReadsAsPython) {
  const auto read = [](std::string_view text) {
    return base64_decode_lenient(text, Base64Alphabet::kStandard);
  };
  EXPECT_EQ(read("Zm 9v\n"), "foo");
  EXPECT_EQ(read("Zg==Zg=="), "f");
  EXPECT_EQ(read("Zg"), std::nullopt);
  EXPECT_EQ(read("Z==="), std::nullopt);
  EXPECT_EQ(read("=Zm9v"), "foo");
  EXPECT_EQ(read("Zh=="), "f");
  EXPECT_EQ(read("Zg=!="), "f");
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(base64_decode_lenient(repaired_padding("M Q"), Base64Alphabet::kUrl), std::nullopt);
  EXPECT_EQ(base64_decode_lenient(repaired_padding("MQ"), Base64Alphabet::kUrl), "1");
}

TEST(Base64, RoundTripOfEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    EXPECT_EQ(base64_url_decode(base64_url_encode(bytes)), bytes);
  }
}

}  // namespace
}  // namespace narvi
