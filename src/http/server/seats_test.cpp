#include "http/server/seats.h"

#include <gtest/gtest.h>

namespace narvi::http::server {
namespace {

TEST(Seats, AreLimitedInTotalAndPerAddress) {
  Seats seats(3, 2);
  EXPECT_EQ(seats.take("a"), std::nullopt);
  EXPECT_EQ(seats.take("a"), std::nullopt);
  EXPECT_EQ(seats.take("a"), Refusal::kAddressConnections);
  EXPECT_EQ(seats.take("b"), std::nullopt);
  EXPECT_EQ(seats.take("c"), Refusal::kConnections);
  seats.give_back("a");
  EXPECT_EQ(seats.take("a"), std::nullopt);
  seats.give_back("a");
  seats.give_back("a");
  seats.give_back("b");
  EXPECT_EQ(seats.taken(), 0U);
}

TEST(Seats, UnixClientsHaveNoAddressLimit) {
  Seats seats(10, 1);
  EXPECT_EQ(seats.take(""), std::nullopt);
  EXPECT_EQ(seats.take(""), std::nullopt);
}

TEST(Seats, AnIpv6ClientIsItsNetwork) {
  EXPECT_EQ(Seats::key_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(Seats::key_of("2001:db8:1:2::1"), "2001:db8:1:2::");
  EXPECT_EQ(Seats::key_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(Seats::key_of(""), "");
  EXPECT_EQ(Seats::key_of("not:an:address"), "not:an:address");
}

}  // namespace
}  // namespace narvi::http::server
