#include "http/server/connection.h"

#include <exception>
#include <utility>

#include "http/server/core.h"
#include "http/server/response_writer.h"

namespace narvi::http::server {

namespace {

constexpr std::size_t kFlushAt = 64 * 1024;  // pipelined answers collect up to this
constexpr std::size_t kBodyRoom = 1024;      // at least this much buffer behind a head with a body

/// Awaits a handler's answer. When the handler really waits, the answers of earlier pipelined requests are
/// sent first; otherwise they go out together with this one.
struct SendingWhileWaiting {
  io::Task<Response>& answer;
  Wire& wire;
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> parent) {
    const bool waits = answer.await_suspend(parent);
    if (waits) {
      wire.send_now();  // a broken wire shows when this answer is sent
    }
    return waits;
  }
  Response await_resume() { return answer.await_resume(); }
};

class Http final : public Protocol {
 public:
  std::unique_ptr<Conversation> talk(Core& core, int socket, Peer peer,
                                     std::unique_ptr<TlsSession> tls) const override {
    return std::make_unique<Connection>(core, socket, std::move(peer), std::move(tls));
  }
  std::string turned_away(Refusal refusal, std::string_view date) const override {
    std::string text;
    write_refusal(refusal, date, text);
    return text;
  }
};

}  // namespace

const Protocol& http_protocol() {
  static const Http kHttp;
  return kHttp;
}

Connection::Connection(Core& core, int socket, Peer peer, std::unique_ptr<TlsSession> tls)
    : core_(core),
      peer_(std::move(peer)),
      wire_(core.context(), socket, std::move(tls), core.deadlines()),
      body_(wire_) {
  request_.peer = &peer_;
}

io::Task<void> Connection::serve() {
  wire_.arm(Phase::kHead);
  bool open = true;
  if (wire_.stream.secure()) {
    open = co_await shake_hands();
  }
  if (open) {
    co_await answer_requests();
  }
  if (unread_input_) {
    co_await wire_.linger();
  }
}

io::Task<bool> Connection::shake_hands() {
  const std::size_t done = co_await wire_.stream.handshake();
  if (done == 0 || wire_.expired()) {
    core_.refused(Refusal::kTlsHandshake, peer_);
    co_return false;
  }
  peer_.tls = true;
  peer_.tls_subject = wire_.stream.client_subject();
  peer_.tls_names = wire_.stream.client_names();
  wire_.arm(Phase::kHead);
  co_return true;
}

io::Task<void> Connection::answer_requests() {
  while (keep_open_) {
    if (!begin_request()) {
      if (unread_input_) {
        co_return;  // refused
      }
      if (wire_.pending() && !co_await wire_.flush()) {
        co_return;
      }
      if (!make_room()) {
        co_return;
      }
      const std::size_t bytes = co_await wire_.stream.read(wire_.input.room());
      if (!received(bytes)) {
        co_return;
      }
      continue;
    }
    std::optional<Response> response;
    try {
      io::Task<Response> answer = core_.handler().answer(request_);
      response = co_await SendingWhileWaiting{answer, wire_};
    } catch (const std::exception& thrown) {
      core_.failed(request_.request_id, thrown.what());
    } catch (...) {
      core_.failed(request_.request_id, "an exception of unknown type");
    }
    finish_request(response);
    if (keep_open_ && !body_.finished()) {
      keep_open_ = co_await body_.drain(core_.options().drain);
      unread_input_ = !keep_open_;
    }
    if (wire_.output.size() >= kFlushAt && !co_await wire_.flush()) {
      co_return;
    }
  }
  co_await wire_.flush();
}

HeadScanner::State Connection::look_for_head() {
  if (scanner_.size() == 0 && wire_.input.unread().starts_with("\r\n")) {
    wire_.input.consume(2);  // RFC 9112 §2.2: one empty line before a request is ignored
  }
  if (wire_.input.unread() == "\r") {
    return HeadScanner::State::kMore;  // half of that line: a scanner that has seen it would take it for the
                                       // head
  }
  return scanner_.scan(wire_.input.unread());
}

