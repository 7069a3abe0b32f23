// What is printed, as text; that real proxies take it and what they then do is in tests/e2e/test_proxy_*.py.
#include "systems/forward_auth/print_config.h"

#include <gmock/gmock.h>

#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

using Print = Result<std::string> (*)(const ProxySetup&);

ProxyAddress at(std::string_view text) {
  return parse_proxy_address(text).value();
}

ProxySetup simple() {
  ProxySetup setup;
  setup.site = "app.example.com:8443";
  setup.host = "app.example.com";
  setup.upstream = at("127.0.0.1:8080");
  setup.narvi = at("127.0.0.1:8000");
  setup.user_header = "Remote-User";
  setup.headers = {"Remote-User", "Remote-Groups"};
  setup.cookies = {"sessionid"};
  setup.fastcgi = at("127.0.0.1:9092");
  return setup;
}

ProxySetup with_everything() {
  ProxySetup setup = simple();
  setup.listen = at(":8443");
  setup.tls_certificate = "/etc/ssl/app.pem";
  setup.tls_key = "/etc/ssl/app.pem";
  setup.headers = {"X-Who-Is-It", "X-Narvi-Assertion"};
  setup.user_header = "X-Who-Is-It";
  setup.path = "/decide/";
  setup.grpc = at("127.0.0.1:9093");
  return setup;
}

const std::vector<std::pair<std::string, Print>>& all() {
  static const std::vector<std::pair<std::string, Print>> kAll = {
      {"nginx", print_nginx},     {"caddy", print_caddy},   {"haproxy", print_haproxy},
      {"lua", print_haproxy_lua}, {"apache", print_apache}, {"traefik", print_traefik},
      {"envoy", print_envoy}};
  return kAll;
}

TEST(PrintConfig, EveryProxyPrintsEverySetup) {
  for (const auto& [name, print] : all()) {
    for (const ProxySetup& setup : {simple(), with_everything()}) {
      const Result<std::string> text = print(setup);
      ASSERT_TRUE(text) << name << ": " << text.error().message;
      EXPECT_TRUE(text->ends_with('\n')) << name;
      EXPECT_THAT(*text, Not(HasSubstr("<<"))) << name;
    }
  }
}

TEST(PrintConfig, NamesOfFieldsAreTheOnesOfTheSettings) {
  for (const auto& [name, print] : all()) {
    const std::string text = print(with_everything()).value();
    const bool lower = name == "envoy";
    EXPECT_THAT(text, HasSubstr(lower ? "x-who-is-it" : "X-Who-Is-It")) << name;
    EXPECT_THAT(text, Not(HasSubstr("Remote-User:"))) << name;
    if (name != "haproxy" && name != "apache" && name != "envoy") {
      EXPECT_THAT(text, HasSubstr("/decide/")) << name;
    }
  }
  // Apache has to be told every spelling, and what the entrance calls it.
  EXPECT_THAT(print_apache(with_everything()).value(), HasSubstr("RequestHeader unset X_Who-Is_It early\n"));
  EXPECT_THAT(print_apache(with_everything()).value(), HasSubstr("%{reqenv:X_WHO_IS_IT}"));
}

TEST(PrintConfig, CertificatesOnlyWhenTheyAreGiven) {
  for (const auto& [name, print] : all()) {
    EXPECT_THAT(print(simple()).value(), Not(HasSubstr("/etc/ssl/app.pem"))) << name;
    if (name != "lua") {
      EXPECT_THAT(print(with_everything()).value(), HasSubstr("/etc/ssl/app.pem")) << name;
    }
  }
}

TEST(PrintConfig, UnixSocketsWhereProxiesReachThem) {
  ProxySetup setup = simple();
  setup.narvi = at("unix:/run/narvi.sock");
  setup.upstream = at("unix:/run/app.sock");
  EXPECT_THAT(print_nginx(setup).value(), HasSubstr("server unix:/run/narvi.sock;"));
  EXPECT_THAT(print_caddy(setup).value(), HasSubstr("reverse_proxy unix//run/narvi.sock {"));
  EXPECT_THAT(print_haproxy(setup).value(), HasSubstr("server application unix@/run/app.sock"));
  EXPECT_THAT(print_haproxy_lua(setup).value(), HasSubstr("dst = \"unix@/run/narvi.sock\""));
  EXPECT_THAT(print_envoy(setup).value(), HasSubstr("{ pipe: { path: \"/run/narvi.sock\" } }"));
  EXPECT_FALSE(print_traefik(setup));
  EXPECT_THAT(print_apache(setup).value(), HasSubstr("unix:/run/app.sock|http://localhost/"));
}

