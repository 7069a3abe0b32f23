#include "systems/forward_auth/target.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "systems/forward_auth/target_parts.h"

namespace narvi::systems::forward_auth {
namespace {

using Fields = std::vector<http::HeaderView>;
using Outcome = Result<Target, TargetFault>;

/// A subrequest with these fields. `fields` outlive the answer of read_target.
http::Request request_with(const Fields& fields) {
  http::Request request;
  request.method = "GET";
  request.target = request.path = "/authz/x";
  for (const http::HeaderView& field : fields) {
    request.headers.add(field.name, field.value);
  }
  return request;
}

Outcome read(Family family, const Fields& fields) {
  return read_target(family, request_with(fields), {});
}

Fields original(std::string_view method, std::string_view url) {
  return {{"X-Original-Method", method}, {"X-Original-URL", url}};
}

Fields forwarded(std::string_view method, std::string_view proto, std::string_view host,
                 std::string_view uri) {
  return {{"X-Forwarded-Method", method},
          {"X-Forwarded-Proto", proto},
          {"X-Forwarded-Host", host},
          {"X-Forwarded-Uri", uri}};
}

Fields with(Fields fields, std::string_view name, std::string_view value) {
  fields.push_back({name, value});
  return fields;
}

Fields without(const Fields& fields, std::string_view name) {
  Fields left;
  for (const http::HeaderView& field : fields) {
    if (field.name != name) {
      left.push_back(field);
    }
  }
  return left;
}

std::string fault(const Outcome& outcome) {
  if (outcome) {
    return "none: " + outcome->address();
  }
  return outcome.error() == TargetFault::kMissing ? "missing" : "malformed";
}

TEST(Target, AuthRequestReadsTheOriginalFields) {
  const Outcome target =
      read(Family::kAuthRequest, original("GET", "http://app.example.com/admin?a=1&b=%2F"));
  ASSERT_TRUE(target) << fault(target);
  EXPECT_EQ(target->method, "GET");
  EXPECT_EQ(target->scheme, "http");
  EXPECT_EQ(target->host, "app.example.com");
  EXPECT_EQ(target->authority, "app.example.com");
  EXPECT_EQ(target->path, "/admin");
  EXPECT_EQ(target->query, "a=1&b=%2F");
  EXPECT_EQ(target->plain_path, "/admin");
  EXPECT_FALSE(target->unusual_path);
  EXPECT_EQ(target->address(), "http://app.example.com/admin?a=1&b=%2F");
}

TEST(Target, AuthRequestFallsBackToTheForwardedFields) {
  const Fields fields = forwarded("POST", "https", "app.example.com", "/a?b");
  const Outcome target = read(Family::kAuthRequest, fields);
  ASSERT_TRUE(target) << fault(target);
  EXPECT_EQ(target->address(), "https://app.example.com/a?b");
  EXPECT_EQ(target->method, "POST");
  // One of the other two beside them: the visitor's own addition.
  EXPECT_EQ(fault(read(Family::kAuthRequest, with(fields, "X-Original-Method", "GET"))), "malformed");
  EXPECT_EQ(fault(read(Family::kAuthRequest, with(fields, "X-Original-URL", "https://a/"))), "malformed");
}

TEST(Target, WhatContradictsItselfWasWrittenByTheVisitorInPart) {
  const Fields fields = original("GET", "https://app.example.com/a?b");
  EXPECT_TRUE(
      read(Family::kAuthRequest, with(with(fields, "X-Forwarded-Method", "GET"), "X-Forwarded-Uri", "/a?b")));
  EXPECT_EQ(fault(read(Family::kAuthRequest, with(fields, "X-Forwarded-Method", "OPTIONS"))), "malformed");
  EXPECT_EQ(fault(read(Family::kAuthRequest, with(fields, "X-Forwarded-Uri", "/a"))), "malformed");
  EXPECT_EQ(fault(read(Family::kAuthRequest, with(fields, "X-Forwarded-Uri", "/public"))), "malformed");
}

TEST(Target, ForwardAuthReadsTheForwardedFieldsOnly) {
  const Fields fields = with(forwarded("PUT", "https", "app.example.com", "/x//y/?q=%C3%A9&q=2"),
                             "X-Original-URL", "http://evil/");
  const Outcome target = read(Family::kForwardAuth, fields);
  ASSERT_TRUE(target) << fault(target);
  EXPECT_EQ(target->method, "PUT");
  EXPECT_EQ(target->path, "/x//y/");
  EXPECT_EQ(target->query, "q=%C3%A9&q=2");
  EXPECT_EQ(target->plain_path, "/x/y/");
}

TEST(Target, ExtAuthzReadsTheRequestItself) {
  http::Request request = request_with({{"Host", "App.Example.com:80"}});
  request.method = "DELETE";
  request.query = "a=1";
  const Outcome plain = read_target(Family::kExtAuthz, request, "/items/7");
  ASSERT_TRUE(plain) << fault(plain);
  EXPECT_EQ(plain->method, "DELETE");
  EXPECT_EQ(plain->address(), "http://app.example.com/items/7?a=1");

  request.https = true;
  EXPECT_EQ(read_target(Family::kExtAuthz, request, "/items/7")->scheme, "https");
  request.headers.add("X-Forwarded-Proto", "http");
  EXPECT_EQ(read_target(Family::kExtAuthz, request, "/items/7")->scheme, "http");
}

TEST(Target, ExtAuthzRefusesWhatIsNoRequest) {
  const auto ask = [](const Fields& fields, std::string_view method, std::string_view rest,
                      std::string_view query) {
    http::Request request = request_with(fields);
    request.method = method;
    request.query = query;
    return fault(read_target(Family::kExtAuthz, request, rest));
  };
  const Fields host = {{"Host", "a.example"}};
  EXPECT_EQ(ask(host, "GET", "/x", "q"), "none: http://a.example/x?q");
  EXPECT_EQ(ask({}, "GET", "/x", ""), "missing");
  EXPECT_EQ(ask(with(host, "Host", "b.example"), "GET", "/x", ""), "malformed");
  EXPECT_EQ(ask(with(host, "X-Forwarded-Proto", "ftp"), "GET", "/x", ""), "malformed");
  EXPECT_EQ(ask(with(host, "X-Forwarded-Proto", ""), "GET", "/x", ""), "malformed");
  EXPECT_EQ(ask(host, "get", "/x", ""), "malformed");
  EXPECT_EQ(ask(host, "GET", "", ""), "malformed");
  EXPECT_EQ(ask(host, "GET", "x", ""), "malformed");
  EXPECT_EQ(ask(host, "GET", "/x?y", ""), "malformed");
  EXPECT_EQ(ask(host, "GET", "/x", std::string_view("a\0b", 3)), "malformed");
}

/// Authelia's suites: another family's fields are not understood.
TEST(Target, OtherFamiliesFieldsAreNotUnderstood) {
  const Fields nginx = original("GET", "https://app.example.com/");
  const Fields caddy = forwarded("GET", "https", "app.example.com", "/");
  EXPECT_EQ(fault(read(Family::kForwardAuth, nginx)), "missing");
  http::Request envoy = request_with(with(nginx, "Host", "narvi.internal"));
  EXPECT_EQ(read_target(Family::kExtAuthz, envoy, "/")->host, "narvi.internal");
  envoy = request_with(with(caddy, "Host", "narvi.internal"));
  EXPECT_EQ(read_target(Family::kExtAuthz, envoy, "/")->host, "narvi.internal");
}

TEST(Target, MissingFieldsAreMissing) {
  const Fields caddy = forwarded("GET", "https", "app.example.com", "/");
  for (const http::HeaderView& field : caddy) {
    EXPECT_EQ(fault(read(Family::kForwardAuth, without(caddy, field.name))), "missing") << field.name;
    EXPECT_EQ(fault(read(Family::kAuthRequest, without(caddy, field.name))), "missing") << field.name;
  }
  const Fields nginx = original("GET", "https://app.example.com/");
  for (const http::HeaderView& field : nginx) {
    EXPECT_EQ(fault(read(Family::kAuthRequest, without(nginx, field.name))), "missing") << field.name;
  }
  EXPECT_EQ(fault(read(Family::kAuthRequest, {})), "missing");
}

TEST(Target, RepeatedFieldsAreMalformed) {
  const Fields caddy = forwarded("GET", "https", "app.example.com", "/");
  for (const http::HeaderView& field : caddy) {
    EXPECT_EQ(fault(read(Family::kForwardAuth, with(caddy, field.name, field.value))), "malformed")
        << field.name;
    const std::string list = std::string(field.value) + ", " + std::string(field.value);
    EXPECT_EQ(fault(read(Family::kForwardAuth, with(without(caddy, field.name), field.name, list))),
              "malformed")
        << list;
  }
  const Fields nginx = original("GET", "https://app.example.com/");
  for (const http::HeaderView& field : nginx) {
    EXPECT_EQ(fault(read(Family::kAuthRequest, with(nginx, field.name, field.value))), "malformed")
        << field.name;
  }
}

TEST(Target, MethodsAreUpperCaseLetters) {
  for (const std::string_view method : {"GET", "PROPFIND", "A", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"}) {
    EXPECT_TRUE(read(Family::kAuthRequest, original(method, "https://a.example/"))) << method;
    EXPECT_TRUE(read(Family::kForwardAuth, forwarded(method, "https", "a.example", "/"))) << method;
  }
  for (const std::string_view method : {"", "get", "Get", "GET ", "G3T", "M-SEARCH", "G\tT", "GET,POST",
                                        "\xC3\x84", "OTTR\xD0\x90", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG"}) {
    EXPECT_EQ(fault(read(Family::kAuthRequest, original(method, "https://a.example/"))), "malformed")
        << method;
    EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded(method, "https", "a.example", "/"))), "malformed")
        << method;
  }
}

TEST(Target, SchemesAreThoseOfTheWeb) {
  for (const std::string_view scheme : {"http", "https", "ws", "wss"}) {
    const Outcome target = read(Family::kForwardAuth, forwarded("GET", scheme, "a.example", "/"));
    ASSERT_TRUE(target) << scheme;
    EXPECT_EQ(target->scheme, scheme);
  }
  EXPECT_EQ(read(Family::kForwardAuth, forwarded("GET", "HTTPS", "a.example", "/"))->scheme, "https");
  EXPECT_EQ(read(Family::kAuthRequest, original("GET", "HTTP://a.example/"))->scheme, "http");
  for (const std::string_view scheme : {"", "ftp", "javascript", "https:", " https", "h", "httpss", "file"}) {
    EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded("GET", scheme, "a.example", "/"))), "malformed")
        << scheme;
    const std::string url = std::string(scheme) + "://a.example/";
    EXPECT_EQ(fault(read(Family::kAuthRequest, original("GET", url))), "malformed") << url;
  }
}

