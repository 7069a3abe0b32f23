#include "http/server/server.h"

#include <utility>

#include "http/server/acceptor.h"
#include "http/server/core.h"
#include "http/server/listening_socket.h"
#include "http/server/tls.h"

namespace narvi::http::server {

struct Server::Parts {
  Parts(ServerOptions given, Handler& to, io::LoopGroup& on, std::vector<Observer*> watching,
        const Protocol& language)
      : options(std::move(given)),
        handler(to),
        loops(on),
        observers(std::move(watching)),
        protocol(language),
        seats(options.connections, options.address_connections),
        tls(options.tls) {}

  bool secure() const { return !options.tls.certificate_file.empty(); }

  const ServerOptions options;
  Handler& handler;
  io::LoopGroup& loops;
  std::vector<Observer*> observers;
  const Protocol& protocol;
  Seats seats;
  Tls tls;
  std::vector<std::shared_ptr<Core>> cores;
  std::vector<std::shared_ptr<Acceptor>> acceptors;
};

Server::Server(ServerOptions options, Handler& handler, io::LoopGroup& loops,
               std::vector<Observer*> observers, const Protocol& protocol)
    : parts_(std::make_unique<Parts>(std::move(options), handler, loops, std::move(observers), protocol)) {}

Server::~Server() = default;

Result<void> Server::start() {
  Parts& parts = *parts_;
  if (parts.secure()) {
    if (auto loaded = parts.tls.load(); !loaded) {
      return loaded;
    }
  }
  const ListenRules rules{.unix_mode = parts.options.unix_mode, .backlog = parts.options.backlog};
  std::vector<ListeningSocket> sockets;
  for (const std::string& address : parts.options.listen) {
    auto opened = open_listening(address, rules);
    if (!opened) {
      return tl::unexpected(opened.error());
    }
    for (ListeningSocket& socket : *opened) {
      sockets.push_back(std::move(socket));
    }
  }
  for (std::size_t i = 0; i < parts.loops.size(); ++i) {
    parts.cores.push_back(std::make_shared<Core>(parts.loops.at(i), i, parts.options, parts.protocol,
                                                 parts.handler, parts.observers, parts.seats,
                                                 parts.secure() ? &parts.tls : nullptr));
  }
  for (ListeningSocket& socket : sockets) {
    parts.acceptors.push_back(
        std::make_shared<Acceptor>(parts.loops.at(0), std::move(socket), parts.cores, parts.seats));
    parts.acceptors.back()->start();
  }
  return {};
}

void Server::begin_shutdown() {
  for (const auto& acceptor : parts_->acceptors) {
    acceptor->close();
  }
  // The first loop closes the listeners before it tells the cores, so nobody arrives after they were told.
  auto tell = [cores = parts_->cores] {
    for (const auto& core : cores) {
      core->begin_shutdown();
    }
  };
  parts_->loops.at(0).post(std::move(tell));
  std::vector<std::weak_ptr<Core>> late(parts_->cores.begin(), parts_->cores.end());
  parts_->loops.at(0).after(parts_->options.hard_stop, [late = std::move(late)] {
    for (const auto& weak : late) {
      if (const auto core = weak.lock()) {
        core->abort_all();
      }
    }
  });
}

bool Server::drained() const {
  for (const auto& acceptor : parts_->acceptors) {
    if (!acceptor->closed()) {
      return false;
    }
  }
  return parts_->seats.taken() == 0;
}

Result<void> Server::reload_tls() {
  if (!parts_->secure()) {
    return fail(ErrorKind::kInvalid, "TLS is off");
  }
  return parts_->tls.load();
}

std::size_t Server::connections() const {
  return parts_->seats.taken();
}

std::vector<std::uint16_t> Server::ports() const {
  std::vector<std::uint16_t> ports;
  for (const auto& acceptor : parts_->acceptors) {
    ports.push_back(acceptor->port());
  }
  return ports;
}

}  // namespace narvi::http::server
