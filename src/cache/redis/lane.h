#pragma once
// Lane: a link and the loop it lives on. Its methods may be called from any thread.

#include <future>
#include <memory>

#include "base/callback.h"
#include "cache/redis/call.h"
#include "io/asio_loop.h"

namespace narvi::cache::redis {

class Link;
struct Target;

class Lane : public std::enable_shared_from_this<Lane> {
 public:
  /// `loop` outlives every use of the lane.
  Lane(io::AsioLoop& loop, std::shared_ptr<Target> target);

  io::AsioLoop& loop() const { return loop_; }

  /// Begins to connect.
  void start();
  void submit(CallPtr call);
  /// Ends everything in flight and refuses everything later. The future is ready once that is done.
  std::future<void> close();

 private:
  void on_loop(Callback<void()> work);

  io::AsioLoop& loop_;
  std::shared_ptr<Link> link_;
  std::promise<void> closed_;
};

}  // namespace narvi::cache::redis
