// Vectors apache_fcgi.* and grpc.* of forward_auth.json (contract remote-user-forward-auth §6.2, §6.3): the
// bytes of the entrances' protocols. Given the recorded fields, answers are the recorded bytes. The
// decision's own answers hold more than those (all identity fields, Cache-Control), so the whole program is
// not compared with them; tests/e2e asks it.

#include <gtest/gtest.h>

#include <charconv>
#include <span>

#include "http/ext_authz/check_answer.h"
#include "http/ext_authz/module/codec.h"
#include "http/fastcgi/authorizer_answer.h"
#include "http/fastcgi/authorizer_request.h"
#include "http/fastcgi/dialogue.h"
#include "http/fastcgi/record_writer.h"
#include "http/server/proxied_request.h"
#include "systems/forward_auth/target.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::HeaderView;
using http::Request;
using http::Response;
using http::ext_authz::CheckAnswer;
using http::json::Value;
using systems::forward_auth::Family;
using systems::forward_auth::read_target;

constexpr const char* kTarget = "/authz/forward-auth";
constexpr std::size_t kFastCgiVectors = 7;

const http::json::Array& vectors() {
  static const Value kRoot = load_vectors("forward_auth.json");
  return *kRoot.array();
}

const Value& vector(std::string_view name) {
  for (const Value& candidate : vectors()) {
    if (text_of(candidate, "name") == name) {
      return candidate;
    }
  }
  std::abort();
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return bytes;
}

// FastCGI

constexpr std::string_view kVariable = "Variable-";

const std::vector<http::fastcgi::Variable>& variables() {
  static const std::vector<http::fastcgi::Variable> kVariables = {{"Remote-User", "REMOTE_USER"},
                                                                  {"Remote-Groups", "NARVI_GROUPS"}};
  return kVariables;
}

/// The answer that a decision would have given for the recorded text.
Response response_of(std::string_view text) {
  Response response{.status = std::stoi(std::string(text.substr(8, 3))), .headers = {}, .body = ""};
  std::size_t line = text.find("\r\n") + 2;
  while (text.substr(line, 2) != "\r\n") {
    const std::size_t colon = text.find(": ", line);
    const std::size_t end = text.find("\r\n", line);
    std::string name(text.substr(line, colon - line));
    for (const auto& [field, variable] : variables()) {
      name = name == std::string(kVariable) + variable ? field : name;
    }
    response.headers.emplace_back(name, text.substr(colon + 2, end - colon - 2));
    line = end + 2;
  }
  response.body = text.substr(line + 2);
  return response;
}

/// Fields of the visitor's request as the vector's client sent them, but those of the connection and the
/// forged ones: what must come through, and all that may.
std::vector<HeaderView> honest_fields(std::string_view client_request) {
  std::vector<HeaderView> fields;
  std::size_t line = client_request.find("\r\n") + 2;
  while (client_request.substr(line, 2) != "\r\n") {
    const std::size_t colon = client_request.find(": ", line);
    const std::size_t end = client_request.find("\r\n", line);
    const std::string_view name = client_request.substr(line, colon - line);
    const bool forged = name.starts_with("Remote") || name.starts_with("X-");
    const bool of_body = name.starts_with("Content-");  // CONTENT_TYPE is no HTTP_ parameter
    if (!forged && !of_body && name != "Connection") {
      fields.push_back({name, client_request.substr(colon + 2, end - colon - 2)});
    }
    line = end + 2;
  }
  return fields;
}

