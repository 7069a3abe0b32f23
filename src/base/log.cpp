#include "base/log.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace narvi {

namespace {

std::atomic<Log*> process_log{nullptr};

/// Nothing can be said about a log that cannot be written: the error is dropped with the line.
void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write_to_process_log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (Log* log = process_log.load(std::memory_order_acquire)) {
    log->write(level, message, fields);
    return;
  }
  if (level >= LogLevel::kInfo) {
    write_all(STDERR_FILENO, log_line(LogFormat::kText, level, SystemClock().now(), message, fields));
  }
}

}  // namespace

struct Log::Queue {
  std::mutex mutex;
  std::condition_variable wake;     // there is something to write, or the end
  std::condition_variable written;  // everything has been written
  std::string waiting;
  std::size_t lines = 0;
  std::size_t dropped = 0;
  bool busy = false;
  bool stopping = false;
  std::thread thread;

  bool idle() const { return lines == 0 && dropped == 0 && !busy; }

  void run(const Options& options, const Clock& clock) {
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [this] { return stopping || lines > 0 || dropped > 0; });
      if (lines == 0 && dropped == 0) {
        return;
      }
      std::string batch = std::exchange(waiting, {});
      const std::size_t lost = std::exchange(dropped, 0);
      lines = 0;
      busy = true;
      lock.unlock();
      if (lost > 0) {
        batch +=
            log_line(options.format, LogLevel::kWarning, clock.now(),
                     "log lines were dropped: the log is read too slowly", {{"lines", std::to_string(lost)}});
      }
      write_all(options.descriptor, batch);
      lock.lock();
      busy = false;
      written.notify_all();
    }
  }
};

Log::Log(Options options, const Clock& clock)
    : options_(options), clock_(clock), queue_(std::make_unique<Queue>()) {
  queue_->thread = std::thread([this] { queue_->run(options_, clock_); });
}

Log::~Log() {
  {
    const std::lock_guard lock(queue_->mutex);
    queue_->stopping = true;
  }
  queue_->wake.notify_one();
  queue_->thread.join();
}

void Log::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!wants(level)) {
    return;
  }
  const std::string line = log_line(options_.format, level, clock_.now(), message, fields);
  {
    const std::lock_guard lock(queue_->mutex);
    if (queue_->lines >= options_.capacity) {
      ++queue_->dropped;
      return;
    }
    queue_->waiting += line;
    ++queue_->lines;
  }
  queue_->wake.notify_one();
}

void Log::flush() {
  std::unique_lock lock(queue_->mutex);
  queue_->written.wait(lock, [this] { return queue_->idle(); });
}

void use_log(Log* log) {
  process_log.store(log, std::memory_order_release);
}

void log_debug(std::string_view message, std::initializer_list<LogField> fields) {
  write_to_process_log(LogLevel::kDebug, message, fields);
}

void log_info(std::string_view message, std::initializer_list<LogField> fields) {
  write_to_process_log(LogLevel::kInfo, message, fields);
}

void log_warning(std::string_view message, std::initializer_list<LogField> fields) {
  write_to_process_log(LogLevel::kWarning, message, fields);
}

void log_error(std::string_view message, std::initializer_list<LogField> fields) {
  write_to_process_log(LogLevel::kError, message, fields);
}

}  // namespace narvi
