#include "http/fastcgi/connection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>

#include "http/fastcgi/records_for_tests.h"
#include "http/server/door_for_tests.h"
#include "io/suspend.h"

namespace narvi::http::fastcgi {
namespace {

using server::ServerOptions;
using server::test::Client;
using server::test::Door;
using server::test::eventually;
using test::begin;
using test::Pairs;
using test::record;

const Authorizer& protocol() {
  static const Authorizer kProtocol({.target = "/authz/forward-auth",
                                     .variables = {{"Remote-User", "REMOTE_USER"}},
                                     .params_bytes = 2000,
                                     .params = 20});
  return kProtocol;
}

/// Says as user what was asked; /refuse is refused.
io::Task<Response> decide(Request& request) {
  const auto uri = request.headers.find("X-Forwarded-Uri").value_or("");
  if (uri == "/refuse") {
    co_return Response{.status = 403, .headers = {{"Content-Type", "text/plain"}}, .body = "no"};
  }
  if (uri == "/throw") {
    throw std::runtime_error("a bug");
  }
  if (uri == "/split") {
    co_return Response{.status = 200, .headers = {{"Remote-User", "a\nb"}}, .body = ""};
  }
  Response response;
  response.headers = {{"Remote-User", std::string(request.method) + " " + std::string(request.target) + " " +
                                          std::string(uri)}};
  co_return response;
}

Pairs asking(std::string uri) {
  return {{"REQUEST_METHOD", "POST"}, {"REQUEST_URI", std::move(uri)}};
}

struct Told {
  std::string text;
  EndStatus status = EndStatus::kOverloaded;  // nothing of ours
};

/// The next answer to request `id`.
Told answer(Client& client, std::uint16_t id) {
  Told told;
  while (true) {
    const std::string bytes = client.bytes(kHeadSize);
    const auto head = bytes.size() == kHeadSize ? read_record_head(bytes) : std::nullopt;
    if (!head) {
      return told;
    }
    const std::string content = client.bytes(head->content + head->padding);
    EXPECT_EQ(head->id, id);
    if (head->type == RecordType::kEndRequest) {
      told.status = static_cast<EndStatus>(content.at(4));
      return told;
    }
    EXPECT_EQ(head->type, RecordType::kStdout);
    told.text += content;
  }
}

std::string allowed(const std::string& uri) {
  return "Status: 200 OK\r\nVariable-REMOTE_USER: GET /authz/forward-auth " + uri + "\r\n\r\n";
}

Door door(ServerOptions options = {}, server::test::FunctionHandler::Function handler = decide,
          std::vector<server::Observer*> observers = {}) {
  return Door(std::move(options), std::move(handler), std::move(observers), 2, protocol());
}

TEST(FastCgi, AnswersAndCloses) {
  Door at = door();
  Client client = at.client();
  client.send(test::request(1, asking("/a")));
  const Told told = answer(client, 1);
  EXPECT_EQ(told.text, allowed("/a"));
  EXPECT_EQ(told.status, EndStatus::kComplete);
  EXPECT_TRUE(client.ended());
}

TEST(FastCgi, KeepsConnectionsThatShallBeKept) {
  Door at = door();
  Client client = at.client();
  for (std::uint16_t id = 1; id < 40; ++id) {
    client.send(test::request(id, asking("/" + std::to_string(id)), true) +
                record(RecordType::kStdin, id, ""));  // as lighttpd
    EXPECT_EQ(answer(client, id).text, allowed("/" + std::to_string(id)));
  }
  EXPECT_EQ(at.server().connections(), 1U);
}

TEST(FastCgi, AnswersRequestsThatComeTogether) {
  Door at = door();
  Client client = at.client();
  std::string bytes;
  for (int i = 0; i < 200; ++i) {
    bytes += test::request(1, asking("/" + std::to_string(i)), true);
  }
  client.send(bytes);
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(answer(client, 1).text, allowed("/" + std::to_string(i)));
  }
}

TEST(FastCgi, TakesABodyThatNobodyReads) {
  Door at = door();
  Client client = at.client();
  client.send(begin(1, Role::kAuthorizer, true));
  for (int i = 0; i < 40; ++i) {
    client.send(record(RecordType::kStdin, 1, std::string(kLongestContent, 'x'), 255));
  }
  client.send(test::params(1, asking("/a")));
  EXPECT_EQ(answer(client, 1).text, allowed("/a"));
}

TEST(FastCgi, RefusesAsTheDecisionDoes) {
  Door at = door();
  Client client = at.client();
  client.send(test::request(1, asking("/refuse")));
  EXPECT_EQ(answer(client, 1).text, "Status: 403 Forbidden\r\nContent-Type: text/plain\r\n\r\nno");
}

TEST(FastCgi, NeverAllowsAfterABug) {
  for (const char* uri : {"/throw", "/split"}) {
    Door at = door();
    Client client = at.client();
    client.send(test::request(1, asking(uri), true));
    EXPECT_EQ(answer(client, 1).text,
              "Status: 500 Internal Server Error\r\nContent-Type: application/json\r\n"
              "Cache-Control: no-store\r\n\r\n{\"detail\":\"Internal Server Error.\"}");
    EXPECT_TRUE(client.ended());
  }
}

TEST(FastCgi, RefusesWhatIsTooMuchOrBroken) {
  const std::pair<std::string, std::string_view> cases[] = {
      {record(RecordType::kParams, 1, std::string(2001, 'x')), "Status: 431 "},
      {test::params(1, Pairs(21, {"A", "b"})), "Status: 431 "},
      {record(RecordType::kParams, 1, "\x05") + record(RecordType::kParams, 1, ""), "Status: 400 "},
      {test::params(1, {{"HTTP_X", "a\nb"}}), "Status: 400 "},
      {test::params(1, {{"HTTP_CONNECTION", "close, X-Forwarded-For"}}), "Status: 400 "},
  };
  for (const auto& [bytes, status] : cases) {
    Door at = door();
    Client client = at.client();
    client.send(begin(1, Role::kAuthorizer, true) + bytes);
    const Told told = answer(client, 1);
    EXPECT_TRUE(told.text.starts_with(status)) << told.text;
    EXPECT_NE(told.text.find("\r\nCache-Control: no-store\r\n"), std::string::npos) << told.text;
    EXPECT_NE(told.text.find("\r\n\r\n{\"detail\":\""), std::string::npos) << told.text;
    EXPECT_EQ(told.status, EndStatus::kComplete);
    EXPECT_TRUE(client.ended());
  }
}

// What is wrong with the question of somebody who may not ask is not even looked at.
TEST(FastCgi, ReadsNothingOfThoseWhoMayNotAsk) {
  const Authorizer closed({.target = "/t",
                           .variables = {},
                           .may_ask = [](const Peer& peer) { return peer.address != "127.0.0.1"; },
                           .params_bytes = 2000});
  const auto refuse = [](Request& request) -> io::Task<Response> {
    EXPECT_TRUE(request.headers.fields().empty());
    EXPECT_EQ(request.path, "/t");
    co_return Response{.status = 403, .headers = {}, .body = "stranger"};
  };
  Door at({}, refuse, {}, 2, closed);
  for (const Pairs& pairs : {asking("/a"), Pairs{{"HTTP_X", "a\nb"}}}) {
    Client client = at.client();
    client.send(test::request(1, pairs));
    EXPECT_EQ(answer(client, 1).text, "Status: 403 Forbidden\r\n\r\nstranger");
  }
  Client much = at.client();
  much.send(begin(1) + record(RecordType::kParams, 1, std::string(2001, 'x')));
  EXPECT_TRUE(answer(much, 1).text.starts_with("Status: 403 "));
}

// A record in two pieces is something, then nothing again: neither begins a new deadline.
TEST(FastCgi, EndsThoseWhoOnlyManage) {
  ServerOptions options;
  options.deadlines = server::test::short_deadlines();
  Door at = door(options);
  Client client = at.client();
  client.send(test::request(1, asking("/a"), true));
  EXPECT_EQ(answer(client, 1).text, allowed("/a"));
  const std::string values = record(RecordType::kGetValues, kNoRequest, "");
  const auto manages_for_ever = [&] {
    // Far more time than a deadline is long, if each exchange takes a good part of one.
    for (int i = 0; i < 40; ++i) {
      client.send(values.substr(0, 4));
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      client.send(values.substr(4));
      if (client.bytes(kHeadSize).size() < kHeadSize) {
        return false;
      }
    }
    return true;
  };
  EXPECT_FALSE(manages_for_ever());
}

TEST(FastCgi, HangsUpOnOtherProtocols) {
  Door at = door();
  for (const std::string& bytes : {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), std::string(100, 'x')}) {
    Client client = at.client();
    client.send(bytes);
    EXPECT_TRUE(client.ended());
  }
}

