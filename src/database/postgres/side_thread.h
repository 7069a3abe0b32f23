#pragma once
// SideThread: runs the two libpq calls that block (cancelling, and the name look-up that begins a connection)
// one after the other, off the loops.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/callback.h"
#include "database/postgres/handles.h"

namespace narvi::database::postgres {

class SideThread {
 public:
  SideThread();
  /// Forgets what has not begun, and waits for what runs, two seconds at most: a machine or a name server
  /// that has gone must not hold up our end. After that the thread ends by itself.
  ~SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  /// Runs `work` soon. It may run, in the worst case, after this object has gone, so it owns all it touches.
  void run(Callback<void()> work);

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Callback<void()>> waiting;
    bool closing = false;
    bool ended = false;
  };
  static void turn(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;
  std::thread thread_;
};

/// Asks the server, on `thread`, to end what `connection` runs now. Returns at once; whether it came in time
/// shows in the results. Call on the connection's loop.
void cancel_on(SideThread& thread, PGconn* connection);

}  // namespace narvi::database::postgres
