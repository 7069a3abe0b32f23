#pragma once
// TcpGate: a loopback proxy in front of a server that delays, slices, holds back or cuts the bytes between a
// client and it, at a test's word. One thread; every method may be called from any other.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <iterator>
#include <limits>
#include <list>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace narvi::database::testbed {

class TcpGate {
 public:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  /// Listens on a free loopback port and connects each client to `target` on loopback. Throws
  /// std::runtime_error.
  explicit TcpGate(int target) : target_(target) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 128) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("the gate cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }

  ~TcpGate() {
    closing_ = true;
    thread_.join();
    ::close(listener_);
  }
  TcpGate(const TcpGate&) = delete;
  TcpGate& operator=(const TcpGate&) = delete;

  int port() const { return port_; }

  /// Passes at most `bytes` on in one piece.
  void slice(std::size_t bytes) { slice_ = bytes; }
  /// Passes everything on so much later.
  void delay(std::chrono::milliseconds by) { delay_ = by.count(); }
  /// Holds back what the server sends, or lets it go again.
  void hold_answers(bool held) { hold_answers_ = held; }
  /// Holds back what clients send.
  void hold_requests(bool held) { hold_requests_ = held; }
  /// Cuts every connection once the server has sent `bytes` more; 0 cuts now. Later connections pass.
  void cut_after(std::size_t bytes) { left_until_cut_ = bytes; }

  /// Bytes that clients have sent and that were passed on.
  std::size_t requested() const { return requested_; }
  /// Connections that were ever made.
  std::size_t connections() const { return connections_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Piece {
    Clock::time_point due;
    std::string bytes;
  };
  struct Way {
    int from;
    int to;
    std::deque<Piece> held;
    bool ended = false;
  };
  struct Pair {
    Way up;    ///< from the client to the server
    Way down;  ///< from the server to the client
  };

  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }

  void run() {
    while (!closing_) {
      wait();
      accept_all();
      for (auto pair = pairs_.begin(); pair != pairs_.end();) {
        const bool alive = move(pair->up, hold_requests_, false) && move(pair->down, hold_answers_, true);
        pair = alive ? std::next(pair) : drop(pair);
      }
      std::size_t none_left = 0;
      if (left_until_cut_.compare_exchange_strong(none_left, kAll)) {
        drop_all();
      }
    }
    drop_all();
  }

  /// Waits for bytes or clients; a millisecond at most while anything is held, so that it leaves in time.
  void wait() {
    std::vector<pollfd> watched{{listener_, POLLIN, 0}};
    bool holding = false;
    for (const Pair& pair : pairs_) {
      for (const Way* way : {&pair.up, &pair.down}) {
        holding = holding || !way->held.empty();
        watched.push_back({way->from, POLLIN, 0});
      }
    }
    const bool slicing = slice_ != kAll && !hold_answers_ && !hold_requests_;
    ::poll(watched.data(), watched.size(), holding ? (slicing ? 0 : 1) : 20);
  }

  void accept_all() {
    while (true) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (client < 0) {
        return;
      }
      const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const sockaddr_in address = loopback(target_);
      if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(server);
        ::close(client);
        continue;
      }
      ::fcntl(server, F_SETFL, O_NONBLOCK);
      const int on = 1;
      ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      pairs_.push_back({{client, server, {}, false}, {server, client, {}, false}});
      ++connections_;
    }
  }

  /// Reads what has come and passes on what is due; false once this way has ended.
  bool move(Way& way, bool held, bool answers) {
    std::vector<char> buffer(65536);
    const ssize_t got = ::recv(way.from, buffer.data(), buffer.size(), 0);
    if (got > 0) {
      way.held.push_back({Clock::now() + std::chrono::milliseconds(delay_),
                          std::string(buffer.data(), static_cast<std::size_t>(got))});
    }
    way.ended = way.ended || got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    if (!held && !way.held.empty() && way.held.front().due <= Clock::now() && !pass(way, answers)) {
      return false;
    }
    return !way.ended || !way.held.empty();
  }

  bool pass(Way& way, bool answers) {
    std::string& bytes = way.held.front().bytes;
    std::size_t left = answers ? left_until_cut_.load() : kAll;
    const std::size_t limit = std::min(slice_.load(), left);
    const ssize_t sent = ::send(way.to, bytes.data(), std::min(bytes.size(), limit), MSG_NOSIGNAL);
    if (sent < 0) {
      return errno == EAGAIN || errno == EWOULDBLOCK;
    }
    const auto count = static_cast<std::size_t>(sent);
    if (!answers) {
      requested_ += count;
    } else if (left != kAll) {
      left_until_cut_.compare_exchange_strong(left, left - count);  // unless a test has just set it anew
    }
    bytes.erase(0, count);
    if (bytes.empty()) {
      way.held.pop_front();
    }
    return true;
  }

  std::list<Pair>::iterator drop(std::list<Pair>::iterator pair) {
    ::close(pair->up.from);
    ::close(pair->down.from);
    return pairs_.erase(pair);
  }
  void drop_all() {
    while (!pairs_.empty()) {
      drop(pairs_.begin());
    }
  }

  int target_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> closing_{false};
  std::atomic<std::size_t> slice_{kAll};
  std::atomic<std::chrono::milliseconds::rep> delay_{0};
  std::atomic<bool> hold_answers_{false};
  std::atomic<bool> hold_requests_{false};
  std::atomic<std::size_t> left_until_cut_{kAll};
  std::atomic<std::size_t> requested_{0};
  std::atomic<std::size_t> connections_{0};
  std::list<Pair> pairs_;  // the thread's own
  std::thread thread_;
};

}  // namespace narvi::database::testbed
