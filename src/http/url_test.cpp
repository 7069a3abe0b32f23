#include "http/url.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

struct Case {
  std::string_view raw;
  std::string_view decoded;
};

constexpr Case kPaths[] = {
    {"/auth/login/", "/auth/login/"}, {"/a%20b/%2f", "/a b//"}, {"/caf%C3%A9", "/caf\u00E9"},
    {"/caf\xC3\xA9", "/caf\u00E9"},   {"/%FF%41", "/%FFA"},     {"/%E2%82/", "/%E2%82/"},
    {"/%ED%A0%80", "/%ED%A0%80"},     {"/%zz%4", "/%zz%4"},     {"/%", "/%"},
};

TEST(Url, DecodesPathsAsDjangoDoes) {
  for (const Case& c : kPaths) {
    std::string storage;
    EXPECT_EQ(decode_path(c.raw, storage), c.decoded) << c.raw;
  }
  std::string storage;
  const std::string_view plain = "/plain/";
  EXPECT_EQ(decode_path(plain, storage).data(), plain.data());
}

TEST(Url, Quotes) {
  EXPECT_EQ(quote("a b/\u00E9~"), "a%20b/%C3%A9~");
  EXPECT_EQ(quote("a/b", ""), "a%2Fb");
  EXPECT_EQ(quote_plus("a b+c/d"), "a+b%2Bc%2Fd");
  EXPECT_EQ(iri_to_uri("/I \u2665 Django/?x=%20&y=[1]#z"), "/I%20%E2%99%A5%20Django/?x=%20&y=[1]#z");
  EXPECT_EQ(escape_path("/;?#=%\"<"), "/%3B%3F%23%3D%25%22%3C");
  EXPECT_EQ(percent_decode("%41%4g%"), "A%4g%");
}

TEST(Url, BuildsTheSlashRedirect) {
  EXPECT_EQ(slash_location("/token", ""), "/token/");
  EXPECT_EQ(slash_location("/token", "a=1&b=%20 x"), "/token/?a=1&b=%20%20x");
  EXPECT_EQ(slash_location("/a b/\u00E9", "q=\xE9"), "/a%20b/%C3%A9/?q=%C3%A9");
  EXPECT_EQ(slash_location("//evil.example", ""), "/%2Fevil.example/");
  EXPECT_EQ(full_path("/a", ""), "/a");
}

}  // namespace
}  // namespace narvi::http
