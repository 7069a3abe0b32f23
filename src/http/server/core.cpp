#include "http/server/core.h"

#include <unistd.h>

#include <chrono>
#include <utility>

namespace narvi::http::server {

namespace {

std::uint64_t id_seed(std::size_t index) {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return static_cast<std::uint64_t>(now) ^ (static_cast<std::uint64_t>(getpid()) << 40) ^ (index << 56);
}

}  // namespace

Core::Core(io::AsioLoop& loop, std::size_t index, const ServerOptions& options, const Protocol& protocol,
           Handler& handler, std::vector<Observer*> observers, Seats& seats, Tls* tls)
    : loop_(loop),
      index_(index),
      options_(options),
      protocol_(protocol),
      handler_(handler),
      observers_(std::move(observers)),
      seats_(seats),
      tls_(tls),
      deadlines_(options.deadlines),
      ids_(id_seed(index)),
      ticker_(loop.context()) {}

Core::~Core() = default;

void Core::adopt(Arrival arrival) {
  load_.fetch_add(1, std::memory_order_relaxed);
  loop_.post([self = shared_from_this(), arrival = std::move(arrival)]() mutable { self->open(arrival); });
}

void Core::open(Arrival& arrival) {
  std::unique_ptr<TlsSession> session = tls_ != nullptr ? tls_->session(arrival.socket) : nullptr;
  const auto place = members_.insert(members_.end(), Member{});
  place->seat = std::move(arrival.seat);
  place->connection = protocol_.talk(*this, arrival.socket, std::move(arrival.peer), std::move(session));
  for (Observer* observer : observers_) {
    observer->opened(index_);
  }
  keep_ticking();
  io::start(live(shared_from_this(), place));
}

io::Task<void> Core::live(std::shared_ptr<Core> core, Place place) {
  co_await place->connection->serve();
  for (Observer* observer : core->observers_) {
    observer->closed(core->index_);
  }
  const std::string seat = std::move(place->seat);
  core->members_.erase(place);
  core->load_.fetch_sub(1, std::memory_order_relaxed);
  core->seats_.give_back(seat);  // last: a server without seats may be destroyed
}

void Core::keep_ticking() {
  if (ticking_) {
    return;
  }
  ticking_ = true;
  ticker_.expires_after(deadlines_.tick());
  ticker_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) {
      return;
    }
    self->ticking_ = false;
    self->deadlines_.expire(std::chrono::steady_clock::now());
    if (!self->members_.empty()) {
      self->keep_ticking();
    }
  });
}

void Core::begin_shutdown() {
  loop_.post([self = shared_from_this()] {
    self->stopping_ = true;
    for (auto at = self->members_.begin(); at != self->members_.end();) {
      Conversation& connection = *at->connection;
      ++at;
      connection.close_if_idle();
    }
  });
}

void Core::abort_all() {
  loop_.post([self = shared_from_this()] {
    for (auto at = self->members_.begin(); at != self->members_.end();) {
      Conversation& connection = *at->connection;
      ++at;
      connection.abort();
    }
  });
}

void Core::started() {
  for (Observer* observer : observers_) {
    observer->started(index_);
  }
}

void Core::served(const Served& served) {
  for (Observer* observer : observers_) {
    observer->served(index_, served);
  }
}

void Core::refused(Refusal refusal, const Peer& peer) {
  for (Observer* observer : observers_) {
    observer->refused(index_, refusal, peer);
  }
}

void Core::failed(std::string_view request_id, std::string_view what) {
  for (Observer* observer : observers_) {
    observer->failed(index_, request_id, what);
  }
}

}  // namespace narvi::http::server
