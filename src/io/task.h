#pragma once
// Task<T>: the coroutine of every flow. Standard library only, so a file that waits compiles in a second.
//
// Rules (docs/decisions/0001-tasks.md):
//  * A task starts when it is awaited (or given to io::start) and runs in place until its first real wait.
//  * A task that finished without waiting does not suspend its parent: a loop over a million ready tasks uses
//    no stack. This is why await_suspend returns bool instead of a handle.
//  * A task is never cancelled. Every leaf has a deadline; a result nobody wants any more is dropped.
//  * Every resumption arrives on the loop (or the one thread) that started the task.

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

namespace narvi::io {

template <class T = void>
class [[nodiscard]] Task;

namespace detail {

struct PromiseBase {
  std::coroutine_handle<> parent;
  bool parent_waits = false;  // set once the child has really suspended
  std::exception_ptr failure;

  std::suspend_always initial_suspend() noexcept { return {}; }

  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) noexcept {
      PromiseBase& promise = self.promise();
      return promise.parent_waits ? promise.parent : std::coroutine_handle<>(std::noop_coroutine());
    }
    void await_resume() noexcept {}
  };
  FinalAwaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (failure) {
      std::rethrow_exception(failure);
    }
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() noexcept {}
  void take() const {
    if (failure) {
      std::rethrow_exception(failure);
    }
  }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      destroy();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() { destroy(); }

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> parent) {
    handle_.promise().parent = parent;
    handle_.resume();
    if (handle_.done()) {
      return false;  // finished in place: the parent goes on without suspending
    }
    handle_.promise().parent_waits = true;
    return true;
  }
  T await_resume() { return handle_.promise().take(); }

  /// Starts a task that must finish without waiting (a transaction body on the writer thread, a test) and
  /// returns its value. A task that does wait has broken its contract: std::terminate.
  T run_in_place() {
    handle_.resume();
    if (!handle_.done()) {
      std::terminate();
    }
    return handle_.promise().take();
  }

 private:
  void destroy() {
    if (handle_) {
      handle_.destroy();
    }
  }
  Handle handle_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

/// A coroutine that owns itself: the root of a chain of tasks.
struct Root {
  struct promise_type {
    Root get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept {
      std::terminate();
    }  // start() hands exceptions on; none arrive here
  };
};
}  // namespace detail

/// Starts `task` and lets it run to its end. `done` gets the value, or the exception if the task threw: one
/// of the two arguments is set.
template <class T, class Done>
void start(Task<T> task, Done done) {
  [](Task<T> running, Done finished) -> detail::Root {
    std::optional<T> value;
    std::exception_ptr failure;
    try {
      value.emplace(co_await running);
    } catch (...) {
      failure = std::current_exception();
    }
    finished(std::move(value), failure);
  }(std::move(task), std::move(done));
}

/// Starts a task without a value; an exception in it ends the program, since nobody is there to hear of it.
inline void start(Task<void> task) {
  [](Task<void> running) -> detail::Root { co_await running; }(std::move(task));
}

}  // namespace narvi::io

namespace narvi {
using io::Task;
}