struct HostCase {
  std::string_view given;
  std::string_view scheme;
  std::string_view host;
  std::string_view authority;
};

TEST(Target, HostsComeInOneForm) {
  const std::vector<HostCase> cases = {
      {"app.example.com", "https", "app.example.com", "app.example.com"},
      {"App.EXAMPLE.com", "https", "app.example.com", "app.example.com"},
      {"app.example.com.", "https", "app.example.com", "app.example.com"},
      {"app.example.com.:443", "https", "app.example.com", "app.example.com"},
      {"app.example.com:443", "https", "app.example.com", "app.example.com"},
      {"app.example.com:443", "wss", "app.example.com", "app.example.com"},
      {"app.example.com:443", "http", "app.example.com", "app.example.com:443"},
      {"app.example.com:80", "http", "app.example.com", "app.example.com"},
      {"app.example.com:80", "ws", "app.example.com", "app.example.com"},
      {"app.example.com:8443", "https", "app.example.com", "app.example.com:8443"},
      {"localhost", "http", "localhost", "localhost"},
      {"my_app:3000", "http", "my_app", "my_app:3000"},
      {"xn--bcher-kva.example", "https", "xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"192.0.2.7:81", "http", "192.0.2.7", "192.0.2.7:81"},
      {"[2001:DB8:0::1]", "https", "[2001:db8::1]", "[2001:db8::1]"},
      {"[::1]:8080", "http", "[::1]", "[::1]:8080"},
      {"[::1]:80", "http", "[::1]", "[::1]"},
      {"a:65535", "http", "a", "a:65535"},
  };
  for (const HostCase& one : cases) {
    const Outcome forward = read(Family::kForwardAuth, forwarded("GET", one.scheme, one.given, "/"));
    ASSERT_TRUE(forward) << one.given;
    EXPECT_EQ(forward->host, one.host) << one.given;
    EXPECT_EQ(forward->authority, one.authority) << one.given;
    const std::string url = std::string(one.scheme) + "://" + std::string(one.given) + "/x";
    const Outcome original_url = read(Family::kAuthRequest, original("GET", url));
    ASSERT_TRUE(original_url) << url;
    EXPECT_EQ(original_url->host, one.host) << url;
    EXPECT_EQ(original_url->authority, one.authority) << url;
  }
}

TEST(Target, WhatIsNoHostIsRefused) {
  using namespace std::string_view_literals;
  const std::string long_label = std::string(64, 'a') + ".example";
  std::string long_host;
  for (int i = 0; i < 64; ++i) {
    long_host += "abc.";
  }
  long_host += "example";
  const std::vector<std::string_view> cases = {"",
                                               ".",
                                               "..",
                                               "a..b",
                                               ".example.com",
                                               "app.example.com..",
                                               "app.example.com\0.evil.com"sv,
                                               "\0"sv,
                                               "user@app.example.com",
                                               "user:pass@app.example.com",
                                               "app.example.com@evil",
                                               "app.example.com\\evil",
                                               "app.example.com/evil",
                                               "a b",
                                               "a\tb",
                                               " a",
                                               "a#b",
                                               "a?b",
                                               "a%2eb",
                                               "a,b",
                                               "a, b",
                                               "b\xC3\xBC"
                                               "cher.example",
                                               "app.example.com:",
                                               "app.example.com:0",
                                               "app.example.com:080",
                                               "app.example.com:65536",
                                               "app.example.com:99999999999999999999",
                                               "app.example.com:-1",
                                               "app.example.com:+80",
                                               "app.example.com: 80",
                                               "app.example.com:80:90",
                                               "app.example.com:8o",
                                               ":80",
                                               "::1",
                                               "[::1",
                                               "::1]",
                                               "[]",
                                               "[::1]x",
                                               "[::1]]",
                                               "[::1]:",
                                               "[::1]:x",
                                               "[1.2.3.4]",
                                               "[fe80::1%25eth0]",
                                               "[v1.x]",
                                               "[[::1]]",
                                               "1.2.3",
                                               "127.1",
                                               "2130706433",
                                               "0x7f.0.0.1",
                                               "0x7f000001",
                                               "1.2.3.0x4",
                                               "1.2.3.04",
                                               "256.1.1.1",
                                               "example.0x",
                                               "a.1",
                                               "*",
                                               "*.example.com",
                                               "a'b",
                                               "a\"b",
                                               "{host}",
                                               "<a>",
                                               long_label,
                                               long_host};
  for (const std::string_view host : cases) {
    EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded("GET", "https", host, "/"))), "malformed") << host;
    const std::string url = "https://" + std::string(host) + "/";
    const Outcome by_url = read(Family::kAuthRequest, original("GET", url));
    // In an address '/', '?' and '#' end the host.
    if (host.find_first_of("/?") == std::string_view::npos) {
      EXPECT_EQ(fault(by_url), "malformed") << url;
    }
  }
}

