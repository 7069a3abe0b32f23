#include "http/admit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "http/spoken_fields.h"

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

TEST(Admit, DropsEverySpokenFieldOfStrangers) {
  const Peer stranger{.address = "192.0.2.1"};
  AdmitPolicy own = policy();
  own.identity_headers = {"X-Sso-User"};
  Request request = from(stranger);
  for (const SpokenField& field : spoken_fields()) {
    request.headers.add(field.name, "x");
  }
  std::vector<std::string> underscored;
  for (const SpokenField& field : spoken_fields()) {
    underscored.emplace_back(field.name);
    std::ranges::replace(underscored.back(), '-', '_');
  }
  for (const std::string& name : underscored) {
    request.headers.add(name, "x");
  }
  request.headers.add("X-SSO-User", "root");
  request.headers.add("X_SSO_User", "root");
  request.headers.add("X-Own", "stays");
  admit(own, request);
  ASSERT_EQ(request.headers.fields().size(), 2U);
  EXPECT_TRUE(request.headers.find("X-Own"));
  EXPECT_FALSE(request.from_trusted_peer);
}

/// The names that the contract lists for strangers, whatever the table says.
TEST(Admit, DropsWhatTheContractNames) {
  for (const std::string_view name :
       {"X-Forwarded-For",    "X-Forwarded-Host",     "X-Forwarded-Proto",   "X-Forwarded-Uri",
        "X-Forwarded-Method", "X-Forwarded-Prefix",   "X-Forwarded-Port",    "X-Original-Method",
        "X-Original-URL",     "X-Original-URI",       "X-Real-IP",           "Forwarded",
        "Remote-User",        "Remote-Groups",        "Remote-Name",         "Remote-Email",
        "Remote-Id",          "X-Remote-User",        "X-Remote-Name",       "X-Remote-Email",
        "X-Remote-Groups",    "X-Narvi-Proxy-Secret", "X-Auth-Request-User", "X-Forwarded-User",
        "X-WebAuth-User",     "X-SSL-Client-S-DN"}) {
    const Peer stranger{.address = "192.0.2.1"};
    Request request = from(stranger);
    request.headers.add(name, "x");
    admit(policy(), request);
    EXPECT_EQ(request.headers.fields().size(), 1U) << name;
  }
}

TEST(Admit, WalksTheChainAsTheContractSays) {
  struct Case {
    const char* peer;
    std::vector<std::string_view> lines;
    const char* client;
  };
  const Case cases[] = {
      {"127.0.0.1", {"198.51.100.7"}, "198.51.100.7"},
      {"127.0.0.1", {"1.1.1.1", "198.51.100.7"}, "198.51.100.7"},
      {"127.0.0.1", {"198.51.100.7", "10.0.0.2"}, "198.51.100.7"},
      {"127.0.0.1", {"10.1.1.1, 10.0.0.2"}, "10.1.1.1"},
      {"127.0.0.1", {"198.51.100.7,"}, "127.0.0.1"},
      {"127.0.0.1", {"198.51.100.7:5555"}, "198.51.100.7"},
      {"127.0.0.1", {"[2001:db8::7]:443"}, "2001:db8::7"},
      {"127.0.0.1", {"[2001:db8::7]"}, "2001:db8::7"},
      {"127.0.0.1", {"2001:DB8:0::7"}, "2001:db8::7"},
      {"127.0.0.1", {"::ffff:198.51.100.7"}, "198.51.100.7"},
      {"127.0.0.1", {"198.051.100.007"}, "127.0.0.1"},
      {"127.0.0.1", {" \t198.51.100.7 \t"}, "198.51.100.7"},
      {"127.0.0.1", {"198.51.100.7:99999"}, "127.0.0.1"},
      {"127.0.0.1", {"198.51.100.7:"}, "127.0.0.1"},
      {"127.0.0.1", {"[198.51.100.7]:80"}, "127.0.0.1"},
      {"127.0.0.1", {"[2001:db8::7"}, "127.0.0.1"},
      {"127.0.0.1", {"[2001:db8::7]x"}, "127.0.0.1"},
      {"127.0.0.1", {""}, "127.0.0.1"},
      {"127.0.0.1", {}, "127.0.0.1"},
      {"::ffff:127.0.0.1", {"198.51.100.7"}, "198.51.100.7"},
      {"::ffff:192.0.2.1", {"198.51.100.7"}, "192.0.2.1"},
      {"192.0.2.1", {"198.51.100.7"}, "192.0.2.1"},
  };
  for (const Case& one : cases) {
    const Peer peer{.address = one.peer};
    Request request = from(peer);
    for (const std::string_view line : one.lines) {
      request.headers.add("X-Forwarded-For", line);
    }
    admit(policy(), request);
    EXPECT_EQ(request.client_address, one.client) << one.peer << (one.lines.empty() ? "" : one.lines.back());
  }
}

