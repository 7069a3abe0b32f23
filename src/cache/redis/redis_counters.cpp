#include "cache/redis/redis_counters.h"

#include <algorithm>
#include <utility>

#include "cache/redis/log_script.h"
#include "io/suspend.h"

namespace narvi::cache::redis {

namespace {

/// How long the end waits for a loop that may not turn any more.
constexpr std::chrono::seconds kFarewell{2};

/// A callback that ends a wait. Someone who waits without a loop is resumed from a clean stack of the lane's.
Callback<void(Result<Reply>)> resuming(io::Resume<Result<Reply>> resume, Lane& lane) {
  if (io::Loop::current() != nullptr) {
    return [resume](Result<Reply> reply) { resume(std::move(reply)); };
  }
  return [resume, &loop = lane.loop()](Result<Reply> reply) {
    loop.post([resume, reply = std::move(reply)]() mutable { resume(std::move(reply)); });
  };
}

}  // namespace

RedisCounters::RedisCounters(Address address, const Options& options, const std::vector<io::AsioLoop*>& loops)
    : target_(std::make_shared<Target>(std::move(address), options.deadline, options.queue)),
      prefix_(options.key_prefix) {
  for (io::AsioLoop* loop : loops) {
    lanes_.push_back(std::make_shared<Lane>(*loop, target_));
    lanes_.back()->start();
  }
}

RedisCounters::~RedisCounters() {
  if (default_lane_) {
    lanes_.push_back(default_lane_);
  }
  std::vector<std::future<void>> ends;
  for (const std::shared_ptr<Lane>& lane : lanes_) {
    ends.push_back(lane->close());
  }
  if (std::none_of(lanes_.begin(), lanes_.end(), [](const auto& lane) {
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

Lane& RedisCounters::default_lane() {
  std::call_once(default_made_, [this] {
    default_loop_ = std::make_unique<io::AsioLoop>(lanes_.size());
    default_lane_ = std::make_shared<Lane>(*default_loop_, target_);
    default_lane_->start();
    default_loop_->start();
  });
  return *default_lane_;
}

Lane& RedisCounters::lane() {
  const io::Loop* current = io::Loop::current();
  for (const std::shared_ptr<Lane>& lane : lanes_) {
    if (&lane->loop() == current) {
      return *lane;
    }
  }
  return default_lane();
}

io::Task<Result<Reply>> RedisCounters::send(CallPtr call) {
  Lane& chosen = lane();
  call->deadline = steady_now() + target_->deadline;
  Result<Reply> reply =
      co_await io::suspend<Result<Reply>>([&call, &chosen](io::Resume<Result<Reply>> resume) {
        call->done = resuming(resume, chosen);
        chosen.submit(std::move(call));
      });
  co_return reply;
}

io::Task<Result<Allowance>> RedisCounters::ask(std::string key, std::int64_t limit, Microseconds period,
                                               Instant now, bool records) {
  const Question question{prefix_ + key, limit, period, now, records};
  auto call = std::make_unique<Call>();
  call->script = &log_script();
  call->words = words_of(question);
  const Result<Reply> reply = co_await send(std::move(call));
  if (!reply) {
    co_return tl::unexpected<Error>(reply.error());
  }
  co_return read_allowance(question, *reply);
}

io::Task<Result<Allowance>> RedisCounters::hit(std::string key, std::int64_t limit, Microseconds period,
                                               Instant now) {
  return ask(std::move(key), limit, period, now, true);
}

io::Task<Result<Allowance>> RedisCounters::peek(std::string key, std::int64_t limit, Microseconds period,
                                                Instant now) {
  return ask(std::move(key), limit, period, now, false);
}

io::Task<Result<void>> RedisCounters::record(std::string key, Microseconds period, Instant now) {
  const Result<Allowance> recorded = co_await ask(std::move(key), INT64_MAX, period, now, true);
  if (!recorded) {
    co_return tl::unexpected<Error>(recorded.error());
  }
  co_return Result<void>();
}

io::Task<Result<void>> RedisCounters::clear(std::string key) {
  auto call = std::make_unique<Call>();
  call->words = {"DEL", prefix_ + key};
  const Result<Reply> reply = co_await send(std::move(call));
  if (!reply) {
    co_return tl::unexpected<Error>(reply.error());
  }
  if (reply->kind != Reply::Kind::kInteger) {
    co_return fail(ErrorKind::kUnavailable, "Redis did not answer DEL as it should");
  }
  co_return Result<void>();
}

Result<std::unique_ptr<Counters>> open(Options options, std::vector<io::AsioLoop*> loops) {
  Result<Address> address = parse_address(options.url.reveal());
  if (!address) {
    return tl::unexpected<Error>(std::move(address.error()));
  }
  return std::make_unique<RedisCounters>(std::move(*address), options, loops);
}

}  // namespace narvi::cache::redis
