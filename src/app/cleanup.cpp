#include "app/cleanup.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

constexpr Milliseconds kLongestJitter = std::chrono::minutes(5);

}  // namespace

struct CleanUps::State {
  struct Item {
    explicit Item(CleanUp given) : clean_up(std::move(given)) {}
    CleanUp clean_up;
    std::atomic<std::uint64_t> removed{0};
    std::atomic<std::uint64_t> failures{0};
    std::atomic<std::int64_t> left{-1};  ///< nobody has counted yet
  };

  State(io::Loop& its_loop, CleanUpPace its_pace) : loop(its_loop), pace(its_pace) {}

  io::Loop& loop;
  const CleanUpPace pace;
  std::vector<std::unique_ptr<Item>> items;
  std::mutex mutex;
  std::condition_variable ended;
  bool stopping = false;
  bool running = false;

  const Item* find(const std::string& name) const {
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&](const auto& item) { return item->clean_up.name == name; });
    return found == items.end() ? nullptr : found->get();
  }
  bool is_stopping() {
    const std::scoped_lock lock(mutex);
    return stopping;
  }
  static void schedule(const std::shared_ptr<State>& state, Milliseconds delay);
  static void begin_round(const std::shared_ptr<State>& state);
  static void end_round(const std::shared_ptr<State>& state, std::exception_ptr thrown);
  static io::Task<bool> round(std::shared_ptr<State> state);
  static io::Task<bool> clean(std::shared_ptr<State> state, Item& item);
  static io::Task<bool> count(Item& item);
};

/// A timer holds the state, never a flow: a loop that ends drops its timers, and a flow would leak.
void CleanUps::State::schedule(const std::shared_ptr<State>& state, Milliseconds delay) {
  state->loop.after(delay, [state] { begin_round(state); });
}

void CleanUps::State::begin_round(const std::shared_ptr<State>& state) {
  {
    const std::scoped_lock lock(state->mutex);
    if (state->stopping) {
      return;
    }
    state->running = true;
  }
  io::start(round(state),
            [state](std::optional<bool> /*done*/, std::exception_ptr thrown) { end_round(state, thrown); });
}

void CleanUps::State::end_round(const std::shared_ptr<State>& state, std::exception_ptr thrown) {
  if (thrown) {
    log_error("a clean-up failed", {{"why", "an exception: this is a bug"}});
  }
  {
    const std::scoped_lock lock(state->mutex);
    state->running = false;
    if (!state->stopping) {
      schedule(state, state->pace.interval);
    }
  }
  state->ended.notify_all();
}

io::Task<bool> CleanUps::State::round(std::shared_ptr<State> state) {
  for (const std::unique_ptr<Item>& item : state->items) {
    const bool may_go_on = co_await clean(state, *item);
    if (may_go_on && item->clean_up.count) {
      co_await count(*item);
    }
    if (!may_go_on) {
      co_return false;
    }
  }
  co_return true;
}

/// One kind, batch by batch; false: the server is stopping.
io::Task<bool> CleanUps::State::clean(std::shared_ptr<State> state, Item& item) {
  while (!state->is_stopping()) {
    const Result<std::int64_t> removed = co_await item.clean_up.remove(state->pace.batch);
    if (!removed) {
      ++item.failures;
      log_warning("a clean-up failed; it is tried again later",
                  {{"what", item.clean_up.name}, {"why", removed.error().message}});
      co_return true;
    }
    item.removed += static_cast<std::uint64_t>(*removed);
    if (*removed < state->pace.batch) {
      co_return true;
    }
    co_await io::sleep(state->pace.pause);
  }
  co_return false;
}

/// False if the count failed; the gauge keeps what it showed.
io::Task<bool> CleanUps::State::count(Item& item) {
  const Result<std::int64_t> left = co_await item.clean_up.count();
  if (!left) {
    ++item.failures;
    log_warning("expired rows could not be counted",
                {{"what", item.clean_up.name}, {"why", left.error().message}});
    co_return false;
  }
  item.left = *left;
  co_return true;
}

Milliseconds jittered_start(Milliseconds interval) {
  // Not a secret: a source of its own (base/random.h).
  std::random_device device;
  std::uniform_int_distribution<Milliseconds::rep> any(0, std::min(interval, kLongestJitter).count());
  return Milliseconds(any(device));
}

CleanUps::CleanUps(io::Loop& loop, CleanUpPace pace, std::vector<CleanUp> list)
    : state_(std::make_shared<State>(loop, pace)) {
  for (CleanUp& clean_up : list) {
    state_->items.push_back(std::make_unique<State::Item>(std::move(clean_up)));
  }
}

CleanUps::~CleanUps() {
  stop();
}

void CleanUps::start() {
  State::schedule(state_, state_->pace.first);
}

void CleanUps::stop() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->ended.wait(lock, [this] { return !state_->running; });
}

std::uint64_t CleanUps::removed(const std::string& name) const {
  const State::Item* const item = state_->find(name);
  return item == nullptr ? 0 : item->removed.load();
}

std::uint64_t CleanUps::failures(const std::string& name) const {
  const State::Item* const item = state_->find(name);
  return item == nullptr ? 0 : item->failures.load();
}

std::function<void(std::string&)> CleanUps::metrics() const {
  return [state = state_](std::string& text) {
    const auto family = [&](std::string_view name, std::string_view help, auto value) {
      text.append("# HELP ").append(name).append(" ").append(help);
      text.append("\n# TYPE ").append(name).append(" counter\n");
      for (const auto& item : state->items) {
        text.append(name).append("{what=\"").append(item->clean_up.name).append("\"} ");
        text.append(std::to_string(value(*item))).append("\n");
      }
    };
    family("narvi_cleanup_removed_total", "Expired rows deleted.",
           [](const State::Item& item) { return item.removed.load(); });
    family("narvi_cleanup_failures_total", "Clean-ups that failed.",
           [](const State::Item& item) { return item.failures.load(); });
    text.append("# HELP narvi_cleanup_left Expired rows that the last round left.\n");
    text.append("# TYPE narvi_cleanup_left gauge\n");
    for (const auto& item : state->items) {
      if (const std::int64_t left = item->left.load(); left >= 0) {
        text.append("narvi_cleanup_left{what=\"").append(item->clean_up.name).append("\"} ");
        text.append(std::to_string(left)).append("\n");
      }
    }
  };
}

}  // namespace narvi::app
