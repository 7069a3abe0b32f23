// Bodies through the door: lengths, chunks, limits, 100-continue, bodies that nobody read.

#include <gtest/gtest.h>

#include "http/server/door_for_tests.h"

namespace narvi::http::server {
namespace {

using test::Answer;
using test::Client;
using test::Door;
using test::get;

std::string post(const std::string& path, const std::string& fields, const std::string& body = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

TEST(Body, ArrivesByLengthAndByChunksAndLeavesTheNextRequestAlone) {
  Door door;
  Client client = door.client();
  client.send(post("/body", "Content-Length: 5\r\n", "hello") +
              post("/body", "Transfer-Encoding: chunked\r\n",
                   "3\r\nabc\r\n1F\r\n" + std::string(31, 'x') + "\r\n0\r\n\r\n") +
              get("/next"));
  EXPECT_EQ(client.answer().body, "hello");
  EXPECT_EQ(client.answer().body, "abc" + std::string(31, 'x'));
  EXPECT_EQ(client.answer().body, "GET /next");
}

TEST(Body, ArrivesByteForByte) {
  Door door;
  Client client = door.client();
  const std::string bytes =
      post("/body", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") +
      post("/body", "Content-Length: 3\r\n", "xyz");
  for (const char byte : bytes) {
    client.send(std::string_view(&byte, 1));
  }
  EXPECT_EQ(client.answer().body, "abcde");
  EXPECT_EQ(client.answer().body, "xyz");
}

TEST(Body, ALargeOneFollowsALargeHead) {
  Door door({}, [](Request& request) -> io::Task<Response> {
    const std::string filler(request.headers.find("X").value_or(""));
    auto body = co_await request.body->read(1 << 20);
    const bool head_stayed = filler == request.headers.find("X");
    co_return test::text_response(head_stayed ? 200 : 500, std::to_string(body ? body->size() : 0));
  });
  Client client = door.client();
  for (const std::size_t filler : {10UL, 3'950UL, 4'000UL, 4'060UL, 8'000UL, 30'000UL}) {
    for (const std::size_t size : {1UL, 5'000UL, 300'000UL}) {
      const Answer answer = client.ask(
          post("/", "X: " + std::string(filler, 'f') + "\r\nContent-Length: " + std::to_string(size) + "\r\n",
               std::string(size, 'b')));
      EXPECT_EQ(answer.status, 200);
      EXPECT_EQ(answer.body, std::to_string(size));
    }
  }
}

TEST(Body, OverTheLimitIs413AndCloses) {
  Door door;
  for (const std::string& bytes :
       {post("/body", "Content-Length: 1001\r\n", std::string(1001, 'x')),
        post("/body", "Content-Length: 99999999999999\r\n"),
        post("/body", "Transfer-Encoding: chunked\r\n", "3e9\r\n" + std::string(1001, 'x')),
        post("/body", "Transfer-Encoding: chunked\r\n", "ffffffff\r\n")}) {
    Client client = door.client();
    const Answer answer = client.ask(bytes);
    EXPECT_EQ(answer.status, 413);
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    client.finish_sending();
    EXPECT_TRUE(client.ended());
  }
}

TEST(Body, BrokenChunksAre400AndClose) {
  Door door;
  for (const char* chunks : {"3;x=y\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n",
                             "3\r\nabcd\r\n0\r\n\r\n", "x\r\n", "\r\n", "0x3\r\nabc\r\n", "-1\r\n",
                             "+3\r\nabc\r\n", "3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", "0\r\n\n",
                             "000000003\r\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n"}) {
    Client client = door.client();
    const Answer answer =
        client.ask(post("/body", "Transfer-Encoding: chunked\r\n", chunks + get("/smuggled")));
    EXPECT_EQ(answer.status, 400) << chunks;
    client.finish_sending();
    EXPECT_TRUE(client.ended()) << chunks;
  }
}

TEST(Body, ASlowOneIsEndedByItsDeadline) {
  Door door({.deadlines = test::short_deadlines()});
  Client client = door.client();
  client.send(post("/body", "Content-Length: 500\r\n"));
  std::thread trickle([&client] {
    while (client.send("x")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_TRUE(answer.has("Connection: close\r\n"));
  trickle.join();
}

TEST(Body, CutOffIsAFailureForTheHandler) {
  Door door;
  Client client = door.client();
  client.send(post("/body", "Content-Length: 500\r\n", "short"));
  client.finish_sending();
  EXPECT_EQ(client.answer().status, 400);
}

TEST(Body, Sends100OnlyWhenTheBodyIsRead) {
  Door door;
  Client reads = door.client();
  reads.send(post("/body", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
  EXPECT_EQ(reads.answer().status, 100);
  EXPECT_EQ(reads.ask("abc").body, "abc");
  EXPECT_EQ(reads.ask(get("/after")).body, "GET /after");

  Client ignored = door.client();
  const Answer answer = ignored.ask(post("/ignore", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Connection: close\r\n"));  // whether the three bytes come now is anybody's guess

  Client hurried = door.client();
  EXPECT_EQ(hurried.ask(post("/body", "Expect: 100-continue\r\nContent-Length: 3\r\n", "abc")).body, "abc");
}

TEST(Body, UnreadIsDrainedUpToTheLimit) {
  Door door({.drain = 10'000});
  Client client = door.client();
  client.send(post("/ignore", "Content-Length: 10000\r\n", std::string(10'000, 'x')) +
              post("/ignore", "Transfer-Encoding: chunked\r\n",
                   "2000\r\n" + std::string(0x2000, 'x') + "\r\n0\r\n\r\n") +
              get("/next"));
  EXPECT_EQ(client.answer().body, "POST /ignore");
  EXPECT_EQ(client.answer().body, "POST /ignore");
  EXPECT_EQ(client.answer().body, "GET /next");

  Client large = door.client();
  const Answer answer =
      large.ask(post("/ignore", "Content-Length: 10001\r\n", std::string(10'001, 'x') + get("/x")));
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Connection: close\r\n"));
  large.finish_sending();
  EXPECT_TRUE(large.ended());

  Client chunks = door.client();
  chunks.send(post("/ignore", "Transfer-Encoding: chunked\r\n", "2711\r\n" + std::string(10'001, 'x')));
  EXPECT_EQ(chunks.answer().status, 200);
  chunks.finish_sending();
  EXPECT_TRUE(chunks.ended());
}

TEST(Body, TheAnswerComesBeforeAnUnreadBodyHasArrived) {
  Door door;
  Client client = door.client();
  EXPECT_EQ(client.ask(post("/ignore", "Content-Length: 10\r\n", "12345")).status, 200);
  EXPECT_EQ(client.ask("67890" + get("/next")).body, "GET /next");
}

TEST(Body, NoLengthMeansNoBody) {
  Door door;
  Client client = door.client();
  EXPECT_EQ(client.ask(post("/body", "")).body, "POST /body");
  EXPECT_EQ(client.ask(post("/body", "Content-Length: 0\r\n")).body, "POST /body");
}

}  // namespace
}  // namespace narvi::http::server