TEST(FastCgi, EndsOtherRoles) {
  Door at = door();
  Client client = at.client();
  client.send(begin(5, Role::kResponder));
  EXPECT_EQ(answer(client, 5).status, EndStatus::kUnknownRole);
  EXPECT_TRUE(client.ended());
}

TEST(FastCgi, EndsRequestsThatDoNotCome) {
  ServerOptions options;
  options.deadlines = server::test::short_deadlines();
  Door at = door(options);
  Client started = at.client();
  started.send(begin(1));
  EXPECT_TRUE(answer(started, 1).text.starts_with("Status: 408 "));
  EXPECT_TRUE(started.ended());
  Client silent = at.client();
  EXPECT_TRUE(silent.ended());
  Client idle = at.client();
  idle.send(test::request(1, asking("/a"), true));
  EXPECT_EQ(answer(idle, 1).text, allowed("/a"));
  EXPECT_TRUE(idle.ended());
}

TEST(FastCgi, StopsAfterTheAnswerUnderWay) {
  std::mutex mutex;
  std::vector<io::Resume<bool>> waiting;
  Door at = door({}, [&](Request& request) -> io::Task<Response> {
    co_await io::suspend<bool>([&](io::Resume<bool> resume) {
      const std::scoped_lock lock(mutex);
      waiting.push_back(std::move(resume));
    });
    co_return co_await decide(request);
  });
  const auto waits = [&] {
    const std::scoped_lock lock(mutex);
    return waiting.size();
  };
  Client idle = at.client();
  idle.send(test::request(1, asking("/idle"), true));
  ASSERT_TRUE(eventually([&] { return waits() == 1; }));
  waiting[0](true);
  EXPECT_EQ(answer(idle, 1).text, allowed("/idle"));
  Client busy = at.client();
  busy.send(test::request(1, asking("/busy"), true));
  ASSERT_TRUE(eventually([&] { return waits() == 2; }));
  at.begin_shutdown();
  EXPECT_TRUE(idle.ended());
  waiting[1](true);
  EXPECT_EQ(answer(busy, 1).text, allowed("/busy"));
  EXPECT_TRUE(busy.ended());
}

