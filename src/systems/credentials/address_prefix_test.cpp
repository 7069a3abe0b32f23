#include "systems/credentials/address_prefix.h"

#include <gtest/gtest.h>

namespace narvi::systems::credentials {
namespace {

TEST(AddressPrefix, KeepsSoManyBits) {
  struct Case {
    std::string_view address;
    unsigned ipv4;
    unsigned ipv6;
    std::string_view prefix;
  };
  const Case cases[] = {
      {"192.0.2.77", 24, 48, "192.0.2.0/24"},
      {"192.0.2.77", 32, 48, "192.0.2.77/32"},
      {"192.0.2.255", 27, 48, "192.0.2.224/27"},
      {"192.0.2.77", 0, 48, ""},
      {"::ffff:192.0.2.77", 24, 48, "192.0.2.0/24"},
      {"2001:db8:5:6:7::8", 24, 48, "2001:db8:5::/48"},
      {"2001:db8:5:ffff::8", 24, 51, "2001:db8:5:e000::/51"},
      {"2001:db8::1", 24, 128, "2001:db8::1/128"},
      {"2001:db8::1", 24, 0, ""},
      {"", 24, 48, ""},
      {"unix", 24, 48, ""},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(address_prefix(one.address, one.ipv4, one.ipv6), one.prefix) << one.address;
  }
}

}  // namespace
}  // namespace narvi::systems::credentials
