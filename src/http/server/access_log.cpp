#include "http/server/access_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>

#include "http/server/json_line.h"
#include "io/loop.h"

namespace narvi::http::server {

namespace {
constexpr std::size_t kFlushAt = 64 * 1024;
constexpr std::chrono::milliseconds kFlushAfter{100};
}  // namespace

/// The waiting lines of one loop.
class AccessLog::Lines : public std::enable_shared_from_this<Lines> {
 public:
  explicit Lines(int descriptor) : descriptor_(descriptor) {}

  std::string text;

  /// `2026-11-21T10:47:00.123456Z`; the second's part is made once a second.
  std::string_view stamp(Instant now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != second_) {
      second_ = second;
      stamp_ = fmt::format("{:%Y-%m-%dT%H:%M:%S}.000000Z",
                           fmt::gmtime(std::chrono::system_clock::to_time_t(second)));
    }
    auto rest = static_cast<std::uint64_t>((now - second).count());
    for (std::size_t i = stamp_.size() - 2; i >= stamp_.size() - 7; --i) {
      stamp_[i] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    }
    return stamp_;
  }

  void end_line() {
    io::Loop* loop = io::Loop::current();
    if (text.size() >= kFlushAt || loop == nullptr) {
      flush();
    } else if (!waiting_) {
      waiting_ = true;
      loop->after(kFlushAfter, [self = shared_from_this()] {
        self->waiting_ = false;
        self->flush();
      });
    }
  }

  void flush() {
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t written = ::write(descriptor_, text.data() + done, text.size() - done);
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written <= 0) {
        lost_.fetch_add(text.size() - done, std::memory_order_relaxed);
        break;
      }
      done += static_cast<std::size_t>(written);
    }
    text.clear();
  }

  std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

 private:
  int descriptor_;
  bool waiting_ = false;
  std::chrono::sys_seconds second_{std::chrono::seconds(-1)};
  std::string stamp_;
  std::atomic<std::uint64_t> lost_{0};
};

namespace {

std::string peer_name(const Peer& peer) {
  return peer.unix_uid ? "unix:" + std::to_string(*peer.unix_uid) : peer.address;
}

}  // namespace

AccessLog::AccessLog(int descriptor, std::size_t loops, const Clock& clock) : clock_(clock) {
  for (std::size_t i = 0; i < loops; ++i) {
    lines_.push_back(std::make_shared<Lines>(descriptor));
  }
}

AccessLog::~AccessLog() {
  for (const auto& lines : lines_) {
    lines->flush();
  }
}

void AccessLog::served(std::size_t loop, const Served& served) {
  Lines& lines = *lines_.at(loop);
  JsonLine line(lines.text);
  line.text("time", lines.stamp(clock_.now()))
      .text("request_id", served.request_id)
      .text("method", served.method, 32)
      .text("path", served.path)
      .number("status", static_cast<std::uint64_t>(served.status))
      .number("microseconds", static_cast<std::uint64_t>(served.duration.count()))
      .number("bytes", served.bytes)
      .text("peer", peer_name(*served.peer))
      .text("client", served.client_address)
      .text("route", served.route)
      .text("outcome", served.outcome)
      .end();
  lines.end_line();
}

void AccessLog::refused(std::size_t loop, Refusal refusal, const Peer& peer) {
  Lines& lines = *lines_.at(loop);
  JsonLine line(lines.text);
  line.text("time", lines.stamp(clock_.now()))
      .number("status", row(refusal).status)
      .text("peer", peer_name(peer))
      .text("outcome", "door")
      .text("refusal", row(refusal).word)
      .end();
  lines.end_line();
}

void AccessLog::failed(std::size_t loop, std::string_view request_id, std::string_view what) {
  Lines& lines = *lines_.at(loop);
  JsonLine line(lines.text);
  line.text("time", lines.stamp(clock_.now())).text("request_id", request_id).text("error", what).end();
  lines.end_line();
}

std::uint64_t AccessLog::lost_bytes() const {
  std::uint64_t total = 0;
  for (const auto& lines : lines_) {
    total += lines->lost();
  }
  return total;
}

}  // namespace narvi::http::server
