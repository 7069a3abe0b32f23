#include "http/server/listening_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "http/server/service_manager.h"

namespace narvi::http::server {

namespace {

using Sockets = std::vector<ListeningSocket>;

tl::unexpected<Error> refuse(const std::string& address, const char* step) {
  return fail(ErrorKind::kConfiguration, "listen " + address + ": " + step + ": " + std::strerror(errno));
}

Result<ListeningSocket> open_tcp_one(const std::string& address, const addrinfo& at,
                                     const ListenRules& rules) {
  ListeningSocket made(::socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "");
  if (made.descriptor() < 0) {
    return refuse(address, "socket");
  }
  const int on = 1;
  ::setsockopt(made.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (at.ai_family == AF_INET6) {
    ::setsockopt(made.descriptor(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  }
  if (::bind(made.descriptor(), at.ai_addr, at.ai_addrlen) != 0) {
    return refuse(address, "bind");
  }
  if (::listen(made.descriptor(), rules.backlog) != 0) {
    return refuse(address, "listen");
  }
  return made;
}

Result<Sockets> open_tcp(const std::string& address, const ListenRules& rules) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) {
    return fail(ErrorKind::kConfiguration,
                "listen " + address + ": write host:port, [address]:port, unix:/path or systemd");
  }
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.c_str(), address.c_str() + colon + 1, &hints, &found);
  if (code != 0) {
    return fail(ErrorKind::kConfiguration, "listen " + address + ": " + ::gai_strerror(code));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
  Sockets made;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    auto one = open_tcp_one(address, *at, rules);
    if (!one) {
      return tl::unexpected(one.error());
    }
    made.push_back(std::move(*one));
  }
  return made;
}

/// A socket file whose server has gone refuses connections; then it may be replaced.
Result<void> remove_stale(const std::string& address, const sockaddr_un& at) {
  struct stat status {};
  if (::lstat(at.sun_path, &status) != 0) {
    return {};
  }
  if (!S_ISSOCK(status.st_mode)) {
    return fail(ErrorKind::kConfiguration, "listen " + address + ": a file that is no socket is in the way");
  }
  const ListeningSocket probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "");
  if (::connect(probe.descriptor(), reinterpret_cast<const sockaddr*>(&at), sizeof(at)) == 0) {
    return fail(ErrorKind::kConfiguration, "listen " + address + ": another server is listening there");
  }
  if (errno != ECONNREFUSED || ::unlink(at.sun_path) != 0) {
    return refuse(address, "removing the stale socket");
  }
  return {};
}

Result<Sockets> open_unix(const std::string& address, const ListenRules& rules) {
  const std::string path = address.substr(5);
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(at.sun_path)) {
    return fail(ErrorKind::kConfiguration, "listen " + address + ": the path is empty or too long");
  }
  std::memcpy(at.sun_path, path.data(), path.size());
  if (const auto removed = remove_stale(address, at); !removed) {
    return tl::unexpected(removed.error());
  }
  ListeningSocket made(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "");
  if (::bind(made.descriptor(), reinterpret_cast<const sockaddr*>(&at), sizeof(at)) != 0) {
    return refuse(address, "bind");
  }
  made = ListeningSocket(made.release(), path);
  // Until listen() nobody can connect, so the mode is right before the first client.
  if (::chmod(path.c_str(), rules.unix_mode) != 0) {
    return refuse(address, "chmod");
  }
  if (::listen(made.descriptor(), rules.backlog) != 0) {
    return refuse(address, "listen");
  }
  Sockets all;
  all.push_back(std::move(made));
  return all;
}

Result<Sockets> take_from_manager() {
  Sockets made;
  for (const int descriptor : inherited_sockets()) {
    made.emplace_back(descriptor, "");
  }
  if (made.empty()) {
    return fail(ErrorKind::kConfiguration, "listen systemd: the service manager handed over no socket");
  }
  return made;
}

}  // namespace

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::exchange(other.path_, {})) {}

ListeningSocket& ListeningSocket::operator=(ListeningSocket&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    path_ = std::exchange(other.path_, {});
  }
  return *this;
}

int ListeningSocket::release() {
  return std::exchange(descriptor_, -1);
}

void ListeningSocket::close() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  if (!path_.empty()) {
    ::unlink(path_.c_str());
  }
  descriptor_ = -1;
  path_.clear();
}

std::uint16_t ListeningSocket::port() const {
  sockaddr_storage at{};
  socklen_t size = sizeof(at);
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    return 0;
  }
  if (at.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&at)->sin_port);
  }
  return at.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(&at)->sin6_port)
                                  : std::uint16_t{0};
}

Result<std::vector<ListeningSocket>> open_listening(const std::string& address, const ListenRules& rules) {
  if (address == "systemd") {
    return take_from_manager();
  }
  if (address.starts_with("unix:")) {
    return open_unix(address, rules);
  }
  return open_tcp(address, rules);
}

}  // namespace narvi::http::server