bool Connection::begin_request() {
  const HeadScanner::State state = look_for_head();
  if (state == HeadScanner::State::kBareLineFeed) {
    refuse(Refusal::kBytes);
    return false;
  }
  const std::size_t seen = scanner_.size();
  if (seen > core_.options().head.head) {
    refuse(Refusal::kHeadTooLarge);
    return false;
  }
  if (state == HeadScanner::State::kMore) {
    if (wire_.output.size() > 0) {
      wire_.send_now();  // what is left, or a broken wire, shows at the flush
    }
    return false;
  }
  scanner_.reset();
  return open_request(seen);
}

bool Connection::open_request(std::size_t head_size) {
  wire_.disarm();
  idle_ = false;
  const HeadLimits& limits = core_.options().head;
  auto framing = parse_head(wire_.input.unread().substr(0, head_size), limits, request_);
  if (framing && framing->body != Framing::Body::kNone &&
      wire_.input.unread().size() - head_size + wire_.input.room().size() < kBodyRoom) {
    wire_.input.grow(head_size + Wire::kInput);  // moves the head: read it again
    framing = parse_head(wire_.input.unread().substr(0, head_size), limits, request_);
  }
  if (!framing) {
    refuse(framing.error());
    return false;
  }
  framing_ = *framing;
  wire_.input.consume(head_size);
  body_.begin(framing_);
  request_.body = body_.announced() ? &body_ : nullptr;
  request_.https = peer_.tls;
  request_.client_address = peer_.address;
  request_.request_id = core_.next_request_id(request_id_);
  request_.route = {};
  request_.outcome = {};
  started_ = std::chrono::steady_clock::now();
  core_.started();
  return true;
}

bool Connection::make_room() {
  InputBuffer& input = wire_.input;
  const bool empty = input.unread().empty();
  const bool first = answered_ == Time{};
  if (!first && !wire_.armed()) {
    idle_ = empty;
    wire_.arm(empty ? Phase::kIdle : Phase::kHead, answered_);
  }
  if (empty) {
    input.tidy();
    input.shrink(Wire::kInput);
    // A client that never asked anything gets its head deadline even while we stop: its request may be on the
    // way.
    return first || !core_.stopping() || wire_.stream.has_input();
  }
  if (input.room().empty()) {
    input.tidy();
    if (input.room().empty()) {
      input.grow(input.capacity() * 2);
    }
  }
  return true;
}

bool Connection::received(std::size_t bytes) {
  if (wire_.expired()) {
    const bool nothing_came = wire_.input.unread().empty();
    wire_.forget_expiry();
    if (!nothing_came) {
      refuse(Refusal::kHeadTimeout);
    }
    return false;
  }
  if (bytes == 0) {
    return false;
  }
  if (idle_) {
    idle_ = false;
    wire_.arm(Phase::kHead);
  }
  wire_.input.filled(bytes);
  return true;
}

void Connection::finish_request(const std::optional<Response>& response) {
  static const Response kBug{.status = 500,
                             .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                             .body = "Internal Server Error\n",
                             .close = true};
  const ServerOptions& options = core_.options();
  const Response& answer = response ? *response : kBug;
  const bool body_blocks = !body_.drainable(options.drain);
  keep_open_ = framing_.keep_alive && !answer.close && !core_.stopping() && !body_blocks;
  unread_input_ = !keep_open_ && !body_.finished();

  Envelope envelope{.version = request_.version,
                    .head = request_.method == "HEAD",
                    .close = !keep_open_,
                    .date = core_.date_line()};
  auto bytes = write_response(answer, envelope, wire_.output);
  const bool refused = !bytes.has_value();
  if (refused) {
    core_.failed(request_.request_id, "the answer's status or fields may not be sent");
    core_.refused(Refusal::kResponseFields, peer_);
    keep_open_ = false;
    unread_input_ = !body_.finished();
    envelope.close = true;
    bytes = write_response(kBug, envelope, wire_.output);
  }
  answered_ = std::chrono::steady_clock::now();
  report(refused ? kBug : answer, bytes.value_or(0));
}

void Connection::report(const Response& response, std::size_t bytes) {
  core_.served(served_of(request_, &peer_, response.status, bytes, answered_ - started_));
}

void Connection::refuse(Refusal refusal) {
  core_.refused(refusal, peer_);
  write_refusal(refusal, core_.date_line(), wire_.output);
  keep_open_ = false;
  unread_input_ = true;
}

void Connection::close_if_idle() {
  if (idle_ && !wire_.stream.has_input()) {
    wire_.stream.cancel();
  }
}

void Connection::abort() {
  wire_.stream.shut_all();
}

}  // namespace narvi::http::server
