#include "cache/redis/link.h"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <random>
#include <utility>

namespace narvi::cache::redis {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kFirstPause{50};
constexpr milliseconds kLongestPause{1000};
constexpr const char* kSilent = "it did not answer in time";

/// Between half of `pause` and all of it.
milliseconds jittered(milliseconds pause) {
  thread_local std::minstd_rand source{std::random_device{}()};
  return milliseconds(
      std::uniform_int_distribution<milliseconds::rep>(pause.count() / 2, pause.count())(source));
}

/// Refusals that another session may be spared: the server has become a replica, or wants a password now.
bool ends_session(std::string_view code) {
  constexpr std::array<std::string_view, 3> kCodes = {"READONLY", "MASTERDOWN", "NOAUTH"};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

}  // namespace

Link::Link(asio::io_context& context, std::shared_ptr<Target> target)
    : context_(context),
      target_(std::move(target)),
      resolver_(context),
      pause_(context),
      attempt_clock_(context),
      clock_(context),
      backoff_(kFirstPause) {}

void Link::start() {
  connect();
}

void Link::submit(CallPtr call) {
  if (closed_) {
    call->refuse(ErrorKind::kUnavailable, "the cache is being closed");
    return;
  }
  if (state_ == State::kDown) {
    call->refuse(ErrorKind::kUnavailable, "Redis is away");
    return;
  }
  if (waiting_.size() + (session_ ? session_->depth() : 0) >= target_->queue) {
    call->refuse(ErrorKind::kOverloaded, "too many calls wait for Redis");
    return;
  }
  if (state_ == State::kUp) {
    session_->send(std::move(call));
  } else {
    waiting_.push_back(std::move(call));
  }
  watch();
}

void Link::close() {
  closed_ = true;
  pause_.cancel();
  attempt_clock_.cancel();
  clock_.cancel();
  resolver_.cancel();
  if (session_) {
    session_->close();
  }
  refuse_waiting();
}

void Link::connect() {
  const std::uint64_t attempt = ++attempt_;
  untried_.clear();
  attempt_clock_.expires_after(target_->deadline);
  attempt_clock_.async_wait([weak = weak_from_this(), attempt](error_code error) {
    const auto self = weak.lock();
    if (self && !error && !self->closed_ && self->attempt_ == attempt && self->state_ != State::kUp) {
      self->attempt_failed(kSilent);
    }
  });
  const Address& address = target_->address;
  if (address.host.empty()) {
    untried_.emplace_back(asio::local::stream_protocol::endpoint(address.path));
    connect_to_next();
    return;
  }
  error_code not_an_ip;
  const asio::ip::address ip = asio::ip::make_address(address.host, not_an_ip);
  if (not_an_ip) {
    resolve();
    return;
  }
  untried_.emplace_back(tcp::endpoint(ip, address.port));
  connect_to_next();
}

void Link::resolve() {
  const auto found = [weak = weak_from_this(), attempt = attempt_](
                         error_code error, const tcp::resolver::results_type& places) {
    const auto self = weak.lock();
    if (!self || self->closed_ || self->attempt_ != attempt) {
      return;
    }
    if (error) {
      self->attempt_failed("its name is not known");
      return;
    }
    for (const auto& place : places) {
      self->untried_.emplace_back(place.endpoint());
    }
    self->connect_to_next();
  };
  resolver_.async_resolve(target_->address.host, std::to_string(target_->address.port), found);
}

void Link::connect_to_next() {
  const Endpoint endpoint = untried_.front();
  untried_.pop_front();
  connected_ = false;
  Session::Events events;
  events.connected = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->greet();
    }
  };
  events.ended = [weak = weak_from_this()](CallPtr call, Result<Reply> reply) {
    if (const auto self = weak.lock()) {
      self->ended(std::move(call), std::move(reply));
    } else {
      call->answer(std::move(reply));
    }
  };
  events.lost = [weak = weak_from_this()](const std::string& why) {
    if (const auto self = weak.lock()) {
      self->lost(why);
    }
  };
  session_ = std::make_shared<Session>(context_, std::move(events));
  session_->connect(endpoint);
}

void Link::greet() {
  connected_ = true;
  greetings_ = 0;
  const Address& address = target_->address;
  if (!address.password.empty()) {
    std::vector<std::string> words{"AUTH"};
    if (!address.user.empty()) {
      words.push_back(address.user);
    }
    words.push_back(address.password.reveal());
    say(std::move(words));
  }
  if (address.database != 0) {
    say({"SELECT", std::to_string(address.database)});
  }
  say({"PING"});  // a server that loads its data, or wants a password, says so here
}

