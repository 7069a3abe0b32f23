#pragma once
// Loop: where a flow lives. A production loop is one Asio io_context on one pinned core (io/asio_loop.h);
// tests and the command line use QueueLoop. This header knows nothing of Asio.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "base/callback.h"

namespace narvi::io {

class Loop {
 public:
  virtual ~Loop() = default;

  /// Runs `work` on this loop's thread, later, in order. Callable from any thread.
  virtual void post(Callback<void()> work) = 0;

  /// Runs `work` on this loop's thread once `delay` has passed on the steady clock. Callable from any thread.
  virtual void after(std::chrono::milliseconds delay, Callback<void()> work) = 0;

  /// The loop whose thread this is; null on threads that are nobody's loop (writer, pools).
  static Loop* current();

 protected:
  /// Declares the calling thread to be `loop`'s while it lives.
  class Entered {
   public:
    explicit Entered(Loop* loop);
    ~Entered();
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;

   private:
    Loop* previous_;
  };
};

/// A loop turned by hand: the command line and the tests run their tasks on it.
class QueueLoop final : public Loop {
 public:
  void post(Callback<void()> work) override;
  void after(std::chrono::milliseconds delay, Callback<void()> work) override;

  /// Runs work until `finished` returns true; waits when there is none.
  void run_until(const bool& finished);

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<Callback<void()>> ready_;
  std::multimap<std::chrono::steady_clock::time_point, Callback<void()>> timers_;
};

}  // namespace narvi::io
