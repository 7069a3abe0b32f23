#pragma once
// Link: keeps one session up for ever, on one loop: connects, says the password, and after a loss connects
// again, with growing pauses and jitter so that many processes do not fall upon a server that has just come
// back. Calls wait here only while there is good hope (README.md has the states).

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cache/redis/call.h"
#include "cache/redis/session.h"
#include "cache/redis/target.h"

namespace narvi::cache::redis {

class Link : public std::enable_shared_from_this<Link> {
 public:
  Link(boost::asio::io_context& context, std::shared_ptr<Target> target);

  /// Begins to connect.
  void start();
  /// Sends `call`, or lets it wait for the session, or refuses it.
  void submit(CallPtr call);
  /// Ends everything with kUnavailable, now and later.
  void close();

 private:
  using Endpoint = Session::Protocol::endpoint;
  enum class State {
    kHoping,  ///< connecting for the first time or after a loss: calls wait within their deadlines
    kUp,
    kDown,  ///< the last attempt failed, or the server fell silent: calls are refused at once
  };

  void connect();
  void resolve();
  void connect_to_next();
  void greet();
  void say(std::vector<std::string> words);
  void greeted(const std::string& command, const Result<Reply>& reply);
  void up();
  void ended(CallPtr call, Result<Reply> reply);
  void refused(CallPtr call, std::string_view code);
  void attempt_failed(const std::string& why);
  void lost(const std::string& why);
  void pause();
  void refuse_waiting();
  void watch();
  void expire();

  boost::asio::io_context& context_;
  std::shared_ptr<Target> target_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer attempt_clock_;  // ends an attempt to connect that takes too long
  boost::asio::steady_timer clock_;          // ends calls that are overdue
  std::chrono::milliseconds backoff_;
  State state_ = State::kHoping;
  std::uint64_t attempt_ = 0;     // what was begun for an earlier one is of no interest
  std::deque<Endpoint> untried_;  // addresses of the server that this attempt may still try
  std::shared_ptr<Session> session_;
  bool connected_ = false;
  std::size_t greetings_ = 0;  // answers that are still to come until the session is ours
  std::deque<CallPtr> waiting_;
  bool watching_ = false;
  bool closed_ = false;
};

}  // namespace narvi::cache::redis
