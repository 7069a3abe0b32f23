#pragma once
// RedisServer: a real Redis server for tests, in a temporary folder, on a free loopback port and a unix
// socket, keeping nothing. The program must link hiredis.

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace narvi::cache::testbed {

class RedisServer {
 public:
  /// Starts it. `arguments` are further ones, as on its command line. Throws std::runtime_error.
  explicit RedisServer(std::vector<std::string> arguments = {}, std::string password = {})
      : arguments_(std::move(arguments)), password_(std::move(password)) {
    folder_ = (std::filesystem::temp_directory_path() / "narvi-redis-XXXXXX").string();
    if (::mkdtemp(folder_.data()) == nullptr) {
      throw std::runtime_error("cannot make " + folder_);
    }
    port_ = free_port();
    start();
  }

  ~RedisServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  /// Starts it on the same port and waits until it answers. Harmless while it runs.
  void start() {
    if (server_ != 0) {
      return;
    }
    server_ = spawn();
    while (!answers()) {
      if (::waitpid(server_, nullptr, WNOHANG) == server_) {
        server_ = 0;
        throw std::runtime_error("Redis did not start");
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  /// kill -9. Harmless while it is stopped.
  void kill() {
    if (server_ != 0) {
      ::kill(server_, SIGKILL);
      ::waitpid(server_, nullptr, 0);
      server_ = 0;
    }
  }

  /// It keeps its connections, but does nothing.
  void suspend() const { ::kill(server_, SIGSTOP); }
  void resume() const { ::kill(server_, SIGCONT); }

  int port() const { return port_; }
  /// Its URL, optionally through another port, and with a database.
  std::string url(int port = 0, int database = 0) const {
    return "redis://" + (password_.empty() ? "" : ":" + password_ + "@") +
           "127.0.0.1:" + std::to_string(port == 0 ? port_ : port) + "/" + std::to_string(database);
  }
  std::string socket_path() const { return folder_ + "/redis.sock"; }

  /// Runs one command; its answer as text, an integer in digits, an error with its '-'. Throws without an
  /// answer.
  std::string command(const std::vector<std::string>& words) const {
    const Connection connection = connect();
    std::vector<const char*> pointers;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
      pointers.push_back(word.data());
      sizes.push_back(word.size());
    }
    const Answer answer(static_cast<redisReply*>(
        redisCommandArgv(connection.get(), static_cast<int>(words.size()), pointers.data(), sizes.data())));
    if (!answer) {
      throw std::runtime_error("Redis does not answer");
    }
    switch (answer->type) {
      case REDIS_REPLY_INTEGER:
        return std::to_string(answer->integer);
      case REDIS_REPLY_ERROR:
        return "-" + std::string(answer->str, answer->len);
      case REDIS_REPLY_STRING:
      case REDIS_REPLY_STATUS:
        return std::string(answer->str, answer->len);
      default:
        return "";
    }
  }

 private:
  struct Free {
    void operator()(redisContext* context) const { redisFree(context); }
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
  };
  using Connection = std::unique_ptr<redisContext, Free>;
  using Answer = std::unique_ptr<redisReply, Free>;

  Connection connect() const {
    Connection connection(redisConnect("127.0.0.1", port_));
    if (connection && connection->err == 0 && !password_.empty()) {
      const Answer welcome(
          static_cast<redisReply*>(redisCommand(connection.get(), "AUTH %s", password_.c_str())));
    }
    return connection;
  }

  bool answers() const {
    const Connection connection = connect();
    if (!connection || connection->err != 0) {
      return false;
    }
    const Answer answer(static_cast<redisReply*>(redisCommand(connection.get(), "PING")));
    return answer && answer->type == REDIS_REPLY_STATUS;
  }

  /// A port that was free a moment ago.
  static int free_port() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(listener, generic, size) == 0 && ::getsockname(listener, generic, &size) == 0;
    ::close(listener);
    if (!bound) {
      throw std::runtime_error("no free port");
    }
    return ntohs(address.sin_port);
  }

  /// It dies with the thread that called.
  pid_t spawn() const {
    std::vector<std::string> command{"/usr/bin/redis-server",
                                     "--port",
                                     std::to_string(port_),
                                     "--bind",
                                     "127.0.0.1",
                                     "--unixsocket",
                                     socket_path(),
                                     "--save",
                                     "",
                                     "--appendonly",
                                     "no",
                                     "--dir",
                                     folder_,
                                     "--logfile",
                                     folder_ + "/log"};
    if (!password_.empty()) {
      command.insert(command.end(), {"--requirepass", password_});
    }
    command.insert(command.end(), arguments_.begin(), arguments_.end());
    std::vector<char*> pointers;
    for (std::string& word : command) {
      pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) {
      return child;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execv(pointers.front(), pointers.data());
    ::_exit(127);
  }

  std::vector<std::string> arguments_;
  std::string password_;
  std::string folder_;
  int port_ = 0;
  pid_t server_ = 0;
};

}  // namespace narvi::cache::testbed
