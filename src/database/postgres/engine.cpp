#include "database/postgres/engine.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "io/suspend.h"

namespace narvi::database::postgres {

namespace {

constexpr std::chrono::milliseconds kPing{1000};
/// How long the end waits for a loop that may not turn any more.
constexpr std::chrono::seconds kFarewell{2};

/// A callback that ends a wait. Someone who waits without a loop is resumed from a clean stack of the lane's.
template <class T>
Callback<void(T)> resuming(io::Resume<T> resume, Lane& lane) {
  if (io::Loop::current() != nullptr) {
    return [resume](T value) { resume(std::move(value)); };
  }
  return [resume, &loop = lane.loop()](T value) {
    loop.post([resume, value = std::move(value)]() mutable { resume(std::move(value)); });
  };
}

}  // namespace

Engine::Engine(Target target, const Options& options, const std::vector<io::AsioLoop*>& loops)
    : server_(std::make_shared<Server>(std::move(target), options)) {
  for (io::AsioLoop* loop : loops) {
    lanes_.push_back(std::make_shared<Lane>(*loop, server_));
    lanes_.back()->start();
  }
}

Engine::~Engine() {
  if (default_lane_) {
    lanes_.push_back(default_lane_);
  }
  std::vector<std::future<void>> ends;
  for (const std::shared_ptr<Lane>& lane : lanes_) {
    ends.push_back(lane->close());
  }
  if (io::Loop::current() == nullptr || std::none_of(lanes_.begin(), lanes_.end(), [](const auto& lane) {
        return io::Loop::current() == &lane->loop();  // a loop cannot wait for itself
      })) {
    const TimePoint patience = steady_now() + kFarewell;
    for (std::future<void>& end : ends) {
      end.wait_until(patience);
    }
  }
  if (default_loop_) {
    default_loop_->stop();
    default_loop_->join();
  }
  lanes_.clear();
  default_lane_ = nullptr;
}

Lane& Engine::default_lane() {
  std::call_once(default_made_, [this] {
    default_loop_ = std::make_unique<io::AsioLoop>(lanes_.size());
    default_lane_ = std::make_shared<Lane>(*default_loop_, server_);
    default_loop_->start();
  });
  return *default_lane_;
}

Lane& Engine::lane() {
  const io::Loop* current = io::Loop::current();
  for (const std::shared_ptr<Lane>& lane : lanes_) {
    if (&lane->loop() == current) {
      return *lane;
    }
  }
  return default_lane();
}

io::Task<Result<std::vector<Outcome>>> Engine::exchange(std::vector<Step> steps, Way way,
                                                        std::chrono::milliseconds limit) {
  auto exchange = std::make_unique<Exchange>();
  exchange->steps = std::move(steps);
  exchange->deadline = steady_now() + limit;
  Lane& chosen = lane();
  Reply reply = co_await io::suspend<Reply>([&exchange, &chosen, way](io::Resume<Reply> resume) {
    exchange->done = resuming(resume, chosen);
    (chosen.*way)(std::move(exchange));
  });
  co_return std::move(reply.outcomes);
}

io::Task<Result<Rows>> Engine::read(const Statement& statement, Params params, Way way) {
  Result<Parameters> parameters = Parameters::encode(params);
  if (!parameters) {
    co_return tl::unexpected<Error>(std::move(parameters.error()));
  }
  std::vector<Step> steps;
  steps.push_back(Step{&statement, std::move(*parameters)});
  Result<std::vector<Outcome>> outcomes = co_await exchange(std::move(steps), way, server_->deadline);
  if (!outcomes) {
    co_return tl::unexpected<Error>(std::move(outcomes.error()));
  }
  co_return std::move(outcomes->front().rows);
}

io::Task<Result<Rows>> Engine::look_up(const Statement& statement, Params params) {
  return read(statement, std::move(params), &Lane::look_up);
}

io::Task<Result<Rows>> Engine::scan(const Statement& statement, Params params) {
  return read(statement, std::move(params), &Lane::reserve);
}

io::Task<Result<std::vector<Outcome>>> Engine::run(Batch batch) {
  std::vector<Step> steps;
  for (const Batch::Item& item : batch.items) {
    Result<Parameters> parameters = Parameters::encode(item.params);
    if (!parameters) {
      co_return tl::unexpected<Error>(std::move(parameters.error()));
    }
    steps.push_back(Step{item.statement, std::move(*parameters)});
  }
  if (steps.empty()) {
    co_return std::vector<Outcome>();
  }
  const EndedWrites writes = write_counter();
  Result<std::vector<Outcome>> outcomes =
      co_await exchange(std::move(steps), &Lane::write, server_->deadline);
  writes->fetch_add(1);
  co_return std::move(outcomes);
}

io::Task<Result<void>> Engine::transact_erased(Body body) {
  Lane& chosen = lane();
  const TimePoint deadline = steady_now() + server_->deadline;
  const EndedWrites writes = write_counter();
  Ended ended = co_await io::suspend<Ended>([&body, &chosen, deadline](io::Resume<Ended> resume) {
    chosen.transact(std::move(body), deadline, resuming(resume, chosen));
  });
  writes->fetch_add(1);
  if (ended.thrown) {
    std::rethrow_exception(ended.thrown);
  }
  co_return std::move(ended.result);
}

io::Task<Health> Engine::check(std::chrono::milliseconds limit) {
  static const Statement statement("postgres.ping", "SELECT 1");
  std::vector<Step> steps;
  steps.push_back(Step{&statement, Parameters()});
  const Result<std::vector<Outcome>> answer = co_await exchange(std::move(steps), &Lane::look_up, limit);
  co_return Health{answer.has_value(), answer ? std::string() : answer.error().message};
}

io::Task<Health> Engine::ping() {
  return check(std::min(kPing, server_->deadline));
}

io::Task<Health> Engine::first_contact() {
  return check(server_->deadline);
}

narvi::Result<std::unique_ptr<Database>> open(Options options, std::vector<io::AsioLoop*> loops) {
  narvi::Result<Target> target = Target::parse(options.url, options.deadline);
  if (!target) {
    return tl::unexpected<narvi::Error>(std::move(target.error()));
  }
  auto engine = std::make_unique<Engine>(std::move(*target), options, loops);
  if (options.wait) {
    const Health health = io::run_blocking(engine->first_contact());
    if (!health.reachable) {
      return narvi::fail(ErrorKind::kUnavailable, health.detail);
    }
  }
  return engine;
}

}  // namespace narvi::database::postgres
