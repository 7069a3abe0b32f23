// The graceful stop: nobody who was served loses an answer.

#include <gtest/gtest.h>

#include <atomic>

#include "http/server/door_for_tests.h"
#include "io/suspend.h"

namespace narvi::http::server {
namespace {

using test::Answer;
using test::Client;
using test::Door;
using test::get;

/// Requests for /held wait until the test opens the gate.
struct Gate {
  std::atomic<bool> open{false};
  std::atomic<int> waiting{0};

  test::FunctionHandler::Function handler() {
    return [this](Request& request) { return answer(request); };
  }
  io::Task<Response> answer(Request& request) {
    if (request.path == "/held") {
      ++waiting;
      while (!open) {
        co_await io::sleep(std::chrono::milliseconds(1));
      }
      --waiting;
    }
    co_return test::text_response(200, std::string(request.target));
  }
};

TEST(Shutdown, IdleConnectionsCloseAndBusyOnesFinish) {
  Gate gate;
  Door door({}, gate.handler());
  Client idle = door.client();
  EXPECT_EQ(idle.ask(get("/")).status, 200);
  Client busy = door.client();
  busy.send(get("/held"));
  ASSERT_TRUE(test::eventually([&] { return gate.waiting == 1; }));

  door.begin_shutdown();
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(test::eventually([&] { return !door.client().connected(); }));
  EXPECT_FALSE(door.server().drained());

  gate.open = true;
  const Answer answer = busy.answer();
  EXPECT_EQ(answer.body, "/held");
  EXPECT_TRUE(answer.has("Connection: close\r\n"));
  EXPECT_TRUE(busy.ended());
  EXPECT_TRUE(test::eventually([&] { return door.server().drained(); }));
}

TEST(Shutdown, ANewConnectionStillGetsItsFirstAnswer) {
  Gate gate;
  Door door({}, gate.handler());
  Client fresh = door.client();
  ASSERT_TRUE(test::eventually([&] { return door.server().connections() == 1; }));
  door.begin_shutdown();
  ASSERT_TRUE(test::eventually([&] { return !door.client().connected(); }));
  const Answer answer = fresh.ask(get("/first"));
  EXPECT_EQ(answer.body, "/first");
  EXPECT_TRUE(answer.has("Connection: close\r\n"));
}

TEST(Shutdown, WhatHangsIsCutAfterTheHardStop) {
  Gate gate;
  Door door({.hard_stop = std::chrono::milliseconds(30)}, gate.handler());
  Client silent = door.client();
  Client busy = door.client();
  busy.send(get("/held"));
  ASSERT_TRUE(test::eventually([&] { return gate.waiting == 1 && door.server().connections() == 2; }));
  door.begin_shutdown();
  EXPECT_TRUE(silent.ended());  // would have had five seconds for its head
  EXPECT_EQ(busy.answer().status, 0);
  gate.open = true;  // a task is never cancelled: the connection ends with it
  EXPECT_TRUE(test::eventually([&] { return door.server().drained(); }));
}

TEST(Shutdown, ARequestThatIsAlreadyOnTheWayIsAnswered) {
  Gate gate;
  gate.open = true;
  Door door({}, gate.handler());
  std::atomic<bool> ending{false};
  std::atomic<int> lost{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      Client client = door.client();
      bool announced = false;
      while (!announced) {
        const Answer answer = client.ask(get("/held"));
        if (answer.status == 0) {
          // An idle connection may be closed at any time (RFC 9112 §9.3.1): only a stop may do it here.
          lost += ending ? 0 : 1;
          return;
        }
        ++answered;
        announced = answer.has("Connection: close\r\n");
      }
    });
  }
  EXPECT_TRUE(test::eventually([&] { return answered > 200; }));
  ending = true;
  door.begin_shutdown();
  for (std::thread& client : clients) {
    client.join();
  }
  EXPECT_EQ(lost, 0);
}

TEST(Shutdown, AFailedStartHoldsNothing) {
  Door first;
  Door second({.listen = {"127.0.0.1:" + std::to_string(first.port())}});
  ASSERT_FALSE(second.started());
  EXPECT_EQ(second.started().error().kind, ErrorKind::kConfiguration);
}

}  // namespace
}  // namespace narvi::http::server
