#include "database/postgres/lane.h"

#include <boost/asio/io_context.hpp>
#include <optional>
#include <utility>

#include "database/postgres/reserved_transaction.h"

namespace narvi::database::postgres {

namespace {
/// How late a deadline may be noticed.
constexpr std::chrono::milliseconds kTick{20};
}  // namespace

Lane::Lane(io::AsioLoop& loop, std::shared_ptr<Server> server)
    : loop_(loop),
      server_(std::move(server)),
      clock_(loop.context()),
      readers_(loop.context(), *server_, server_->readers),
      writers_(loop.context(), *server_, server_->writers),
      reserve_(std::make_shared<Reserve>(loop.context(), *server_)) {}

void Lane::on_loop(Callback<void()> work) {
  if (io::Loop::current() == &loop_) {
    work();
    return;
  }
  loop_.post([self = shared_from_this(), work = std::move(work)]() mutable { work(); });
}

void Lane::start() {
  on_loop([this] {
    readers_.start();
    writers_.start();
  });
}

void Lane::look_up(ExchangePtr exchange) {
  submit(readers_, std::move(exchange));
}

void Lane::write(ExchangePtr exchange) {
  submit(writers_, std::move(exchange));
}

void Lane::submit(Pipeline& pipeline, ExchangePtr exchange) {
  on_loop([this, &pipeline, exchange = std::move(exchange)]() mutable {
    pipeline.submit(std::move(exchange));
    watch();
  });
}

void Lane::reserve(ExchangePtr exchange) {
  on_loop([this, exchange = std::move(exchange)]() mutable {
    ++inside_;
    io::start(
        serve(std::move(exchange)),
        [self = shared_from_this()](const std::optional<bool>&, const std::exception_ptr&) { self->left(); });
    watch();
  });
}

void Lane::transact(Database::Body body, TimePoint deadline, Callback<void(Ended)> done) {
  on_loop([this, body = std::move(body), deadline, done = std::move(done)]() mutable {
    ++inside_;
    io::start(run_transaction(reserve_, std::move(body), deadline),
              [self = shared_from_this(), done = std::move(done)](std::optional<Ended> ended,
                                                                  const std::exception_ptr& thrown) mutable {
                done(ended ? std::move(*ended) : Ended{Result<void>(), thrown});
                self->left();
              });
    watch();
  });
}

io::Task<bool> Lane::serve(ExchangePtr exchange) {
  const TimePoint deadline = exchange->deadline;
  Reply reply{fail(ErrorCode::kUnavailable, ""), Retry::kNo};
  for (int attempt = 0; attempt < kTransactionAttempts; ++attempt) {
    Result<Lease> lease = co_await acquire(reserve_, deadline);
    if (!lease) {
      reply = Reply{tl::unexpected<Error>(std::move(lease.error())), Retry::kNo};
      break;
    }
    reply = co_await ask(**lease, exchange->steps, deadline);
    if (reply.retry == Retry::kNo || deadline <= steady_now()) {
      break;
    }
  }
  exchange->answer(std::move(reply));
  co_return true;
}

void Lane::watch() {
  if (watching_ || closed_ || !(readers_.busy() || writers_.busy() || reserve_->busy())) {
    return;
  }
  watching_ = true;
  clock_.expires_after(kTick);
  clock_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error) {
      return;
    }
    self->watching_ = false;
    const TimePoint now = steady_now();
    self->readers_.expire(now);
    self->writers_.expire(now);
    self->reserve_->expire(now);
    self->watch();
  });
}

void Lane::left() {
  if (--inside_ == 0 && closed_) {
    empty_.set_value();
  }
}

std::future<void> Lane::close() {
  std::future<void> empty = empty_.get_future();
  on_loop([this] {
    closed_ = true;
    clock_.cancel();
    ++inside_;  // so that what ends meanwhile does not count as the last
    readers_.close();
    writers_.close();
    reserve_->close();
    left();
  });
  return empty;
}

}  // namespace narvi::database::postgres
