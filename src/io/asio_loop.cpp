#include "io/asio_loop.h"

#include <pthread.h>
#include <sched.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>
#include <utility>

namespace narvi::io {

namespace asio = boost::asio;

struct AsioLoop::KeepAlive {
  asio::executor_work_guard<asio::io_context::executor_type> guard;
};

AsioLoop::AsioLoop(std::size_t index, int core)
    : index_(index),
      core_(core),
      context_(std::make_unique<asio::io_context>(1)),
      keep_alive_(new KeepAlive{asio::make_work_guard(*context_)}) {}

AsioLoop::~AsioLoop() {
  stop();
  join();
}

void AsioLoop::post(Callback<void()> work) {
  asio::post(*context_, [work = std::move(work)]() mutable { work(); });
}

void AsioLoop::after(std::chrono::milliseconds delay, Callback<void()> work) {
  auto timer = std::make_unique<asio::steady_timer>(*context_, delay);
  asio::steady_timer& waiting = *timer;
  waiting.async_wait(
      [timer = std::move(timer), work = std::move(work)](boost::system::error_code error) mutable {
        if (!error) {
          work();
        }
      });
}

void AsioLoop::start() {
  thread_ = std::thread([this] {
    const std::string name = "narvi-loop-" + std::to_string(index_);
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());  // the kernel keeps 15 characters
    if (core_ >= 0) {
      cpu_set_t cores;
      CPU_ZERO(&cores);
      CPU_SET(static_cast<std::size_t>(core_), &cores);
      pthread_setaffinity_np(pthread_self(), sizeof(cores), &cores);
    }
    run();
  });
}

void AsioLoop::run() {
  const Entered entered(this);
  context_->run();
}

void AsioLoop::stop() {
  context_->stop();
}

void AsioLoop::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

namespace {

std::vector<int> usable_cores() {
  std::vector<int> cores;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    for (int core = 0; core < CPU_SETSIZE; ++core) {
      if (CPU_ISSET(static_cast<std::size_t>(core), &allowed)) {
        cores.push_back(core);
      }
    }
  }
  if (cores.empty()) {
    cores.push_back(0);
  }
  return cores;
}

}  // namespace

LoopGroup::LoopGroup(std::size_t count, bool pin) {
  const std::vector<int> cores = usable_cores();
  const std::size_t wanted = count == 0 ? cores.size() : count;
  loops_.reserve(wanted);
  for (std::size_t i = 0; i < wanted; ++i) {
    loops_.push_back(std::make_unique<AsioLoop>(i, pin ? cores[i % cores.size()] : -1));
  }
}

LoopGroup::~LoopGroup() {
  stop();
}

void LoopGroup::start() {
  for (auto& loop : loops_) {
    loop->start();
  }
}

void LoopGroup::stop() {
  for (auto& loop : loops_) {
    loop->stop();
  }
  for (auto& loop : loops_) {
    loop->join();
  }
}

}  // namespace narvi::io