TEST(PrintConfig, ApacheNeedsItsEntrance) {
  ProxySetup setup = simple();
  setup.fastcgi.reset();
  EXPECT_THAT(print_apache(setup).error().message, HasSubstr("fastcgi_listen = "));
  setup.fastcgi = at("unix:/run/narvi.fcgi");
  EXPECT_THAT(print_apache(setup).error().message, HasSubstr("fastcgi_listen = "));
}

TEST(PrintConfig, HaproxyFindsItsKeyBesideTheCertificate) {
  ProxySetup setup = with_everything();
  setup.tls_key = "/etc/ssl/app.pem.key";
  EXPECT_TRUE(print_haproxy(setup));
  setup.tls_key = "/etc/ssl/other.key";
  EXPECT_FALSE(print_haproxy(setup));
}

TEST(ProxyAddress, IsRead) {
  const std::vector<std::pair<std::string_view, std::string_view>> good = {
      {"127.0.0.1:8000", "127.0.0.1:8000"},
      {":80", ":80"},
      {"app.internal:80", "app.internal:80"},
      {"[::1]:8000", "[::1]:8000"},
      {"unix:/run/narvi/a.sock", "unix:/run/narvi/a.sock"},
  };
  for (const auto& [given, text] : good) {
    const Result<ProxyAddress> address = parse_proxy_address(given);
    ASSERT_TRUE(address) << given;
    EXPECT_EQ(address->text(), text);
  }
}

TEST(ProxyAddress, NothingThatAProxyReadsAsItsOwn) {
  for (const std::string_view bad : {"",
                                     "8000",
                                     "127.0.0.1",
                                     "127.0.0.1:",
                                     "127.0.0.1:http",
                                     "127.0.0.1:123456",
                                     "a b:80",
                                     "a;b:80",
                                     "a{b}:80",
                                     "a\"b:80",
                                     "$host:80",
                                     "a\nb:80",
                                     "::1:80",
                                     "[::1:80",
                                     "[x]:80",
                                     "unix:",
                                     "unix:run/a.sock",
                                     "unix:/run/a b.sock",
                                     "unix:/run/$a",
                                     "unix:/run/a;",
                                     "http://127.0.0.1:80",
                                     "systemd"}) {
    EXPECT_FALSE(parse_proxy_address(bad)) << bad;
  }
}

TEST(ProxyAddress, AllAddressesAreReachedByTheLoopbackOne) {
  EXPECT_EQ(reachable(at(":80")).text(), "127.0.0.1:80");
  EXPECT_EQ(reachable(at("0.0.0.0:80")).text(), "127.0.0.1:80");
  EXPECT_EQ(reachable(at("[::]:80")).text(), "[::1]:80");
  EXPECT_EQ(reachable(at("10.0.0.1:80")).text(), "10.0.0.1:80");
}

TEST(PrintText, Spellings) {
  EXPECT_THAT(spellings("Remote-User"), ElementsAre("Remote-User", "Remote_User"));
  EXPECT_THAT(spellings("X-Narvi-Assertion"), SizeIs(4));
  EXPECT_THAT(spellings("X-Narvi-Assertion"), Contains("X_Narvi-Assertion"));
  EXPECT_THAT(spellings("a-b-c-d-e-f-g-h"), SizeIs(16));
  EXPECT_THAT(spellings("User"), ElementsAre("User"));
}

TEST(PrintText, Fills) {
  EXPECT_EQ(fill("<<a>> and <<b>><<a>>", {{"a", "1"}, {"b", "<<a>>"}}), "1 and <<a>>1");
  EXPECT_DEATH(fill("<<c>>", {{"a", "1"}}), "");
  EXPECT_EQ(identifier("App.example-1.com"), "app_example_1_com");
}

}  // namespace
}  // namespace narvi::systems::forward_auth