TEST(Admit, NeverBelievesWhatConnectionLists) {
  const Peer proxy{.address = "127.0.0.1"};
  AdmitPolicy own = policy();
  own.identity_headers = {"X-Sso-User"};
  Request request = from(proxy);
  request.headers.add("Connection", "close, remote-user ,X_Forwarded_For");
  request.headers.add("Connection", "x-sso-user,x-forwarded-proto");
  request.headers.add("Remote-User", "alice");
  request.headers.add("X-Sso-User", "alice");
  request.headers.add("X-Forwarded-For", "198.51.100.7");
  request.headers.add("X-Forwarded-Proto", "https");
  request.headers.add("Remote-Groups", "staff");
  admit(own, request);
  EXPECT_FALSE(request.headers.find("Remote-User"));
  EXPECT_FALSE(request.headers.find("X-Sso-User"));
  EXPECT_TRUE(request.headers.find("Remote-Groups"));
  EXPECT_EQ(request.client_address, "127.0.0.1");
  EXPECT_FALSE(request.https);
}

TEST(Admit, OnlyFrontServersNameUsers) {
  FrontServers servers;
  servers.networks = {*parse_network("127.0.0.0/8"), *parse_network("10.0.0.0/8")};
  servers.secrets = {SecretText("between us")};
  AdmitPolicy narrow = policy();
  narrow.front_servers = PeerTrust(servers);
  const Peer proxy{.address = "127.0.0.1"};
  for (const bool knows : {true, false}) {
    Request request = from(proxy);
    request.remote_user = "alice";
    request.headers.add("Remote-User", "alice");
    request.headers.add("X-Forwarded-For", "198.51.100.7");
    request.headers.add(kProxySecretHeader, knows ? "between us" : "guessed");
    admit(narrow, request);
    EXPECT_TRUE(request.from_trusted_peer) << "as far as others go";
    EXPECT_EQ(request.client_address, "198.51.100.7");
    EXPECT_EQ(request.headers.find("Remote-User").has_value(), knows);
    EXPECT_EQ(request.remote_user, knows ? "alice" : "");
    EXPECT_FALSE(request.headers.find(kProxySecretHeader)) << "removed either way";
  }
  Request inside;
  inside.remote_user = "alice";
  admit(narrow, inside);
  EXPECT_EQ(inside.remote_user, "alice") << "a server that calls us as a library";
  Request plain = from(proxy);
  plain.headers.add("Remote-User", "alice");
  plain.headers.add(kProxySecretHeader, "whatever");
  admit(policy(), plain);
  EXPECT_TRUE(plain.headers.find("Remote-User"));
  EXPECT_FALSE(plain.headers.find(kProxySecretHeader));
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

TEST(Network, ReadsAddressesWithPorts) {
  const std::pair<std::string, std::string> good[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"192.0.2.1:0", "192.0.2.1"},
      {"192.0.2.1:65535", "192.0.2.1"},
      {"::1", "::1"},
      {"[::1]", "::1"},
      {"[::1]:80", "::1"},
      {"[::ffff:192.0.2.1]:80", "192.0.2.1"},
      {"2001:DB8::A", "2001:db8::a"},
  };
  for (const auto& [text, canonical] : good) {
    const auto address = parse_ip_with_port(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_text(*address), canonical);
  }
  for (const char* bad : {"", ":80", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:+1", "192.0.2.1:080000",
                          "[]", "[]:1", "[::1]80", "[::1]:", "[192.0.2.1]:1", "[::1", "::1]", "192.0.2.01",
                          "1.2.3:4", "fe80::1%eth0", "192.0.2.1 :80", "a:b"}) {
    EXPECT_FALSE(parse_ip_with_port(bad)) << bad;
  }
}

}  // namespace
}  // namespace narvi::http
