#include "database/postgres/side_thread.h"

#include <array>
#include <utility>

namespace narvi::database::postgres {

SideThread::SideThread() : state_(std::make_shared<State>()), thread_([state = state_] { turn(state); }) {}

SideThread::~SideThread() {
  std::unique_lock lock(state_->mutex);
  state_->closing = true;
  state_->changed.notify_all();
  const bool ended =
      state_->changed.wait_for(lock, std::chrono::seconds(2), [this] { return state_->ended; });
  lock.unlock();
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void SideThread::run(Callback<void()> work) {
  const std::scoped_lock lock(state_->mutex);
  state_->waiting.push_back(std::move(work));
  state_->changed.notify_all();
}

void SideThread::turn(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  while (true) {
    state->changed.wait(lock, [&] { return state->closing || !state->waiting.empty(); });
    if (state->closing) {
      break;
    }
    Callback<void()> work = std::move(state->waiting.front());
    state->waiting.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // what it owns ends here, outside the lock
    lock.lock();
  }
  state->waiting.clear();
  state->ended = true;
  state->changed.notify_all();
}

void cancel_on(SideThread& thread, PGconn* connection) {
  struct FreeCancel {
    void operator()(PGcancel* request) const { PQfreeCancel(request); }
  };
  std::unique_ptr<PGcancel, FreeCancel> request(PQgetCancel(connection));
  if (!request) {
    return;  // not connected any more: nothing to cancel
  }
  thread.run([request = std::move(request)] {
    std::array<char, 256> words{};
    PQcancel(request.get(), words.data(),
             static_cast<int>(words.size()));  // a failure shows as the missing effect
  });
}

}  // namespace narvi::database::postgres
