#include "http/server/acceptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "http/server/door_for_tests.h"

namespace narvi::http::server {
namespace {

using test::Client;
using test::get;

/// Takes every free descriptor of the process until it goes.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = 256;
    ::setrlimit(RLIMIT_NOFILE, &low);
    for (int taken = ::dup(0); taken >= 0; taken = ::dup(0)) {
      taken_.push_back(taken);
    }
    exhausted_ = errno == EMFILE;
  }
  ~NoDescriptors() {
    for (const int taken : taken_) {
      ::close(taken);
    }
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }
  bool exhausted() const { return exhausted_; }

 private:
  rlimit before_{};
  std::vector<int> taken_;
  bool exhausted_ = false;
};

TEST(Acceptor, SurvivesAShortageOfDescriptors) {
  test::Door door;
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(door.port());
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Client early = door.client();
  EXPECT_EQ(early.ask(get("/")).status, 200);
  Client waiting = door.client();  // its socket exists; what is scarce is the server's side of the next one
  const int late = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  {
    const NoDescriptors none;
    ASSERT_TRUE(none.exhausted());
    ASSERT_EQ(::connect(late, reinterpret_cast<const sockaddr*>(&at), sizeof(at)), 0);
    EXPECT_EQ(early.ask(get("/still")).status, 200);
  }
  const std::string request = get("/late", "Connection: close\r\n");
  ASSERT_EQ(::send(late, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  std::string got;
  char piece[1024];
  for (ssize_t size = ::recv(late, piece, sizeof(piece), 0); size > 0;
       size = ::recv(late, piece, sizeof(piece), 0)) {
    got.append(piece, static_cast<std::size_t>(size));
  }
  EXPECT_TRUE(got.starts_with("HTTP/1.1 200 OK\r\n")) << got;
  ::close(late);
  EXPECT_EQ(waiting.ask(get("/")).status, 200);
}

TEST(Acceptor, SpreadsLongConnectionsEvenly) {
  std::atomic<int> first{0};
  std::atomic<int> second{0};
  io::LoopGroup* loops = nullptr;
  test::Door door({}, [&](Request&) -> io::Task<Response> {
    ++(io::Loop::current() == &loops->at(0) ? first : second);
    co_return test::text_response(200, "");
  });
  loops = &door.loops();
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(door.client());
    EXPECT_EQ(clients.back().ask(get("/")).status, 200);
  }
  EXPECT_EQ(first, 10);
  EXPECT_EQ(second, 10);
}

}  // namespace
}  // namespace narvi::http::server