/// Writes down what it is told.
class Notes final : public server::Observer {
 public:
  void served(std::size_t /*loop*/, const server::Served& served) override {
    const std::scoped_lock lock(mutex_);
    text_ += std::to_string(served.status) + " " + std::string(served.method) + " " +
             std::string(served.path) + " " + (served.request_id.size() == 16 ? "id" : "") + "\n";
  }
  void refused(std::size_t /*loop*/, server::Refusal refusal, const Peer& peer) override {
    const std::scoped_lock lock(mutex_);
    text_ += std::string(server::row(refusal).word) + " " + peer.address + "\n";
  }
  std::string text() const {
    const std::scoped_lock lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

TEST(FastCgi, IsObservedAsTheDoorIs) {
  Notes notes;
  Door at = door({}, decide, {&notes});
  for (const char* uri : {"/a", "/refuse"}) {
    Client client = at.client();
    client.send(test::request(1, asking(uri)));
    answer(client, 1);
  }
  Client broken = at.client();
  broken.send("GET / HTTP/1.1\r\n");
  EXPECT_TRUE(broken.ended());
  EXPECT_EQ(notes.text(),
            "200 GET /authz/forward-auth id\n403 GET /authz/forward-auth id\nsyntax 127.0.0.1\n");
}

TEST(FastCgi, KnowsWhoIsAtTheOtherEnd) {
  const auto folder = std::filesystem::temp_directory_path() / ("narvi-fcgi-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::string path = folder / "socket";
  ServerOptions options;
  options.listen = {"127.0.0.1:0", "unix:" + path};
  {
    Door at = door(options, [](Request& request) -> io::Task<Response> {
      const Peer& peer = *request.peer;
      const std::string who = peer.unix_uid ? "uid " + std::to_string(*peer.unix_uid) : peer.address;
      co_return Response{.status = 200, .headers = {{"Remote-User", who}}, .body = ""};
    });
    Client tcp = at.client();
    tcp.send(test::request(1, {}));
    EXPECT_NE(answer(tcp, 1).text.find("REMOTE_USER: 127.0.0.1\r\n"), std::string::npos);
    Client local(path);
    local.send(test::request(1, {}));
    EXPECT_NE(answer(local, 1).text.find("REMOTE_USER: uid " + std::to_string(getuid())), std::string::npos);
  }
  std::filesystem::remove_all(folder);
}

TEST(FastCgi, TurnsAwayWithoutAWord) {
  ServerOptions options;
  options.connections = 1;
  Door at = door(options);
  Client first = at.client();
  first.send(test::request(1, asking("/a"), true));
  EXPECT_EQ(answer(first, 1).text, allowed("/a"));
  Client second = at.client();
  EXPECT_TRUE(second.ended());
}

}  // namespace
}  // namespace narvi::http::fastcgi
