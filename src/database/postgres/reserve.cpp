#include "database/postgres/reserve.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>

namespace narvi::database::postgres {

Lease::~Lease() {
  if (reserve_) {
    reserve_->release(std::move(connection_));
  }
}

Reserve::Reserve(boost::asio::io_context& context, Server& server) : context_(context), server_(server) {}

void Reserve::acquire(TimePoint deadline, Granted granted) {
  if (closed_) {
    granted(fail(ErrorCode::kUnavailable, "the database is being closed"));
    return;
  }
  if (waiters_.size() >= server_.queue) {
    granted(fail(ErrorCode::kUnavailable, "too many transactions wait for the database"));
    return;
  }
  const TimePoint now = steady_now();
  waiters_.push_back({deadline, was_up_ ? now + kPatience : deadline, std::move(granted)});
  if (!idle_.empty()) {
    std::shared_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    offer(std::move(connection));
    return;
  }
  if (all_.empty() && opening_.empty() && now < failed_ + kPatience) {
    refuse_all();  // it was tried a moment ago
    return;
  }
  open_more();
}

void Reserve::open_more() {
  const std::size_t limit = std::max<std::size_t>(server_.reserved, 1);
  while (!closed_ && opening_.size() < waiters_.size() && all_.size() + opening_.size() < limit) {
    const auto self = std::make_shared<const Handshake*>(nullptr);  // known only after the next line
    auto handshake = std::make_shared<Handshake>(
        context_, server_, [weak = weak_from_this(), self](Result<ConnectionHandle> made) {
          if (const auto reserve = weak.lock()) {
            reserve->came(*self, std::move(made));
          }
        });
    *self = handshake.get();
    opening_.push_back(handshake);
    handshake->start();
  }
}

void Reserve::came(const Handshake* handshake, Result<ConnectionHandle> made) {
  std::erase_if(opening_, [&](const auto& each) { return each.get() == handshake; });
  if (!made) {
    failed_ = steady_now();
    why_ = made.error().message;
    if (all_.empty() && opening_.empty()) {
      refuse_all();
    }
    return;
  }
  was_up_ = true;
  const auto self = std::make_shared<const Connection*>(nullptr);
  Connection::Events events;
  events.ended = [](ExchangePtr exchange, Reply reply) { exchange->answer(std::move(reply)); };
  events.lost = [weak = weak_from_this(), self](const std::string& why) {
    if (const auto reserve = weak.lock()) {
      reserve->went(*self, why);
    }
  };
  auto connection = std::make_shared<Connection>(context_, std::move(*made), server_.cancelling,
                                                 Overdue::kDiscard, std::move(events));
  *self = connection.get();
  all_.push_back(connection);
  connection->start();
  release(std::move(connection));
}

void Reserve::went(const Connection* connection, const std::string& why) {
  why_ = why;
  const auto same = [&](const auto& each) { return each.get() == connection; };
  std::erase_if(all_, same);
  std::erase_if(idle_, same);
  lost_ = steady_now();
  open_more();
}

void Reserve::release(std::shared_ptr<Connection> connection) {
  if (!connection->alive()) {
    std::erase(all_, connection);
    lost_ = steady_now();
    open_more();
    return;
  }
  offer(std::move(connection));
}

void Reserve::offer(std::shared_ptr<Connection> connection) {
  if (closed_ || waiters_.empty()) {
    idle_.push_back(std::move(connection));
    return;
  }
  Granted granted = std::move(waiters_.front().granted);
  waiters_.pop_front();
  granted(Lease(shared_from_this(), std::move(connection)));
}

void Reserve::refuse_all() {
  for (Waiter& waiter : std::exchange(waiters_, {})) {
    waiter.granted(fail(ErrorCode::kUnavailable, why_));
  }
}

void Reserve::expire(TimePoint now) {
  std::erase_if(waiters_, [&](Waiter& waiter) {
    if (waiter.deadline <= now) {
      waiter.granted(fail(ErrorCode::kTimeout, "no database connection was free in time"));
      return true;
    }
    // Who waited for a busy connection that was then given up waits for its successor as long as others do.
    if (all_.empty() && std::max(waiter.patience, lost_ + kPatience) <= now) {
      waiter.granted(fail(ErrorCode::kUnavailable, why_));
      return true;
    }
    return false;
  });
  for (const auto& connection : std::vector(all_)) {  // a copy: what is overdue leaves the list
    connection->expire(now);
  }
}

void Reserve::close() {
  closed_ = true;
  why_ = "the database is being closed";
  for (const auto& handshake : opening_) {
    handshake->abandon();
  }
  opening_.clear();
  for (const auto& connection : std::vector(all_)) {
    connection->close();
  }
  all_.clear();
  idle_.clear();
  refuse_all();
}

}  // namespace narvi::database::postgres