void replay_fastcgi(const Value& recorded) {
  const std::string client = text_of(recorded, "client_request");
  const Value& exchange = member(recorded, "fastcgi").array()->at(0);
  const std::string records = from_hex(text_of(exchange, "request_records_hex"));

  http::fastcgi::Dialogue dialogue(32 * 1024, 10);
  std::string_view rest = records;
  std::string out;
  ASSERT_EQ(dialogue.take(rest, out), http::fastcgi::Dialogue::Step::kRequest);
  EXPECT_TRUE(rest.empty() && out.empty());
  http::fastcgi::AuthorizerRequest reader(kTarget);
  Request request;
  ASSERT_FALSE(reader.read(dialogue.params(), 256, request));

  const auto target = read_target(Family::kForwardAuth, request, "");
  ASSERT_TRUE(target.has_value());
  const std::string uri = target->path + (target->query.empty() ? "" : "?" + target->query);
  EXPECT_EQ(target->method + " " + uri + " HTTP/1.1", client.substr(0, client.find("\r\n")));
  EXPECT_EQ(target->scheme, "http");
  EXPECT_EQ(target->host, "app.example.com");
  EXPECT_EQ(request.headers.find("X-Forwarded-For"), "127.0.0.1");
  EXPECT_FALSE(request.headers.find("Connection")) << "it is about the visitor's connection";
  const std::vector<HeaderView> honest = honest_fields(client);
  for (const HeaderView& field : honest) {
    EXPECT_EQ(request.headers.find(field.name), field.value) << field.name;
  }
  EXPECT_EQ(request.headers.fields().size(), honest.size() + 5) << "and the five X-Forwarded fields";

  const std::string text = text_of(exchange, "response_text");
  const auto told = http::fastcgi::answer_text(response_of(text), variables());
  EXPECT_EQ(told, text);
  http::fastcgi::write_stdout(dialogue.id(), told.value_or(""), out);
  http::fastcgi::write_end_request(dialogue.id(), http::fastcgi::EndStatus::kComplete, out);
  EXPECT_EQ(out, from_hex(text_of(exchange, "response_records_hex")));
}

TEST(EntranceVectors, ApacheOverFastCgi) {
  std::size_t replayed = 0;
  for (const Value& recorded : vectors()) {
    if (const std::string name = text_of(recorded, "name"); name.starts_with("apache_fcgi.")) {
      SCOPED_TRACE(name);
      replay_fastcgi(recorded);
      ++replayed;
    }
  }
  EXPECT_EQ(replayed, kFastCgiVectors);
}

// gRPC

std::string message_of(std::string_view name) {
  const std::string message = from_hex(text_of(vector(name), "message_hex"));
  // gRPC's own frame: not compressed, the length, the message.
  std::string frame(1, '\0');
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    frame += static_cast<char>(message.size() >> shift & 0xff);
  }
  EXPECT_EQ(from_hex(text_of(vector(name), "grpc_frame_hex")), frame + message);
  return message;
}

std::string_view view(narvi_ext_authz_text text) {
  return {text.data, text.size};
}

/// All that a question says, in one text.
std::string said(const narvi_ext_authz_check& check) {
  std::string all;
  for (const narvi_ext_authz_text text :
       {check.method, check.scheme, check.host, check.uri, check.client_address}) {
    all += view(text);
  }
  for (const auto& field : std::span(check.fields, check.field_count)) {
    all += view(field.name);
    all += view(field.value);
  }
  return all;
}

TEST(EntranceVectors, EnvoysQuestion) {
  const std::string message = message_of("grpc.check_request");
  http::ext_authz::Question question(message, message.size());
  const narvi_ext_authz_check& check = question.check();
  EXPECT_EQ(view(check.method), "POST");
  EXPECT_EQ(view(check.scheme), "https");
  EXPECT_EQ(view(check.host), "app.example.com");
  EXPECT_EQ(view(check.uri), "/admin?a=1&b=%2F");
  EXPECT_EQ(view(check.client_address), "203.0.113.9");
  http::Headers visitor;
  for (const auto& field : std::span(check.fields, check.field_count)) {
    visitor.add(view(field.name), view(field.value));
  }
  Request request;
  ASSERT_FALSE(http::server::make_request(
      {view(check.method), view(check.scheme), view(check.host), view(check.uri), view(check.client_address)},
      kTarget, visitor, request));
  EXPECT_EQ(request.headers.find("Authorization"), "Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b");
  EXPECT_EQ(request.headers.find("Cookie"), "sessionid=abc");
  EXPECT_EQ(request.headers.find("X-Request-Id"), "4e0dab9c-7c25-4a0e-9d5e-6f3c4d0a4a11");
  EXPECT_EQ(request.headers.fields().size(), 9U) << "Host, five of X-Forwarded and the three above";
  const auto target = read_target(Family::kForwardAuth, request, "");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->address(), "https://app.example.com/admin?a=1&b=%2F");
}

