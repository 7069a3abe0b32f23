#include "database/postgres/connection.h"

#include <boost/asio/io_context.hpp>
#include <utility>

#include "database/postgres/handshake.h"
#include "database/postgres/results.h"

namespace narvi::database::postgres {

namespace asio = boost::asio;
using Socket = asio::posix::stream_descriptor;

namespace {
/// How long a cancelled exchange may take to end before the session is given up.
constexpr std::chrono::seconds kGrace{1};

/// What to call, in an error, the thing whose result is being read.
std::string_view label(const Exchange& exchange) {
  if (!exchange.script.empty() || exchange.answered()) {
    return "script";  // answered: nobody reads it, and the statements may be gone
  }
  const bool inside = exchange.at < exchange.expected.size();
  return inside ? std::string_view(exchange.steps[exchange.expected[exchange.at].step].statement->name())
                : "commit";
}
}  // namespace

Connection::Connection(asio::io_context& context, ConnectionHandle handle, SideThread& cancelling,
                       Overdue overdue, Events events)
    : socket_(context),
      handle_(std::move(handle)),
      cancelling_(cancelling),
      overdue_(overdue),
      events_(std::move(events)) {}

void Connection::start() {
  if (!watch_duplicate(socket_, PQsocket(handle_.get()))) {
    lose("no descriptor left for a database connection");
    return;
  }
  await_input();
}

void Connection::send(ExchangePtr exchange) {
  if (!alive()) {
    exchange->refuse(ErrorCode::kUnavailable, "the connection to the database was lost");
    return;
  }
  exchange->rewind();
  exchange->attempts += 1;
  const bool accepted = exchange->script.empty() ? send_steps(*exchange) : send_script(*exchange);
  sent_.push_back(std::move(exchange));
  if (!accepted) {
    lose("cannot send to the database");
    return;
  }
  flush();
}

bool Connection::send_steps(Exchange& exchange) {
  for (std::size_t i = 0; i < exchange.steps.size(); ++i) {
    const Step& step = exchange.steps[i];
    const PreparedStatements::Use use = prepared_.use(step.statement->id());
    const std::string name = use.name();
    if (use.first) {
      exchange.expected.push_back({use, true, i});
      if (PQsendPrepare(handle_.get(), name.c_str(), step.statement->sql().c_str(), 0, nullptr) == 0) {
        return false;
      }
    }
    exchange.expected.push_back({use, false, i});
    const std::vector<const char*> values = step.parameters.pointers();
    if (PQsendQueryPrepared(handle_.get(), name.c_str(), step.parameters.count(), values.data(), nullptr,
                            nullptr, 0) == 0) {
      return false;
    }
  }
  return PQpipelineSync(handle_.get()) == 1;
}

bool Connection::send_script(const Exchange& exchange) {
  // Only the simple protocol takes several statements at once, and it is not spoken in pipeline mode.
  return PQexitPipelineMode(handle_.get()) == 1 && PQsendQuery(handle_.get(), exchange.script.c_str()) == 1;
}

void Connection::flush() {
  const int left = PQflush(handle_.get());
  if (left < 0) {
    lose("cannot send to the database");
    return;
  }
  if (left == 0 || std::exchange(writing_, true)) {
    return;
  }
  socket_.async_wait(Socket::wait_write, [weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error || !self->alive()) {
      return;
    }
    self->writing_ = false;
    self->flush();
  });
}

void Connection::await_input() {
  socket_.async_wait(Socket::wait_read, [weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error || !self->alive()) {
      return;
    }
    if (PQconsumeInput(self->handle_.get()) == 0) {
      self->lose("the connection to the database was lost");
      return;
    }
    self->read_results();
    if (self->alive()) {
      self->await_input();
    }
  });
}

void Connection::read_results() {
  while (alive() && !sent_.empty() && PQisBusy(handle_.get()) == 0) {
    if (!read_one(ResultHandle(PQgetResult(handle_.get())))) {
      lose("the database connection is out of step");
      return;
    }
  }
}

