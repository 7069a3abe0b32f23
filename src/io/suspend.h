#pragma once
// The one bridge from callbacks to tasks: `co_await io::suspend<T>(begin)` calls `begin(resume)`; whoever
// ends the wait calls `resume(value)` exactly once, from any thread, and the flow goes on on the loop it
// waited on. Also run_blocking and sleep.

#include <atomic>
#include <cassert>
#include <memory>
#include <optional>
#include <utility>

#include "io/loop.h"
#include "io/task.h"

namespace narvi::io {

/// Ends one wait. Copyable, so that a deadline and an answer may both hold it: the first call wins, later
/// ones are ignored and return false.
template <class T>
class Resume {
 public:
  struct State {
    std::atomic<int> stage{0};  // 0 waiting to suspend or suspended, 1 value given
    std::atomic<bool> claimed{false};
    std::optional<T> value;
    std::coroutine_handle<> waiting;
    Loop* loop = nullptr;
  };

  explicit Resume(std::shared_ptr<State> state) : state_(std::move(state)) {}

  /// Gives the value. The flow resumes on its own loop. Returns false if somebody else was first.
  bool operator()(T value) const {
    if (state_->claimed.exchange(true)) {
      return false;
    }
    state_->value.emplace(std::move(value));
    if (state_->stage.exchange(1) == 0) {
      return true;  // still inside begin(): the awaiter sees the value and does not suspend
    }
    if (state_->loop != nullptr) {
      state_->loop->post([state = state_] { state->waiting.resume(); });
    } else {
      state_->waiting.resume();
    }
    return true;
  }

 private:
  std::shared_ptr<State> state_;
};

/// Suspends the calling task until `begin`'s Resume is called. `begin` runs at once, on the calling thread.
template <class T, class Begin>
auto suspend(Begin begin) {
  struct Awaiter {
    Begin begin;
    std::shared_ptr<typename Resume<T>::State> state = std::make_shared<typename Resume<T>::State>();
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) {
      state->waiting = waiting;
      state->loop = Loop::current();
      const auto keep = state;  // `this` may be gone as soon as another thread resumes the task
      begin(Resume<T>(keep));
      return keep->stage.exchange(1) == 0;  // false: the value came while begin() ran
    }
    T await_resume() { return std::move(*state->value); }
  };
  return Awaiter{std::move(begin)};
}

/// Waits `delay` on the current loop.
inline Task<void> sleep(std::chrono::milliseconds delay) {
  co_await suspend<bool>(
      [delay](Resume<bool> resume) { Loop::current()->after(delay, [resume] { resume(true); }); });
}

/// Runs a task to its end on this thread and returns its value: the command line and the tests.
template <class T>
T run_blocking(Task<T> task) {
  QueueLoop loop;
  bool finished = false;
  std::optional<T> value;
  std::exception_ptr failure;
  loop.post([&] {
    start(std::move(task), [&](std::optional<T> result, std::exception_ptr thrown) {
      value = std::move(result);
      failure = thrown;
      finished = true;
    });
  });
  loop.run_until(finished);
  if (failure) {
    std::rethrow_exception(failure);
  }
  return std::move(*value);
}

}  // namespace narvi::io