TEST(Target, AddressesHaveAHostAndPerhapsAPath) {
  EXPECT_EQ(read(Family::kAuthRequest, original("GET", "https://a.example"))->path, "/");
  const Outcome query = read(Family::kAuthRequest, original("GET", "https://a.example?x=/y"));
  EXPECT_EQ(query->path, "/");
  EXPECT_EQ(query->query, "x=/y");
  EXPECT_EQ(read(Family::kAuthRequest, original("GET", "https://a.example/?"))->address(),
            "https://a.example/");
  EXPECT_EQ(read(Family::kAuthRequest, original("GET", "https://a.example/x?y?z"))->query, "y?z");
  for (const std::string_view url :
       {"", "/x", "//a.example/x", "a.example/x", "https:/a.example/", "https:a.example", "https:///x",
        "https://", "https://?x", "https://a.example\\x", "https://a.example#x", "https://a.example/a b",
        "https://a.example/\x7F", "https://a.example/x\n", "https://u@a.example/", "https://a.example:/"}) {
    EXPECT_EQ(fault(read(Family::kAuthRequest, original("GET", url))), "malformed") << url;
  }
}

TEST(Target, PathsBeginWithASlash) {
  for (const std::string_view uri :
       {"", "*", "x", "?x", "http://app.example.com/x", "\\x", " /x", "/a b", "/a\tb", "/a\r\nb", "/a?b c"}) {
    EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded("GET", "https", "a.example", uri))), "malformed")
        << uri;
  }
}