/// Handles what PQgetResult gave; false if it makes no sense here.
bool Connection::read_one(ResultHandle result) {
  Exchange& front = *sent_.front();
  const bool script = !front.script.empty();
  if (!result) {  // the end of one command's results; of the whole, for a script
    front.at += 1;
    if (script) {
      const bool back = PQenterPipelineMode(handle_.get()) == 1;
      end_front();
      return back;
    }
    return front.at <=
           front.expected.size() + 1;  // one more than commands: an error at the synchronisation point
  }
  switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
      end_front();
      return true;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      return false;
    default:
      take(front, result.get());
      return true;
  }
}

void Connection::take(Exchange& front, const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
  const Exchange::Expected* expected = front.at < front.expected.size() ? &front.expected[front.at] : nullptr;
  if (good) {
    if (expected != nullptr && !expected->prepares) {
      front.outcomes.push_back(read_outcome(result));
    }
    return;
  }
  if (status != PGRES_PIPELINE_ABORTED && !front.failure) {
    front.failure = read_failure(result, label(front));
    refine(*front.failure, expected);
  } else if (expected != nullptr && expected->prepares) {
    prepared_.forget(expected->use);  // skipped after an earlier error
  }
}

/// What only this connection knows about a failure.
void Connection::refine(Failure& failure, const Exchange::Expected* expected) {
  if (failure.retry == Retry::kCancelled && !cancels_) {
    failure.retry = Retry::kNo;  // an administrator's cancel, or statement_timeout: meant for this one
  }
  if (expected == nullptr) {
    return;
  }
  if (expected->prepares) {
    prepared_.refuse(expected->use, failure);
  } else if (failure.retry == Retry::kStalePlan) {
    const Failure* refusal = prepared_.refusal(expected->use);
    failure = refusal == nullptr ? failure : *refusal;
    prepared_.forget(expected->use);
  }
}

void Connection::end_front() {
  const auto keep = shared_from_this();
  ExchangePtr front = std::move(sent_.front());
  sent_.pop_front();
  if (cancelled_ == front.get()) {
    cancelled_ = nullptr;
  }
  Reply reply;
  if (front->failure) {
    reply.outcomes = tl::unexpected<Error>(std::move(front->failure->error));
    reply.retry = front->failure->retry;
  } else {
    reply.outcomes = std::move(front->outcomes);
  }
  events_.ended(std::move(front), std::move(reply));
}

void Connection::expire(TimePoint now) {
  const auto keep = shared_from_this();
  bool discard = false;
  for (const ExchangePtr& exchange : sent_) {
    if (exchange->deadline > now) {
      continue;
    }
    exchange->refuse(ErrorCode::kTimeout, "the database did not answer in time");
    discard = discard || overdue_ == Overdue::kDiscard;
  }
  if (sent_.empty() || sent_.front()->deadline > now) {
    return;
  }
  if (cancelled_ != sent_.front().get()) {
    cancelled_ = sent_.front().get();
    cancels_ = true;
    cancel_on(cancelling_, handle_.get());
  }
  if (discard || sent_.front()->deadline + kGrace < now) {
    lose("the database did not answer in time");
  }
}

void Connection::close() {
  events_.lost = nullptr;
  lose("the database is being closed");
}

void Connection::lose(const std::string& why) {
  if (!alive()) {
    return;
  }
  const auto keep = shared_from_this();
  boost::system::error_code ignored;
  socket_.close(ignored);
  handle_.reset();
  std::deque<ExchangePtr> sent = std::move(sent_);
  sent_.clear();
  for (ExchangePtr& exchange : sent) {
    Reply reply{fail(ErrorCode::kUnavailable, why), Retry::kNo};
    if (exchange->failure) {  // the server said why before it went
      reply.outcomes = tl::unexpected<Error>(std::move(exchange->failure->error));
    }
    events_.ended(std::move(exchange), std::move(reply));
  }
  if (events_.lost) {
    events_.lost(why);
  }
}

}  // namespace narvi::database::postgres
