#include "database/postgres/keeper.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <random>
#include <utility>

namespace narvi::database::postgres {

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kFirstPause{50};
constexpr milliseconds kLongestPause{1000};

/// Between half of `pause` and all of it.
milliseconds jittered(milliseconds pause) {
  thread_local std::minstd_rand source{std::random_device{}()};
  return milliseconds(
      std::uniform_int_distribution<milliseconds::rep>(pause.count() / 2, pause.count())(source));
}

}  // namespace

Keeper::Keeper(boost::asio::io_context& context, Server& server, Events events)
    : context_(context),
      server_(server),
      events_(std::move(events)),
      pause_(context),
      backoff_(kFirstPause) {}

void Keeper::start() {
  connect();
}

void Keeper::close() {
  closed_ = true;
  pause_.cancel();
  if (handshake_) {
    std::exchange(handshake_, nullptr)->abandon();
  }
  if (connection_) {
    connection_->close();
  }
}

void Keeper::connect() {
  handshake_ = std::make_shared<Handshake>(context_, server_,
                                           [weak = weak_from_this()](Result<ConnectionHandle> made) {
                                             if (const auto self = weak.lock()) {
                                               self->came(std::move(made));
                                             }
                                           });
  handshake_->start();
}

void Keeper::came(Result<ConnectionHandle> made) {
  handshake_ = nullptr;
  if (closed_) {
    return;
  }
  if (!made) {
    went(made.error().message);
    return;
  }
  backoff_ = kFirstPause;
  Connection::Events events;
  events.ended = [weak = weak_from_this()](ExchangePtr exchange, Reply reply) {
    if (const auto self = weak.lock()) {
      self->events_.ended(std::move(exchange), std::move(reply));
    } else {
      exchange->answer(std::move(reply));
    }
  };
  events.lost = [weak = weak_from_this()](const std::string& why) {
    if (const auto self = weak.lock()) {
      self->went(why);
    }
  };
  connection_ = std::make_shared<Connection>(context_, std::move(*made), server_.cancelling, Overdue::kDrain,
                                             std::move(events));
  connection_->start();
  if (connection() != nullptr) {
    events_.up();
  }
}

void Keeper::went(const std::string& why) {
  if (closed_) {
    return;
  }
  connection_ = nullptr;
  pause_.expires_after(jittered(backoff_));
  backoff_ = std::min(2 * backoff_, kLongestPause);
  pause_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    if (const auto self = weak.lock(); self && !error && !self->closed_) {
      self->connect();
    }
  });
  events_.down(why);
}

}  // namespace narvi::database::postgres