TEST(Target, WhatIsTooLongIsRefused) {
  const std::string fits = "/" + std::string(kLongestPart - 1, 'x');
  const std::string over = fits + "x";
  EXPECT_TRUE(read(Family::kForwardAuth, forwarded("GET", "https", "a.example", fits)));
  EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded("GET", "https", "a.example", over))), "malformed");
  EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded("GET", "https", over, "/"))), "malformed");
  EXPECT_EQ(fault(read(Family::kForwardAuth, forwarded("GET", over, "a.example", "/"))), "malformed");
  EXPECT_EQ(
      fault(read(Family::kForwardAuth, forwarded(std::string(kLongestPart + 1, 'A'), "https", "a", "/"))),
      "malformed");
  EXPECT_EQ(fault(read(Family::kAuthRequest, original("GET", "https://a.example" + fits))), "malformed");
}

struct PathCase {
  std::string_view raw;
  std::string_view plain;
  bool unusual;
};

TEST(Target, RulesLookAtThePlainPath) {
  const std::vector<PathCase> cases = {
      {"/", "/", false},
      {"/a/b", "/a/b", false},
      {"/a/b/", "/a/b/", false},
      {"//a///b//", "/a/b/", false},
      {"/%61dmin", "/admin", false},
      {"/a%20b", "/a b", false},
      {"/caf%C3%A9", "/caf\xC3\xA9", false},
      {"/caf\xC3\xA9", "/caf\xC3\xA9", false},
      {"/.well-known/x", "/.well-known/x", false},
      {"/a/...", "/a/...", false},
      {"/a..b/c.", "/a..b/c.", false},
      {"/100%25", "/100%", false},
      {"/a?", "/a?", true},
      {"/a%3Fb", "/a?b", true},
      // Dot segments in every spelling.
      {"/a/../b", "/b", true},
      {"/a/./b", "/a/b", true},
      {"/a/..", "/", true},
      {"/a/b/..", "/a/", true},
      {"/a/.", "/a/", true},
      {"/../../x", "/x", true},
      {"/public/%2e%2e/admin", "/admin", true},
      {"/public/.%2E/admin", "/admin", true},
      {"/public/%2e/admin", "/public/admin", true},
      {"/public//../admin", "/admin", true},
      {"/public/..;/admin", "/public/..;/admin", true},
      // Slashes that are none, or that are one.
      {"/a%2Fb", "/a/b", true},
      {"/a%2fb", "/a/b", true},
      {"/public%2F..%2Fadmin", "/admin", true},
      {"/a%2Fb/../c//d;x=1", "/a/c/d;x=1", true},
      {"/a\\b", "/a\\b", true},
      {"/a%5Cb", "/a\\b", true},
      {"/a%5c..%5cb", "/a\\..\\b", true},
      // Escapes that mean nothing, or twice something.
      {"/a%", "/a%", true},
      {"/a%2", "/a%2", true},
      {"/a%zz", "/a%zz", true},
      {"/a%252e%252e/b", "/a%2e%2e/b", true},
      {"/a%252Fb", "/a%2Fb", true},
      {"/a;b", "/a;b", true},
      {"/a%3Bb", "/a;b", true},
      {"/a#b", "/a#b", true},
      {"/a%23b", "/a#b", true},
      {"/a%0Ab", "/a\nb", true},
      {"/a%7F", "/a\x7F", true},
      {"/a%FF", "/a\xFF", true},
      {"/a\xFF", "/a\xFF", true},
      {"/a%C0%AFb",
       "/a\xC0\xAF"
       "b",
       true},
      {"/a%C3", "/a\xC3", true},
  };
  for (const PathCase& one : cases) {
    const PlainPath plain = plain_path(one.raw);
    EXPECT_EQ(plain.text, one.plain) << one.raw;
    EXPECT_EQ(plain.unusual, one.unusual) << one.raw;
  }
  const PlainPath nul = plain_path("/a%00b");
  EXPECT_EQ(nul.text, std::string_view("/a\0b", 4));
  EXPECT_TRUE(nul.unusual);
}

}  // namespace
}  // namespace narvi::systems::forward_auth
