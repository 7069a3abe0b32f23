// The framing table: what the door takes and what it refuses (design: the door), driven through the pure
// guard and through a real socket.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "http/server/door_for_tests.h"
#include "http/server/head_parser.h"
#include "http/server/head_scanner.h"

namespace narvi::http::server {
namespace {

struct Case {
  std::string name;
  std::string bytes;               ///< one head, and whatever body makes a naive reader go wrong
  std::optional<Refusal> refusal;  ///< of the head; empty: accepted
};

std::string with(const std::string& fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

std::string post(const std::string& fields, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

std::string line(const std::string& request_line) {
  return request_line + "\r\nHost: a\r\n\r\n";
}

std::string many_fields(int count) {
  std::string fields;
  for (int i = 0; i < count; ++i) {
    fields += "X-" + std::to_string(i) + ": 1\r\n";
  }
  return fields;
}

const std::string kNul(1, '\0');

std::vector<Case> all_cases() {
  using R = Refusal;
  return {
      {"plain", with(""), {}},
      {"chunked", post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), {}},
      {"length", post("Content-Length: 3\r\n", "abc"), {}},
      {"length of leading zeros", post("Content-Length: 003\r\n", "abc"), {}},
      {"tab inside a value", with("X: a\tb\r\n"), {}},
      {"empty value", with("X:\r\n"), {}},
      {"bytes over 127 in a value", with("X: \xc3\xa9\r\n"), {}},
      {"probe of HTTP/1.0 without Host", "GET /healthz HTTP/1.0\r\n\r\n", {}},
      {"HTTP/1.0 with Host", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", {}},
      {"one Authorization", with("Authorization: Token x\r\n"), {}},
      {"an ordinary field with underscore", with("X_Any: 1\r\n"), {}},
      {"a repeated ordinary field", with("Accept: a\r\nAccept: b\r\n"), {}},
      {"empty line before the request", "\r\n" + with(""), {}},

      {"identity", post("Transfer-Encoding: identity\r\n", "GET /x"), R::kTransferEncoding},
      {"chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n"), R::kTransferEncoding},
      {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n"), R::kTransferEncoding},
      {"chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n"), R::kTransferEncoding},
      {"chunked in two fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
       R::kTransferEncoding},
      {"xchunked with length", post("Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n", "abc"),
       R::kTransferEncoding},
      {"upper case coding", post("Transfer-Encoding: CHUNKED\r\n"), R::kTransferEncoding},
      {"empty coding", post("Transfer-Encoding:\r\n"), R::kTransferEncoding},
      {"chunked with length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), R::kContentLength},
      {"length with chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
       R::kTransferEncoding},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       R::kTransferEncoding},

      {"two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), R::kContentLength},
      {"two different lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), R::kContentLength},
      {"a list of lengths", post("Content-Length: 3,3\r\n", "abc"), R::kContentLength},
      {"a list of lengths with blanks", post("Content-Length: 3, 3\r\n", "abc"), R::kContentLength},
      {"signed length", post("Content-Length: +3\r\n", "abc"), R::kContentLength},
      {"negative length", post("Content-Length: -3\r\n"), R::kContentLength},
      {"hexadecimal length", post("Content-Length: 0x3\r\n"), R::kContentLength},
      {"length with a blank", post("Content-Length: 1 2\r\n"), R::kContentLength},
      {"empty length", post("Content-Length:\r\n"), R::kContentLength},
      {"length over 64 bits", post("Content-Length: 18446744073709551616\r\n"), R::kContentLength},
      {"length with underscore", post("Content_Length: 3\r\n", "abc"), R::kUnderscoreField},
      {"coding with underscore", post("Transfer_Encoding: chunked\r\n"), R::kUnderscoreField},

      {"folding", with("X: a\r\n b\r\n"), R::kFolding},
      {"folding by tab", with("X: a\r\n\tb\r\n"), R::kFolding},
      {"blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", R::kFolding},
      {"folded coding", post("Transfer-Encoding:\r\n chunked\r\n"), R::kFolding},

      {"no Host", "GET / HTTP/1.1\r\n\r\n", R::kHost},
      {"no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", R::kHost},
      {"no Host at /healthz in HTTP/1.1", "GET /healthz HTTP/1.1\r\n\r\n", R::kHost},
      {"no Host at /healthzz in HTTP/1.0", "GET /healthzz HTTP/1.0\r\n\r\n", R::kHost},
      {"two Hosts", with("Host: a\r\n"), R::kHost},
      {"two Hosts in a probe", "GET /healthz HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", R::kHost},
      {"Host with underscore is no Host", with("Ho_st: b\r\n"), {}},

      {"two Authorization", with("Authorization: a\r\nauthorization: b\r\n"), R::kRepeatedField},
      {"two X-Forwarded-For", with("X-Forwarded-For: a\r\nX-Forwarded-For: b\r\n"), R::kRepeatedField},
      {"two X-Forwarded-Proto", with("X-Forwarded-Proto: a\r\nX-FORWARDED-PROTO: b\r\n"), R::kRepeatedField},
      {"two X-Forwarded-Host", with("X-Forwarded-Host: a\r\nX-Forwarded-Host: b\r\n"), R::kRepeatedField},
      {"two X-Forwarded-Port", with("X-Forwarded-Port: 1\r\nX-Forwarded-Port: 2\r\n"), R::kRepeatedField},
      {"two Forwarded", with("Forwarded: for=a\r\nForwarded: for=b\r\n"), R::kRepeatedField},
      {"two X-Real-IP", with("X-Real-IP: a\r\nX-Real-IP: b\r\n"), R::kRepeatedField},
      {"two Remote-User", with("Remote-User: a\r\nRemote-User: b\r\n"), R::kRepeatedField},
      {"two X-Remote-User", with("X-Remote-User: a\r\nX-Remote-User: b\r\n"), R::kRepeatedField},
      {"two X-Forwarded-User", with("X-Forwarded-User: a\r\nX-Forwarded-User: b\r\n"), R::kRepeatedField},
      {"X_Forwarded_User", with("X_Forwarded_User: root\r\n"), R::kUnderscoreField},
      {"X-Forwarded_User beside the right one", with("X-Forwarded-User: a\r\nX-Forwarded_User: b\r\n"),
       R::kUnderscoreField},
      {"REMOTE_USER", with("REMOTE_USER: root\r\n"), R::kUnderscoreField},
      {"x_real_ip", with("x_real_ip: 1.2.3.4\r\n"), R::kUnderscoreField},
      {"Connection lists Remote-User", with("Remote-User: a\r\nConnection: close, remote-user\r\n"),
       R::kHopByHopField},
      {"Connection lists what is not there", with("Connection: X-Forwarded-For\r\n"), R::kHopByHopField},
      {"Connection lists it with underscores", with("Connection: X_Forwarded_For\r\n"), R::kHopByHopField},
      {"Connection lists the length", post("Connection: Content-Length\r\nContent-Length: 3\r\n", "abc"),
       R::kHopByHopField},
      {"a second Connection lists Host", with("Connection: close\r\nConnection: ,host\r\n"),
       R::kHopByHopField},
      {"Connection lists others", with("Connection: upgrade, X-Own, TE\r\n"), {}},

      {"NUL in a value", with("X: a" + kNul + "b\r\n"), R::kBytes},
      {"NUL in a name", with("X" + kNul + ": a\r\n"), R::kBytes},
      {"NUL in the target", line("GET /" + kNul + " HTTP/1.1"), R::kBytes},
      {"control character in a value", with("X: a\x01\r\n"), R::kBytes},
      {"delete in a value", with("X: a\x7f\r\n"), R::kBytes},
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", R::kBytes},
      {"bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", R::kBytes},
      {"bare LF as the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", R::kBytes},
      {"bare CR in a value", with("X: a\rb\r\n"), R::kBytes},
      {"bare CR in the request line", line("GET /\r HTTP/1.1"), R::kBytes},

      {"blank before the colon", with("X : a\r\n"), R::kSyntax},
      {"coding with a blank before the colon", post("Transfer-Encoding : chunked\r\n"), R::kSyntax},
      {"no colon", with("nonsense\r\n"), R::kSyntax},
      {"empty name", with(": a\r\n"), R::kSyntax},
      {"blank in a name", with("X Y: a\r\n"), R::kSyntax},
      {"no version", line("GET /"), R::kTarget},
      {"HTTP/0.9", line("GET / HTTP/0.9"), R::kSyntax},
      {"HTTP/2.0", line("GET / HTTP/2.0"), R::kSyntax},
      {"lower case version", line("GET / http/1.1"), R::kSyntax},
      {"two blanks before the version", line("GET /  HTTP/1.1"), R::kSyntax},
      {"blank after the version", line("GET / HTTP/1.1 "), R::kSyntax},
      {"method with a colon", line("GE:T / HTTP/1.1"), R::kSyntax},
      {"TLS hello", "\x16\x03\x01\x02\r\n\r\n", R::kBytes},

      {"absolute form", line("GET http://a/ HTTP/1.1"), R::kTarget},
      {"authority form", line("CONNECT a:443 HTTP/1.1"), R::kTarget},
      {"asterisk form", line("OPTIONS * HTTP/1.1"), R::kTarget},
      {"no slash", line("GET index HTTP/1.1"), R::kTarget},
      {"fragment", line("GET /a#b HTTP/1.1"), R::kTarget},
      {"tab in the target", line("GET /a\tb HTTP/1.1"), R::kTarget},
      {"empty target", line("GET  HTTP/1.1"), R::kTarget},
      {"long target", line("GET /" + std::string(8192, 'a') + " HTTP/1.1"), R::kTargetTooLong},

      {"128 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + many_fields(127) + "\r\n", {}},
      {"129 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + many_fields(128) + "\r\n", R::kTooManyFields},
      {"head over 32 KB", with("X: " + std::string(33 * 1024, 'a') + "\r\n"), R::kHeadTooLarge},
      {"expectation", post("Expect: 200-maybe\r\nContent-Length: 3\r\n", "abc"), R::kExpectation},
      {"two expectations", post("Expect: 100-continue\r\nExpect: 100-continue\r\n"), R::kExpectation},
  };
}

std::optional<Refusal> judge(std::string bytes) {
  if (bytes.starts_with("\r\n")) {
    bytes.erase(0, 2);
  }
  HeadScanner scanner;
  const auto state = scanner.scan(bytes);
  if (state == HeadScanner::State::kBareLineFeed) {
    return Refusal::kBytes;
  }
  EXPECT_EQ(state, HeadScanner::State::kComplete);
  Request request;
  const auto framing = parse_head(std::string_view(bytes).substr(0, scanner.size()), HeadLimits{}, request);
  return framing ? std::nullopt : std::optional(framing.error());
}

std::string word(const std::optional<Refusal>& refusal) {
  return refusal ? std::string(row(*refusal).word) : "accepted";
}

TEST(Framing, TheGuardJudgesEveryCase) {
  for (const Case& one : all_cases()) {
    EXPECT_EQ(word(judge(one.bytes)), word(one.refusal)) << one.name;
  }
}

TEST(Framing, TheDoorAnswersEveryCaseAndClosesAfterARefusal) {
  test::Door door;
  for (const Case& one : all_cases()) {
    test::Client client = door.client();
    client.send(one.bytes);
    const test::Answer answer = client.answer();
    EXPECT_EQ(answer.status, one.refusal ? row(*one.refusal).status : 200) << one.name;
    if (one.refusal) {
      EXPECT_TRUE(answer.has("Connection: close\r\n")) << one.name;
      client.finish_sending();
      EXPECT_TRUE(client.ended()) << one.name;  // nothing behind the refused head was taken for a request
    }
  }
}

TEST(Framing, TheSplitOfTheBytesDoesNotMatter) {
  test::Door door;
  for (const Case& one : all_cases()) {
    if (one.bytes.size() > 400) {
      continue;
    }
    test::Client client = door.client();
    for (const char byte : one.bytes) {
      if (!client.send(std::string_view(&byte, 1))) {
        break;  // refused and closed before the last byte
      }
    }
    EXPECT_EQ(client.answer().status, one.refusal ? row(*one.refusal).status : 200) << one.name;
  }
}

TEST(Framing, FieldsWithUnderscoresAreDropped) {
  const std::string head = with("X_Any: 1\r\nX-Any: 2\r\n_: 3\r\n");
  Request request;
  ASSERT_TRUE(parse_head(head, HeadLimits{}, request));
  ASSERT_EQ(request.headers.fields().size(), 2U);
  EXPECT_EQ(request.headers.fields()[1].name, "X-Any");
}

TEST(Framing, TheRequestIsTakenApart) {
  const std::string head = "PATCH /a%20b?x=1?y HTTP/1.1\r\nHost: Example.org:80\r\nX:  padded \t\r\n\r\n";
  Request request;
  ASSERT_TRUE(parse_head(head, HeadLimits{}, request));
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.target, "/a%20b?x=1?y");
  EXPECT_EQ(request.path, "/a%20b");
  EXPECT_EQ(request.query, "x=1?y");
  EXPECT_EQ(request.version, 11);
  EXPECT_EQ(request.host, "Example.org:80");
  EXPECT_EQ(request.headers.find("x"), "padded");
}

struct KeepAliveCase {
  const char* version;
  const char* fields;
  bool keep_alive;
};

TEST(Framing, KeepAliveFollowsVersionAndConnection) {
  const KeepAliveCase cases[] = {
      {"1.1", "", true},
      {"1.1", "Connection: close\r\n", false},
      {"1.1", "Connection: keep-alive, Close\r\n", false},
      {"1.1", "Connection: x\r\nConnection: close\r\n", false},
      {"1.0", "", false},
      {"1.0", "Connection: Keep-Alive\r\n", true},
      {"1.0", "Connection: keep-alive, close\r\n", false},
  };
  for (const KeepAliveCase& one : cases) {
    const std::string head =
        std::string("GET / HTTP/") + one.version + "\r\nHost: a\r\n" + one.fields + "\r\n";
    Request request;
    const auto framing = parse_head(head, HeadLimits{}, request);
    ASSERT_TRUE(framing) << one.fields;
    EXPECT_EQ(framing->keep_alive, one.keep_alive) << one.version << one.fields;
  }
}

}  // namespace
}  // namespace narvi::http::server
