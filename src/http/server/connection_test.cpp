#include "http/server/connection.h"

#include <gtest/gtest.h>

#include "http/server/door_for_tests.h"
#include "io/suspend.h"

namespace narvi::http::server {
namespace {

using namespace std::string_view_literals;
using test::Answer;
using test::Client;
using test::Door;
using test::get;
using test::text_response;

io::Task<Response> slow_echo(Request& request) {
  co_await io::sleep(std::chrono::milliseconds(1));
  co_return text_response(200, std::string(request.target));
}

TEST(Connection, StaysOpenForFurtherRequests) {
  Door door;
  Client client = door.client();
  for (int i = 0; i < 20; ++i) {
    const Answer answer = client.ask(get("/" + std::to_string(i)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /" + std::to_string(i));
    EXPECT_FALSE(answer.has("Connection:"));
    EXPECT_TRUE(answer.has("Date: "));
    EXPECT_FALSE(answer.has("Server:"));
  }
  EXPECT_EQ(door.server().connections(), 1U);
}

TEST(Connection, AnswersPipelinedRequestsInOrder) {
  for (const bool wait : {false, true}) {
    Door door({}, wait ? slow_echo : test::echo);
    Client client = door.client();
    std::string bytes;
    for (int i = 0; i < 16; ++i) {
      bytes += get("/" + std::to_string(i));
    }
    client.send(bytes);
    for (int i = 0; i < 16; ++i) {
      EXPECT_EQ(client.answer().body, (wait ? "/" : "GET /") + std::to_string(i));
    }
  }
}

TEST(Connection, AnswersMorePipelinedRequestsThanItsBufferHolds) {
  Door door;
  Client client = door.client();
  std::string bytes;
  for (int i = 0; i < 3000; ++i) {
    bytes += get("/" + std::to_string(i),
                 "X-Filler: " + std::string(static_cast<std::size_t>(i % 300), 'x') + "\r\n");
  }
  std::thread sender([&] { client.send(bytes); });
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(client.answer().body, "GET /" + std::to_string(i));
  }
  sender.join();
}

TEST(Connection, AHeadLargerThanTheFirstBufferFits) {
  Door door;
  Client client = door.client();
  const Answer answer = client.ask(get("/big", "X: " + std::string(30'000, 'a') + "\r\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(client.ask(get("/small")).body, "GET /small");
}

TEST(Connection, HeadHasTheLengthButNoBody) {
  Door door;
  Client client = door.client();
  client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer head = client.answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 7\r\n"));
  EXPECT_EQ(client.ask(get("/y")).body, "GET /y");
}

TEST(Connection, Http10ClosesUnlessAskedToStay) {
  Door door;
  Client once = door.client();
  const Answer last = once.ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(last.has("Connection: close\r\n"));
  EXPECT_TRUE(once.ended());

  Client stays = door.client();
  const std::string keep = "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_TRUE(stays.ask(keep).has("Connection: keep-alive\r\n"));
  EXPECT_EQ(stays.ask(keep).status, 200);
}

TEST(Connection, ConnectionCloseIsObeyed) {
  Door door;
  Client client = door.client();
  EXPECT_TRUE(client.ask(get("/", "Connection: close\r\n")).has("Connection: close\r\n"));
  EXPECT_TRUE(client.ended());
}

TEST(Connection, AHandlerMayCloseTheConnection) {
  Door door({}, [](Request&) -> io::Task<Response> {
    Response response = text_response(200, "bye");
    response.close = true;
    co_return response;
  });
  Client client = door.client();
  EXPECT_TRUE(client.ask(get("/")).has("Connection: close\r\n"));
  EXPECT_TRUE(client.ended());
}

TEST(Connection, AResponseThatWouldSplitIsReplacedBy500) {
  for (const std::string_view value : {"a\r\nSet-Cookie: x=1"sv, "a\n"sv, "a\0b"sv, "a\rb"sv}) {
    Door door({}, [value](Request&) -> io::Task<Response> {
      Response response = text_response(200, "never");
      response.headers.emplace_back("Location", value);
      co_return response;
    });
    Client client = door.client();
    const Answer answer = client.ask(get("/"));
    EXPECT_EQ(answer.status, 500);
    EXPECT_FALSE(answer.has("Location"));
    EXPECT_FALSE(answer.has("Set-Cookie"));
    EXPECT_TRUE(client.ended());
  }
}

io::Task<Response> throwing(Request& request) {
  if (request.path == "/later") {
    co_await io::sleep(std::chrono::milliseconds(1));
  }
  throw std::runtime_error("bug");
}

TEST(Connection, AnExceptionIs500AndCloses) {
  Door door({}, throwing);
  for (const char* path : {"/now", "/later"}) {
    Client client = door.client();
    EXPECT_EQ(client.ask(get(path)).status, 500);
    EXPECT_TRUE(client.ended());
  }
}

TEST(Connection, ASlowHeadIsEndedByItsDeadlineThoughBytesTrickle) {
  Door door({.deadlines = test::short_deadlines()});
  Client client = door.client();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n");
  std::thread trickle([&client] {
    while (client.send("X: y\r\n")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  EXPECT_EQ(client.answer().status, 408);
  trickle.join();
}

TEST(Connection, SilenceIsClosedWithoutAnAnswer) {
  Door door({.deadlines = test::short_deadlines()});
  Client silent = door.client();
  EXPECT_TRUE(silent.ended());
  Client idle = door.client();
  EXPECT_EQ(idle.ask(get("/")).status, 200);
  EXPECT_TRUE(idle.ended());
}

TEST(Connection, AClientThatDoesNotReadIsClosedByTheWriteDeadline) {
  Door door({.deadlines = test::short_deadlines()},
            [](Request&) -> io::Task<Response> { co_return text_response(200, std::string(1 << 24, 'x')); });
  Client client = door.client();
  client.send(get("/"));
  EXPECT_TRUE(test::eventually([&] { return door.server().connections() == 0; }));
}

TEST(Connection, ALargeAnswerArrivesWhole) {
  Door door({},
            [](Request&) -> io::Task<Response> { co_return text_response(200, std::string(1 << 24, 'x')); });
  Client client = door.client();
  EXPECT_EQ(client.ask(get("/")).body.size(), std::size_t{1} << 24);
  EXPECT_EQ(client.ask(get("/")).body.size(), std::size_t{1} << 24);
}

TEST(Connection, AClientThatLeavesWhileItsHandlerWaitsHarmsNobody) {
  std::atomic<int> ended{0};
  Door door({}, [&ended](Request&) -> io::Task<Response> {
    co_await io::sleep(std::chrono::milliseconds(20));
    ++ended;
    co_return text_response(200, "nobody hears");
  });
  for (int i = 0; i < 10; ++i) {
    Client client = door.client();
    client.send(get("/"));
    EXPECT_TRUE(test::eventually([&] { return door.server().connections() > 0; }));
  }
  EXPECT_TRUE(test::eventually([&] { return door.server().connections() == 0; }));
}

TEST(Connection, TheRequestKnowsItsPeerAndItself) {
  std::string seen;
  Door door({}, [&seen](Request& request) -> io::Task<Response> {
    seen = request.peer->address + " " + request.client_address + " " + request.host + " " +
           (request.https ? "https" : "http") + " " + std::to_string(request.request_id.size());
    co_return text_response(200, std::string(request.request_id));
  });
  Client client = door.client();
  const Answer first = client.ask(get("/"));
  EXPECT_EQ(seen, "127.0.0.1 127.0.0.1 narvi.test http 16");
  EXPECT_NE(client.ask(get("/")).body, first.body);
}

TEST(Connection, ManyAtOnceAreSpreadAndAnswered) {
  Door door;
  std::vector<Client> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(door.client());
    ASSERT_TRUE(clients.back().connected());
  }
  for (int round = 0; round < 2; ++round) {
    for (Client& client : clients) {
      client.send(get("/many"));
    }
    for (Client& client : clients) {
      EXPECT_EQ(client.answer().body, "GET /many");
    }
  }
  EXPECT_EQ(door.server().connections(), 300U);
}

TEST(Connection, LimitsInTotalAndPerAddressAre503) {
  Door total({.connections = 2});
  Client first = total.client();
  Client second = total.client();
  EXPECT_EQ(first.ask(get("/")).status, 200);
  EXPECT_EQ(second.ask(get("/")).status, 200);
  EXPECT_EQ(total.client().answer().status, 503);
  first.close();
  EXPECT_TRUE(test::eventually([&] { return total.server().connections() == 1; }));
  EXPECT_EQ(total.client().ask(get("/")).status, 200);

  Door address({.address_connections = 1});
  Client only = address.client();
  EXPECT_EQ(only.ask(get("/")).status, 200);
  EXPECT_EQ(address.client().answer().status, 503);
}

}  // namespace
}  // namespace narvi::http::server
