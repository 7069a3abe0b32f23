#include "http/server/acceptor.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <utility>

namespace narvi::http::server {

namespace {

constexpr int kBatch = 64;  // accepted in one turn of the loop
constexpr auto kPause = std::chrono::milliseconds(100);

Peer peer_of(int client) {
  Peer peer;
  sockaddr_storage at{};
  socklen_t size = sizeof(at);
  if (::getpeername(client, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    return peer;
  }
  char text[INET6_ADDRSTRLEN] = {};
  if (at.ss_family == AF_INET) {
    const auto& in = *reinterpret_cast<const sockaddr_in*>(&at);
    peer.address = ::inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
    peer.port = ntohs(in.sin_port);
  } else if (at.ss_family == AF_INET6) {
    const auto& in = *reinterpret_cast<const sockaddr_in6*>(&at);
    peer.address = ::inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof(text));
    peer.port = ntohs(in.sin6_port);
  } else {
    ucred who{};
    socklen_t who_size = sizeof(who);
    if (::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &who, &who_size) == 0) {
      peer.unix_uid = who.uid;
      peer.unix_gid = who.gid;
    }
  }
  return peer;
}

}  // namespace

Acceptor::Acceptor(io::AsioLoop& loop, ListeningSocket socket, std::vector<std::shared_ptr<Core>> cores,
                   Seats& seats)
    : loop_(loop),
      file_(std::move(socket)),
      port_(file_.port()),
      socket_(loop.context(), file_.release()),
      retry_(loop.context()),
      cores_(std::move(cores)),
      seats_(seats) {}

void Acceptor::start() {
  loop_.post([self = shared_from_this()] { self->wait(); });
}

void Acceptor::close() {
  loop_.post([self = shared_from_this()] {
    boost::system::error_code ignored;  // the descriptor is gone whatever close says
    self->socket_.close(ignored);
    self->retry_.cancel();
    self->file_ = ListeningSocket(-1, "");
    self->cores_.clear();
    self->closed_ = true;
  });
}

void Acceptor::wait() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       if (!error && self->socket_.is_open()) {
                         self->accept_ready();
                       }
                     });
}

void Acceptor::pause() {
  retry_.expires_after(kPause);
  retry_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && self->socket_.is_open()) {
      self->accept_ready();
    }
  });
}

void Acceptor::accept_ready() {
  for (int i = 0; i < kBatch; ++i) {
    const int client = ::accept4(socket_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client >= 0) {
      welcome(client);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) {
      continue;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      pause();  // clients wait in the kernel's queue until a descriptor is free; spinning would not help
      return;
    }
    break;
  }
  wait();
}

void Acceptor::welcome(int client) {
  Arrival arrival{.socket = client, .peer = peer_of(client), .seat = {}};
  if (!arrival.peer.unix_uid) {
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  arrival.seat = Seats::key_of(arrival.peer.address);
  if (const auto refusal = seats_.take(arrival.seat)) {
    turn_away(client, *refusal, arrival.peer);
    return;
  }
  const auto least = std::min_element(cores_.begin(), cores_.end(),
                                      [](const auto& a, const auto& b) { return a->load() < b->load(); });
  (*least)->adopt(std::move(arrival));
}

void Acceptor::turn_away(int client, Refusal refusal, const Peer& peer) {
  cores_.front()->refused(refusal, peer);
  const std::string text = cores_.front()->protocol().turned_away(refusal, cores_.front()->date_line());
  // One try: if the kernel does not take it, or the client speaks TLS, the close says enough.
  static_cast<void>(::send(client, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  ::close(client);
}

}  // namespace narvi::http::server
