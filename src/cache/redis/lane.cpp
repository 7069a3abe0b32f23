#include "cache/redis/lane.h"

#include <boost/asio/io_context.hpp>
#include <utility>

#include "cache/redis/link.h"

namespace narvi::cache::redis {

Lane::Lane(io::AsioLoop& loop, std::shared_ptr<Target> target)
    : loop_(loop), link_(std::make_shared<Link>(loop.context(), std::move(target))) {}

void Lane::on_loop(Callback<void()> work) {
  if (io::Loop::current() == &loop_) {
    work();
    return;
  }
  loop_.post([self = shared_from_this(), work = std::move(work)]() mutable { work(); });
}

void Lane::start() {
  on_loop([this] { link_->start(); });
}

void Lane::submit(CallPtr call) {
  on_loop([this, call = std::move(call)]() mutable { link_->submit(std::move(call)); });
}

std::future<void> Lane::close() {
  std::future<void> closed = closed_.get_future();
  on_loop([this] {
    link_->close();
    closed_.set_value();
  });
  return closed;
}

}  // namespace narvi::cache::redis