void Link::say(std::vector<std::string> words) {
  auto call = std::make_unique<Call>();
  call->deadline = TimePoint::max();  // attempt_clock_ watches
  call->done = [weak = weak_from_this(), command = words.front()](const Result<Reply>& reply) {
    if (const auto self = weak.lock()) {
      self->greeted(command, reply);
    }
  };
  call->words = std::move(words);
  ++greetings_;
  session_->send(std::move(call));
}

void Link::greeted(const std::string& command, const Result<Reply>& reply) {
  if (!reply) {
    return;  // `lost` tells, or we are being closed
  }
  if (reply->is_error()) {
    attempt_failed("it refused " + command + " (" + std::string(reply->error_code()) + ")");
    return;
  }
  if (--greetings_ == 0) {
    up();
  }
}

void Link::up() {
  attempt_clock_.cancel();
  backoff_ = kFirstPause;
  state_ = State::kUp;
  target_->complaints.recovered();
  std::deque<CallPtr> waiting = std::move(waiting_);
  waiting_.clear();
  for (CallPtr& call : waiting) {
    session_->send(std::move(call));
  }
}

void Link::ended(CallPtr call, Result<Reply> reply) {
  if (!reply || !reply->is_error() || state_ != State::kUp) {
    call->answer(std::move(reply));
    return;
  }
  const std::string_view code = reply->error_code();
  if (code == "NOSCRIPT" && call->script != nullptr && !call->spell_out) {
    call->spell_out = true;  // nothing was run; the text also makes the server remember the script
    session_->send(std::move(call));
    return;
  }
  refused(std::move(call), code);
}

void Link::refused(CallPtr call, std::string_view code) {
  const std::string why = "it refused a command (" + std::string(code) + ")";
  target_->complaints.complain(why);
  call->refuse(ErrorKind::kUnavailable, "Redis refused a command (" + std::string(code) + ")");
  if (ends_session(code)) {
    session_->lose(why);
  }
}

void Link::attempt_failed(const std::string& why) {
  if (closed_) {
    return;
  }
  attempt_clock_.cancel();
  resolver_.cancel();
  if (session_) {
    session_->close();
    session_ = nullptr;
  }
  state_ = State::kDown;
  target_->complaints.complain(why);
  refuse_waiting();
  pause();
}

void Link::lost(const std::string& why) {
  if (closed_) {
    return;
  }
  session_ = nullptr;
  if (state_ == State::kUp) {
    state_ = State::kHoping;
    target_->complaints.complain(why);
    pause();
  } else if (!connected_ && !untried_.empty()) {
    connect_to_next();
  } else {
    attempt_failed(why);
  }
}

void Link::pause() {
  const std::uint64_t attempt = ++attempt_;
  pause_.expires_after(jittered(backoff_));
  backoff_ = std::min(2 * backoff_, kLongestPause);
  pause_.async_wait([weak = weak_from_this(), attempt](error_code error) {
    const auto self = weak.lock();
    if (self && !error && !self->closed_ && self->attempt_ == attempt) {
      self->connect();
    }
  });
}

void Link::refuse_waiting() {
  std::deque<CallPtr> waiting = std::move(waiting_);
  waiting_.clear();
  for (const CallPtr& call : waiting) {
    call->refuse(ErrorKind::kUnavailable, "Redis is away");
  }
}

void Link::watch() {
  if (watching_ || closed_) {
    return;
  }
  TimePoint first = waiting_.empty() ? TimePoint::max() : waiting_.front()->deadline;
  if (session_ && state_ == State::kUp) {
    first = std::min(first, session_->deadline());
  }
  if (first == TimePoint::max()) {
    return;
  }
  watching_ = true;
  clock_.expires_at(first);
  clock_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (self && !error) {
      self->watching_ = false;
      self->expire();
      self->watch();
    }
  });
}

void Link::expire() {
  const TimePoint now = steady_now();
  while (!waiting_.empty() && waiting_.front()->deadline <= now) {
    const CallPtr call = std::move(waiting_.front());
    waiting_.pop_front();
    call->refuse(ErrorKind::kTimeout, "Redis did not answer in time");
  }
  if (state_ == State::kUp && session_->deadline() <= now) {
    // What comes later on this session would only wait behind the same silence.
    session_->lose(kSilent);
    state_ = State::kDown;
    refuse_waiting();
  }
}

}  // namespace narvi::cache::redis
