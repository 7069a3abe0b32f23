#pragma once
// For tests: a running door with a handler given as a function, and a client on a plain blocking socket.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http/server/server.h"

namespace narvi::http::server::test {

inline Response text_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

class FunctionHandler final : public Handler {
 public:
  using Function = std::function<io::Task<Response>(Request&)>;
  explicit FunctionHandler(Function function) : function_(std::move(function)) {}
  io::Task<Response> answer(Request& request) override { return function_(request); }

 private:
  Function function_;
};

/// Answers with method and target; a request to /body answers with the body it read.
inline io::Task<Response> echo(Request& request) {
  if (request.path != "/body" || request.body == nullptr) {
    co_return text_response(200, std::string(request.method) + " " + std::string(request.target));
  }
  auto body = co_await request.body->read(1000);
  if (!body) {
    static constexpr int kStatus[] = {413, 408, 400};
    co_return text_response(kStatus[static_cast<std::size_t>(body.error())], "no body");
  }
  co_return text_response(200, *body);
}

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

/// A client that waits at most ten seconds for anything, so that a broken door fails a test instead of
/// hanging it.
class Client {
 public:
  explicit Client(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open(AF_INET, reinterpret_cast<const sockaddr*>(&at), sizeof(at));
  }
  explicit Client(const std::string& unix_path) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::strncpy(at.sun_path, unix_path.c_str(), sizeof(at.sun_path) - 1);
    open(AF_UNIX, reinterpret_cast<const sockaddr*>(&at), sizeof(at));
  }
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        connected_(other.connected_),
        input_(std::move(other.input_)) {}
  ~Client() { close(); }

  bool connected() const { return connected_; }
  int socket() const { return socket_; }
  void close() {
    if (socket_ >= 0) {
      ::close(std::exchange(socket_, -1));
    }
  }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  /// The next answer; status 0 if the connection ended first. `head_only`: the answer has no body (HEAD).
  Answer answer(bool head_only = false) {
    Answer got;
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) {
        return got;
      }
    }
    got.head = input_.substr(0, end + 4);
    input_.erase(0, end + 4);
    got.status = std::stoi(got.head.substr(9, 3));
    const std::size_t length = got.head.find("Content-Length: ");
    const std::size_t size =
        head_only || length == std::string::npos ? 0 : std::stoul(got.head.substr(length + 16));
    while (input_.size() < size) {
      if (!more()) {
        got.status = 0;
        return got;
      }
    }
    got.body = input_.substr(0, size);
    input_.erase(0, size);
    return got;
  }
  Answer ask(std::string_view bytes) {
    send(bytes);
    return answer();
  }
  /// The next bytes, whatever they are; fewer if the connection ended first.
  std::string bytes(std::size_t size) {
    while (input_.size() < size && more()) {
    }
    std::string got = input_.substr(0, size);
    input_.erase(0, size);
    return got;
  }
  /// True if the server closes without sending anything more.
  bool ended() { return input_.empty() && !more() && ended_; }

 private:
  void open(int family, const sockaddr* at, socklen_t size) {
    socket_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    connected_ = ::connect(socket_, at, size) == 0;
  }
  bool more() {
    char bytes[16 * 1024];
    const ssize_t got = ::recv(socket_, bytes, sizeof(bytes), 0);
    ended_ = got == 0;
    if (got <= 0) {
      return false;
    }
    input_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_ = -1;
  bool connected_ = false;
  bool ended_ = false;
  std::string input_;
};

/// Waits for a condition that another thread brings about; false after ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 10'000; ++i) {
    if (condition()) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

/// A server on a free port of 127.0.0.1 (unless options.listen says otherwise), drained at the end.
class Door {
 public:
  explicit Door(ServerOptions options = {}, FunctionHandler::Function handler = echo,
                std::vector<Observer*> observers = {}, std::size_t loops = 2,
                const Protocol& protocol = http_protocol())
      : handler_(std::move(handler)), loops_(loops) {
    if (options.listen.empty()) {
      options.listen = {"127.0.0.1:0"};
    }
    server_ = std::make_unique<Server>(std::move(options), handler_, loops_, std::move(observers), protocol);
    started_ = server_->start();
    loops_.start();
  }
  ~Door() {
    if (started_ && !stopping_) {
      begin_shutdown();
    }
    EXPECT_TRUE(!started_ || eventually([this] { return server_->drained(); }));
    loops_.stop();
  }

  const Result<void>& started() const { return started_; }
  Server& server() { return *server_; }
  io::LoopGroup& loops() { return loops_; }
  std::uint16_t port() const { return server_->ports().at(0); }
  Client client() const { return Client(port()); }
  void begin_shutdown() {
    stopping_ = true;
    server_->begin_shutdown();
  }

 private:
  FunctionHandler handler_;
  io::LoopGroup loops_;
  std::unique_ptr<Server> server_;
  Result<void> started_;
  bool stopping_ = false;
};

inline std::string get(std::string_view target, std::string_view fields = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: narvi.test\r\n" + std::string(fields) + "\r\n";
}

inline DeadlineLengths short_deadlines() {
  DeadlineLengths lengths;
  lengths[Phase::kHead] = std::chrono::milliseconds(60);
  lengths[Phase::kBody] = std::chrono::milliseconds(60);
  lengths[Phase::kIdle] = std::chrono::milliseconds(120);
  lengths[Phase::kWrite] = std::chrono::milliseconds(60);
  lengths[Phase::kLinger] = std::chrono::milliseconds(60);
  return lengths;
}

}  // namespace narvi::http::server::test
