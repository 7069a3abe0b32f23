// What proxies really send (tests/contracts/vectors/forward_auth.json): every recorded subrequest through the
// door's parser, admit and the reader of targets, and the walk along X-Forwarded-For (contract
// remote-user-forward-auth §6.1, §3.3). The FastCGI and gRPC messages are replayed beside their entrances.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "http/admit.h"
#include "http/server/head_parser.h"
#include "systems/forward_auth/target.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::json::Value;
using systems::forward_auth::Family;
using systems::forward_auth::read_target;
using systems::forward_auth::Target;

constexpr std::size_t kSubrequests = 52;
constexpr std::size_t kWalks = 18;

const http::json::Array& vectors() {
  static const Value kRoot = load_vectors("forward_auth.json");
  return *kRoot.array();
}

http::AdmitPolicy trusting(const std::vector<std::string>& networks) {
  http::AdmitPolicy policy;
  for (const std::string& network : networks) {
    policy.trusted_networks.push_back(http::parse_network(network).value());
  }
  return policy;
}

/// What the visitor asked of the proxy, read with no help from the code under test.
struct Wanted {
  std::string method;
  std::string path;
  std::string query;
  std::string host;
};

std::string between(std::string_view text, std::string_view before, std::string_view behind) {
  const std::size_t begin = text.find(before) + before.size();
  return std::string(text.substr(begin, text.find(behind, begin) - begin));
}

Wanted wanted_of(const std::string& client_request) {
  const std::string target = between(client_request, " ", " HTTP/1.1\r\n");
  const std::size_t mark = target.find('?');
  return {client_request.substr(0, client_request.find(' ')), target.substr(0, mark),
          mark == std::string::npos ? "" : target.substr(mark + 1),
          between(client_request, "\r\nHost: ", "\r\n")};
}

/// The path of the subrequest says in which family it asks.
Family family_of(std::string_view path) {
  return path == "/authz/auth-request" ? Family::kAuthRequest : Family::kForwardAuth;
}

std::string head_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 4);
}

void replay(const std::string& subrequest, const Wanted& wanted) {
  http::Request request;
  const auto framing = http::server::parse_head(subrequest, http::server::HeadLimits{}, request);
  ASSERT_TRUE(framing) << http::server::row(framing.error()).word;
  EXPECT_EQ(framing->body, http::server::Framing::Body::kNone);
  const http::Peer peer{.address = "127.0.0.1", .port = 40000};
  request.peer = &peer;
  http::admit(trusting({"127.0.0.1"}), request);
  EXPECT_TRUE(request.from_trusted_peer);
  EXPECT_EQ(request.client_address, "127.0.0.1");

  const auto target = read_target(family_of(request.path), request, {});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->method, wanted.method);
  EXPECT_EQ(target->scheme, "http");
  EXPECT_EQ(target->host, wanted.host);
  EXPECT_EQ(target->authority, wanted.host);
  EXPECT_EQ(target->path, wanted.path);
  EXPECT_EQ(target->query, wanted.query);
  EXPECT_EQ(target->unusual_path, wanted.path.find("..") != std::string::npos);
}

TEST(ForwardAuthVectors, EverySubrequestTellsWhatTheVisitorAskedFor) {
  std::size_t replayed = 0;
  for (const Value& vector : vectors()) {
    const Value* subrequests = vector.object()->find("auth_subrequests");
    if (subrequests == nullptr) {
      continue;
    }
    SCOPED_TRACE(text_of(vector, "name"));
    ASSERT_FALSE(subrequests->array()->empty());
    replay(*subrequests->array()->front().text(), wanted_of(text_of(vector, "client_request")));
    EXPECT_EQ(text_of(vector, "auth_subrequest_body"), "");
    ++replayed;
  }
  EXPECT_EQ(replayed, kSubrequests);
}

/// HAProxy tries again by itself; each attempt is the same question.
TEST(ForwardAuthVectors, RepeatedSubrequestsAskTheSame) {
  for (const Value& vector : vectors()) {
    if (const Value* subrequests = vector.object()->find("auth_subrequests")) {
      SCOPED_TRACE(text_of(vector, "name"));
      const Wanted wanted = wanted_of(text_of(vector, "client_request"));
      for (const Value& subrequest : *subrequests->array()) {
        replay(*subrequest.text(), wanted);
      }
    }
  }
}

/// What a visitor forges does not even pass the door when it comes without a proxy that cleans it:
/// Remote_User is the same variable as Remote-User for CGI programs (§3.2).
TEST(ForwardAuthVectors, ForgedFieldsAreRefusedAtTheDoor) {
  std::size_t tried = 0;
  for (const Value& vector : vectors()) {
    if (!text_of(vector, "name").ends_with("_spoofed_headers")) {
      continue;
    }
    SCOPED_TRACE(text_of(vector, "name"));
    const std::string head = head_of(text_of(vector, "client_request"));
    http::Request request;
    const auto framing = http::server::parse_head(head, http::server::HeadLimits{}, request);
    ASSERT_FALSE(framing);
    EXPECT_EQ(framing.error(), http::server::Refusal::kUnderscoreField);
    ++tried;
  }
  EXPECT_EQ(tried, 8u);
}

/// The fields of a peer that is not trusted are gone before anybody reads a target.
TEST(ForwardAuthVectors, StrangersTellNothing) {
  for (const Value& vector : vectors()) {
    const Value* subrequests = vector.object()->find("auth_subrequests");
    if (subrequests == nullptr) {
      continue;
    }
    SCOPED_TRACE(text_of(vector, "name"));
    http::Request request;
    ASSERT_TRUE(
        http::server::parse_head(*subrequests->array()->front().text(), http::server::HeadLimits{}, request));
    const http::Peer peer{.address = "192.0.2.7", .port = 40000};
    request.peer = &peer;
    http::admit(trusting({"127.0.0.1"}), request);
    EXPECT_FALSE(request.from_trusted_peer);
    EXPECT_EQ(request.client_address, "192.0.2.7");
    EXPECT_FALSE(read_target(family_of(request.path), request, {}));
  }
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  for (const Value& one : *list.array()) {
    texts.push_back(*one.text());
  }
  return texts;
}

TEST(ForwardAuthVectors, TheClientIsFoundFromTheRight) {
  std::size_t walked = 0;
  for (const Value& vector : vectors()) {
    if (!text_of(vector, "name").starts_with("xff.")) {
      continue;
    }
    SCOPED_TRACE(text_of(vector, "name"));
    const std::vector<std::string> lines = texts_of(member(vector, "x_forwarded_for"));
    const http::Peer peer{.address = text_of(vector, "peer"), .port = 40000};
    http::Request request;
    request.peer = &peer;
    for (const std::string& line : lines) {
      request.headers.add("X-Forwarded-For", line);
    }
    http::admit(trusting(texts_of(member(vector, "trusted"))), request);
    EXPECT_EQ(request.client_address, text_of(vector, "expected_client"));
    ++walked;
  }
  EXPECT_EQ(walked, kWalks);
}

/// Two lines come only by other entrances than the door, which cannot know whether one of them is forged.
TEST(ForwardAuthVectors, TheDoorTakesOneLineOfAddresses) {
  http::Request request;
  const auto framing = http::server::parse_head(
      "GET /authz/forward-auth HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n"
      "X-Forwarded-For: 198.51.100.7\r\n\r\n",
      http::server::HeadLimits{}, request);
  ASSERT_FALSE(framing);
  EXPECT_EQ(framing.error(), http::server::Refusal::kRepeatedField);
}

}  // namespace
}  // namespace narvi::tests
