#pragma once
// AsioLoop: a production loop, one Asio io_context on one thread, which may be pinned to a core. LoopGroup:
// as many of them as the machine has cores (design: threads). A connection, and every task it starts, stays
// on one loop for life, so what belongs to a loop needs no lock.

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "io/loop.h"

namespace boost::asio {
class io_context;
}

namespace narvi::io {

class AsioLoop final : public Loop {
 public:
  /// `index` names the loop (thread name "narvi-loop-<index>"); `core` is the CPU to pin its thread to, or -1
  /// for none. Pinning that the system refuses is ignored: it is an optimisation.
  explicit AsioLoop(std::size_t index = 0, int core = -1);
  /// Stops and joins. Work that was not run yet is destroyed unrun.
  ~AsioLoop() override;
  AsioLoop(const AsioLoop&) = delete;
  AsioLoop& operator=(const AsioLoop&) = delete;

  void post(Callback<void()> work) override;
  void after(std::chrono::milliseconds delay, Callback<void()> work) override;

  /// Starts the loop's own thread. Call once, or use run() instead.
  void start();
  /// Turns the loop on the calling thread until stop().
  void run();
  /// Makes run() return soon; from any thread. Does not wait.
  void stop();
  /// Waits for the thread of start(); harmless if there is none.
  void join();

  /// For sockets and descriptors of the rooms that know Asio. Use them on this loop's thread only.
  boost::asio::io_context& context() { return *context_; }
  std::size_t index() const { return index_; }

 private:
  struct KeepAlive;
  std::size_t index_;
  int core_;
  std::unique_ptr<boost::asio::io_context> context_;
  std::unique_ptr<KeepAlive> keep_alive_;
  std::thread thread_;
};

class LoopGroup {
 public:
  /// Makes `count` loops (0: one for each CPU this process may use). With `pin`, loop i sits on the i-th CPU
  /// that the process may use.
  explicit LoopGroup(std::size_t count = 0, bool pin = false);
  /// Stops and joins all loops.
  ~LoopGroup();

  void start();
  /// Stops every loop and waits for its thread; not from a loop's own thread.
  void stop();

  std::size_t size() const { return loops_.size(); }
  AsioLoop& at(std::size_t index) { return *loops_.at(index); }

 private:
  std::vector<std::unique_ptr<AsioLoop>> loops_;
};

}  // namespace narvi::io
