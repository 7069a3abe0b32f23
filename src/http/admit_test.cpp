#include "http/admit.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

AdmitPolicy policy() {
  AdmitPolicy policy;
  policy.allowed_hosts = {"example.com", ".wild.example", "[::1]"};
  policy.trusted_networks = {*parse_network("127.0.0.0/8"), *parse_network("10.0.0.0/8")};
  policy.ssl_header = "X-Forwarded-Proto";
  policy.ssl_value = "https";
  return policy;
}

Request from(const Peer& peer) {
  Request request;
  request.peer = &peer;
  request.headers.add("Host", "example.com");
  return request;
}

TEST(Admit, DropsWhatUntrustedPeersClaim) {
  const Peer stranger{.address = "192.0.2.1"};
  Request request = from(stranger);
  request.headers.add("X-Forwarded-For", "198.51.100.7");
  request.headers.add("x-forwarded-proto", "https");
  request.headers.add("Remote-User", "root");
  admit(policy(), request);
  EXPECT_EQ(request.client_address, "192.0.2.1");
  EXPECT_FALSE(request.https);
  EXPECT_EQ(request.headers.fields().size(), 1U);
}

TEST(Admit, BelievesTrustedPeersUpToTheFirstStranger) {
  const Peer proxy{.address = "127.0.0.1"};
  Request request = from(proxy);
  request.headers.add("X-Forwarded-For", "6.6.6.6, 198.51.100.7, 10.1.2.3");
  request.headers.add("X-Forwarded-Proto", "https, http");
  admit(policy(), request);
  EXPECT_EQ(request.client_address, "198.51.100.7");
  EXPECT_TRUE(request.https);
}

TEST(Admit, AnEntryThatIsNoAddressEndsTheChain) {
  const Peer proxy{.address = "127.0.0.1"};
  Request request = from(proxy);
  request.headers.add("X-Forwarded-For", "198.51.100.7, unknown, 10.1.2.3");
  admit(policy(), request);
  EXPECT_EQ(request.client_address, "10.1.2.3");
}

TEST(Admit, UnixPeersAreTrustedOnlyIfSaid) {
  const Peer local{.unix_uid = 33};
  EXPECT_FALSE(is_trusted(policy(), local));
  AdmitPolicy open = policy();
  open.trust_unix_socket = true;
  EXPECT_TRUE(is_trusted(open, local));
}

TEST(Admit, HostMustBeOneOfOurs) {
  const Peer peer{.address = "192.0.2.1"};
  const std::pair<std::string, bool> cases[] = {
      {"example.com", true},
      {"EXAMPLE.com:8000", true},
      {"example.com.", true},
      {"wild.example", true},
      {"a.wild.example", true},
      {"[::1]:8000", true},
      {"evil.example", false},
      {"example.com:80x", false},
      {"notwild.example", false},
      {"", false},
      {"a b", false},
      {"example.com/x", false},
      {"[::1", false},
      {"example.com:", false},
  };
  for (const auto& [host, allowed] : cases) {
    Request request;
    request.peer = &peer;
    request.headers.add("Host", host);
    admit(policy(), request);
    EXPECT_EQ(host_allowed(policy(), request), allowed) << host;
  }
}

TEST(Network, ReadsCidr) {
  EXPECT_TRUE(parse_network("10.0.0.0/8")->contains(*parse_ip("10.255.0.1")));
  EXPECT_FALSE(parse_network("10.0.0.0/8")->contains(*parse_ip("11.0.0.1")));
  EXPECT_TRUE(parse_network("::1")->contains(*parse_ip("::1")));
  EXPECT_TRUE(parse_network("127.0.0.1")->contains(*parse_ip("::ffff:127.0.0.1")));
  for (const char* bad : {"10.0.0.1/8", "10.0.0.0/33", "x", "", "1.2.3/8", "::/129", "10.0.0.0/"}) {
    EXPECT_FALSE(parse_network(bad)) << bad;
  }
}

}  // namespace
}  // namespace narvi::http
