#include "database/postgres/pipeline.h"

#include <algorithm>
#include <utility>

namespace narvi::database::postgres {

namespace {
constexpr int kAttempts = 4;
}

Pipeline::Pipeline(boost::asio::io_context& context, Server& server, std::size_t count)
    : context_(context), server_(server), count_(std::max<std::size_t>(count, 1)) {}

Pipeline::~Pipeline() {
  close();
}

void Pipeline::start() {
  if (closed_ || !keepers_.empty()) {
    return;
  }
  for (std::size_t i = 0; i < count_; ++i) {
    Keeper::Events events;
    events.up = [this] {
      was_up_ = true;
      pump();
    };
    events.down = [this](const std::string& why) {
      why_ = why;
      refuse_waiting();
    };
    events.ended = [this](ExchangePtr exchange, Reply reply) {
      ended(std::move(exchange), std::move(reply));
    };
    keepers_.push_back(std::make_shared<Keeper>(context_, server_, std::move(events)));
    keepers_.back()->start();
  }
}

void Pipeline::submit(ExchangePtr exchange) {
  start();
  if (closed_) {
    exchange->refuse(ErrorCode::kUnavailable, "the database is being closed");
    return;
  }
  if (!hopeful()) {
    exchange->refuse(ErrorCode::kUnavailable, why_);
    return;
  }
  if (waiting_.size() >= server_.queue) {
    exchange->refuse(ErrorCode::kUnavailable, "too many operations wait for the database");
    return;
  }
  const TimePoint patience = was_up_ ? steady_now() + kPatience : exchange->deadline;
  waiting_.push_back({std::move(exchange), patience});
  pump();
}

void Pipeline::pump() {
  if (std::exchange(pumping_, true)) {
    return;  // sending may fail, which ends other exchanges, which would pump
  }
  while (!waiting_.empty()) {
    Connection* connection = roomiest();
    if (connection == nullptr) {
      break;
    }
    ExchangePtr next = std::move(waiting_.front().exchange);
    waiting_.pop_front();
    connection->send(std::move(next));
  }
  pumping_ = false;
}

/// The connection with the fewest exchanges in flight, or null if all are full or gone.
Connection* Pipeline::roomiest() const {
  Connection* best = nullptr;
  for (const auto& keeper : keepers_) {
    Connection* connection = keeper->connection();
    const std::size_t limit = best == nullptr ? server_.depth : best->depth();
    if (connection != nullptr && connection->depth() < limit) {
      best = connection;
    }
  }
  return best;
}

bool Pipeline::up() const {
  return std::any_of(keepers_.begin(), keepers_.end(),
                     [](const auto& keeper) { return keeper->connection(); });
}

bool Pipeline::hopeful() const {
  return std::any_of(keepers_.begin(), keepers_.end(),
                     [](const auto& keeper) { return keeper->connection() || keeper->connecting(); });
}

void Pipeline::ended(ExchangePtr exchange, Reply reply) {
  const bool again = reply.retry != Retry::kNo && !exchange->answered() && exchange->attempts < kAttempts &&
                     exchange->deadline > steady_now() && !closed_;
  if (again) {
    waiting_.push_front({std::move(exchange), steady_now() + kPatience});
  } else {
    exchange->answer(std::move(reply));
  }
  pump();
}

void Pipeline::refuse_waiting() {
  if (hopeful()) {
    return;
  }
  for (Waiting& waiting : std::exchange(waiting_, {})) {
    waiting.exchange->refuse(ErrorCode::kUnavailable, why_);
  }
}

void Pipeline::expire(TimePoint now) {
  const bool away = !up();
  std::erase_if(waiting_, [&](Waiting& waiting) {
    if (waiting.exchange->deadline <= now) {
      waiting.exchange->refuse(ErrorCode::kTimeout, "no database connection was free in time");
    } else if (away && waiting.patience <= now) {
      waiting.exchange->refuse(ErrorCode::kUnavailable, why_);
    }
    return waiting.exchange->answered();
  });
  for (const auto& keeper : keepers_) {
    if (Connection* connection = keeper->connection()) {
      connection->expire(now);
    }
  }
}

bool Pipeline::busy() const {
  return !waiting_.empty() || std::any_of(keepers_.begin(), keepers_.end(), [](const auto& keeper) {
    return keeper->connection() != nullptr && keeper->connection()->depth() > 0;
  });
}

void Pipeline::close() {
  closed_ = true;
  why_ = "the database is being closed";
  for (const auto& keeper : keepers_) {
    keeper->close();
  }
  keepers_.clear();
  refuse_waiting();
}

}  // namespace narvi::database::postgres
