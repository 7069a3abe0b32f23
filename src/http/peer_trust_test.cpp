#include "http/peer_trust.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

const Peer kLoopback{.address = "127.0.0.1"};
const Peer kMapped{.address = "::ffff:127.0.0.1"};
const Peer kStranger{.address = "192.0.2.1"};
const Peer kSocket{.unix_uid = 33, .unix_gid = 44};
const Peer kProxy{
    .address = "127.0.0.1", .tls = true, .tls_subject = "CN=x", .tls_names = {"a.example", "proxy.example"}};

FrontServers loopback_and_socket() {
  FrontServers servers;
  servers.networks = {*parse_network("127.0.0.0/8")};
  servers.unix_socket = true;
  return servers;
}

Trust evaluate(const FrontServers& servers, const Peer& peer,
               const std::vector<std::pair<std::string_view, std::string_view>>& fields = {}) {
  Headers headers;
  for (const auto& [name, value] : fields) {
    headers.add(name, value);
  }
  return PeerTrust(servers).evaluate(peer, headers);
}

TEST(PeerTrust, NobodyWithoutAList) {
  for (const Peer* peer : {&kLoopback, &kSocket, &kProxy, &kStranger}) {
    EXPECT_EQ(evaluate({}, *peer), Trust::kNotListed);
  }
  FrontServers only_narrowed;
  only_narrowed.tls_names = {"proxy.example"};
  only_narrowed.secrets = {SecretText("s")};
  EXPECT_EQ(evaluate(only_narrowed, kProxy, {{kProxySecretHeader, "s"}}), Trust::kNotListed);
  EXPECT_EQ(evaluate(loopback_and_socket(), Peer{}), Trust::kNotListed) << "no address at all";
}

TEST(PeerTrust, TheListIsOfThePeerItself) {
  const FrontServers servers = loopback_and_socket();
  EXPECT_EQ(evaluate(servers, kLoopback), Trust::kTrusted);
  EXPECT_EQ(evaluate(servers, kMapped), Trust::kTrusted);
  EXPECT_EQ(evaluate(servers, kSocket), Trust::kTrusted);
  EXPECT_EQ(evaluate(servers, kStranger, {{"X-Forwarded-For", "127.0.0.1"}}), Trust::kNotListed);
}

TEST(PeerTrust, EveryTestMustPass) {
  FrontServers servers = loopback_and_socket();
  servers.unix_uids = {33, 34};
  EXPECT_EQ(evaluate(servers, kSocket), Trust::kTrusted);
  EXPECT_EQ(evaluate(servers, kLoopback), Trust::kUnixUser) << "it has no uid";
  servers.unix_uids = {0};
  EXPECT_EQ(evaluate(servers, kSocket), Trust::kUnixUser);
  servers.unix_uids = {33};
  servers.unix_gids = {45};
  EXPECT_EQ(evaluate(servers, kSocket), Trust::kUnixGroup);
  servers.unix_gids = {44};
  EXPECT_EQ(evaluate(servers, kSocket), Trust::kTrusted);
  servers.tls_names = {"proxy.example"};
  EXPECT_EQ(evaluate(servers, kSocket), Trust::kCertificate);
}

TEST(PeerTrust, NamesOfCertificatesAreExact) {
  const std::pair<std::vector<std::string>, Trust> cases[] = {
      {{"proxy.example"}, Trust::kTrusted},     {{"other.example", "a.example"}, Trust::kTrusted},
      {{"PROXY.example"}, Trust::kCertificate}, {{"example"}, Trust::kCertificate},
      {{"*.example"}, Trust::kCertificate},     {{"x"}, Trust::kCertificate},
  };
  for (const auto& [names, trust] : cases) {
    FrontServers servers = loopback_and_socket();
    servers.tls_names = names;
    EXPECT_EQ(evaluate(servers, kProxy), trust) << names.front();
    EXPECT_EQ(evaluate(servers, kLoopback), Trust::kCertificate);
  }
}

TEST(PeerTrust, TheSecretComesOnceAndWhole) {
  FrontServers servers = loopback_and_socket();
  servers.secrets = {SecretText("new secret"), SecretText("old secret")};
  const std::string_view field = kProxySecretHeader;
  const std::pair<std::vector<std::pair<std::string_view, std::string_view>>, Trust> cases[] = {
      {{{field, "new secret"}}, Trust::kTrusted},
      {{{"x-narvi-proxy-secret", "old secret"}}, Trust::kTrusted},
      {{}, Trust::kSecret},
      {{{field, ""}}, Trust::kSecret},
      {{{field, "new"}}, Trust::kSecret},
      {{{field, "new secretx"}}, Trust::kSecret},
      {{{field, "NEW SECRET"}}, Trust::kSecret},
      {{{field, "new secret"}, {field, "new secret"}}, Trust::kSecret},
      {{{field, "new secret"}, {"X_Narvi_Proxy_Secret", "x"}}, Trust::kSecret},
  };
  for (const auto& [fields, trust] : cases) {
    EXPECT_EQ(evaluate(servers, kLoopback, fields), trust);
    EXPECT_EQ(evaluate(servers, kStranger, fields), Trust::kNotListed);
  }
  servers.secret_header = "X-Own";
  EXPECT_EQ(evaluate(servers, kLoopback, {{"X-Own", "old secret"}}), Trust::kTrusted);
  EXPECT_EQ(evaluate(servers, kLoopback, {{field, "old secret"}}), Trust::kSecret);
  EXPECT_EQ(evaluate(servers, kLoopback, {{"X-Own", "old secret"}, {"Connection", "close, x_own"}}),
            Trust::kSecret);
}

}  // namespace
}  // namespace narvi::http