TEST(EntranceVectors, EnvoysQuestionCutShort) {
  const std::string message = message_of("grpc.check_request");
  for (std::size_t size = 0; size < message.size(); ++size) {
    http::ext_authz::Question question(std::string_view(message).substr(0, size), message.size());
    EXPECT_EQ(said(question.check()), "") << "a part of a question at " << size;
    EXPECT_EQ(question.check().too_long, 0);
  }
}

// Whatever the bytes, all views can be read, and pseudo-header fields never become fields.
TEST(EntranceVectors, EnvoysQuestionGarbled) {
  const std::string message = message_of("grpc.check_request");
  const std::string whole = said(http::ext_authz::Question(message, message.size()).check());
  std::size_t changed = 0;
  for (std::size_t at = 0; at < message.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x04U, 0x08U, 0x7fU, 0x80U, 0xffU}) {
      std::string garbled = message;
      garbled[at] = static_cast<char>(static_cast<unsigned char>(garbled[at]) ^ flip);
      http::ext_authz::Question question(garbled, garbled.size());
      changed += said(question.check()) != whole ? 1U : 0U;
      for (const auto& field : std::span(question.check().fields, question.check().field_count)) {
        EXPECT_FALSE(view(field.name).starts_with(':')) << at;
      }
    }
  }
  EXPECT_GT(changed, message.size()) << "most of the bytes say something";
}

TEST(EntranceVectors, EnvoysQuestionTooLong) {
  const std::string message = message_of("grpc.check_request");
  http::ext_authz::Question question(message, message.size() - 1);
  EXPECT_NE(question.check().too_long, 0);
  EXPECT_EQ(question.check().uri.size + question.check().field_count, 0U) << "it is not read";
  EXPECT_EQ(http::ext_authz::Question(message, message.size()).check().too_long, 0);
}

void expect_encoded(std::string_view name, const Response& response) {
  const http::ext_authz::AnswerRules rules{{"Remote-User", "Remote-Groups", "Remote-Email", "Remote-Name"},
                                           {"Authorization"}};
  const CheckAnswer answer(response, rules);
  EXPECT_EQ(http::ext_authz::encode(answer.plain()), message_of(name)) << name;
}

TEST(EntranceVectors, AnswersToEnvoy) {
  expect_encoded("grpc.check_response_ok",
                 {.status = 200,
                  .headers = {{"Remote-User", "alice"},
                              {"Remote-Groups", "admins,staff"},
                              {"Remote-Name", "Alice"},
                              {"Remote-Email", "alice@example.com"},
                              {"Set-Cookie", "sessionid=newvalue; Path=/; HttpOnly; SameSite=Lax"}},
                  .body = ""});
  expect_encoded("grpc.check_response_denied_401",
                 {.status = 401,
                  .headers = {{"WWW-Authenticate", "Bearer realm=\"api\""},
                              {"Content-Type", "application/json"},
                              {"Cache-Control", "no-store"}},
                  .body = "{\"detail\":\"Authentication credentials were not provided.\"}"});
  expect_encoded("grpc.check_response_forbidden_403",
                 {.status = 403,
                  .headers = {{"Content-Type", "application/json"}},
                  .body = "{\"detail\":\"You do not have permission to perform this action.\"}"});
  expect_encoded("grpc.check_response_redirect_302",
                 {.status = 302,
                  .headers = {{"Location",
                               "https://auth.example.com/login?rd=https%3A%2F%2Fapp.example.com%2F"
                               "admin%3Fa%3D1%26b%3D%252F&rm=GET"}},
                  .body = ""});
}

}  // namespace
}  // namespace narvi::tests
