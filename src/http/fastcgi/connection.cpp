#include "http/fastcgi/connection.h"

#include <exception>
#include <utility>

#include "http/fastcgi/record_writer.h"
#include "http/server/proxied_request.h"

namespace narvi::http::fastcgi {

using server::Phase;
using server::Refusal;

Connection::Connection(server::Core& core, const AuthorizerOptions& options, int socket, Peer peer)
    : core_(core),
      options_(options),
      peer_(std::move(peer)),
      wire_(core.context(), socket, nullptr, core.deadlines()),
      dialogue_(options.params_bytes, core.options().connections),
      reader_(options.target, options.reserved) {
  request_.peer = &peer_;
}

io::Task<void> Connection::serve() {
  while (keep_open_) {
    if (take_records()) {
      co_await answer();
      continue;
    }
    if (!keep_open_ || (wire_.pending() && !co_await wire_.flush())) {
      break;
    }
    make_room();
    arm();
    if (idle() && core_.stopping() && !wire_.stream.has_input()) {
      break;
    }
    reading_ = true;
    const std::size_t bytes = co_await wire_.stream.read(wire_.input.room());
    reading_ = false;
    received(bytes);
  }
  wire_.disarm();
  co_await wire_.linger();
}

/// True if a request waits for its answer.
bool Connection::take_records() {
  std::string_view bytes = wire_.input.unread();
  const std::size_t before = bytes.size();
  const Dialogue::Step step = dialogue_.take(bytes, wire_.output);
  wire_.input.consume(before - bytes.size());
  switch (step) {
    case Dialogue::Step::kMore:
      return false;
    case Dialogue::Step::kRequest:
      return true;
    case Dialogue::Step::kTooLarge:
      refuse(Refusal::kHeadTooLarge);
      return false;
    case Dialogue::Step::kClose:
      keep_open_ = false;
      return false;
    case Dialogue::Step::kBroken:
      core_.refused(Refusal::kSyntax, peer_);
      keep_open_ = false;
      return false;
  }
  return false;
}

void Connection::make_room() {
  server::InputBuffer& input = wire_.input;
  input.tidy();
  input.shrink(server::Wire::kInput);
  input.grow(Dialogue::wanted(input.unread()));  // only if it is smaller: a record is taken as a whole
}

/// A server that never asked anything is not idle: its request may be on the way. Requests alone change the
/// phase: with pieces of records about the connection itself anybody could renew it for ever.
Phase Connection::phase() const {
  return asked_ && !dialogue_.open() ? Phase::kIdle : Phase::kHead;
}

/// Between requests, with nothing of the next one here.
bool Connection::idle() const {
  return phase() == Phase::kIdle && wire_.input.unread().empty();
}

/// A deadline covers the whole phase: it is set when the phase begins and not by what comes meanwhile.
void Connection::arm() {
  if (phase_ != phase() || !wire_.armed()) {
    phase_ = phase();
    wire_.arm(*phase_);
  }
}

void Connection::received(std::size_t bytes) {
  if (wire_.expired() && dialogue_.open()) {
    refuse(Refusal::kHeadTimeout);
    return;
  }
  if (bytes == 0 || wire_.expired()) {
    keep_open_ = false;
    return;
  }
  wire_.input.filled(bytes);
}

bool Connection::open_request() {
  wire_.disarm();
  if (const auto refusal = read_request()) {
    refuse(*refusal);
    return false;
  }
  request_.request_id = core_.next_request_id(request_id_);
  started_ = std::chrono::steady_clock::now();
  core_.started();
  return true;
}

/// Of somebody who may not ask nothing is read: the handler is asked without a question, and refuses its
/// peer.
std::optional<Refusal> Connection::read_request() {
  if (options_.may_ask && !options_.may_ask(peer_)) {
    return server::make_request({}, options_.target, {}, request_);
  }
  return reader_.read(dialogue_.params(), options_.params, request_);
}

io::Task<void> Connection::answer() {
  if (!open_request()) {
    co_return;
  }
  std::optional<Response> response;
  try {
    response = co_await core_.handler().answer(request_);
  } catch (const std::exception& thrown) {
    core_.failed(request_.request_id, thrown.what());
  } catch (...) {
    core_.failed(request_.request_id, "an exception of unknown type");
  }
  finish_request(response);
}

void Connection::finish_request(const std::optional<Response>& response) {
  static const Response kBug = server::proxied_refusal(500);
  keep_open_ = dialogue_.keep_connection() && response && !response->close && !core_.stopping();
  const Response* told = response ? &*response : &kBug;
  auto text = answer_text(*told, options_.variables);
  if (!text) {
    core_.failed(request_.request_id, "the answer's status or fields may not be sent");
    core_.refused(Refusal::kResponseFields, peer_);
    keep_open_ = false;
    told = &kBug;
    text = answer_text(kBug, options_.variables);
  }
  write(*text);
  core_.served(server::served_of(request_, &peer_, told->status, told->status == 200 ? 0 : told->body.size(),
                                 std::chrono::steady_clock::now() - started_));
}

void Connection::refuse(Refusal refusal) {
  core_.refused(refusal, peer_);
  const int status = server::proxied_status(refusal, options_.may_ask, peer_);
  write(answer_text(server::proxied_refusal(status), {}).value_or(""));
  keep_open_ = false;
}

void Connection::write(const std::string& text) {
  write_stdout(dialogue_.id(), text, wire_.output);
  write_end_request(dialogue_.id(), EndStatus::kComplete, wire_.output);
  dialogue_.answered();
  asked_ = true;
}

void Connection::close_if_idle() {
  if (reading_ && idle() && !wire_.stream.has_input()) {
    wire_.stream.cancel();
  }
}

void Connection::abort() {
  wire_.stream.shut_all();
}

std::unique_ptr<server::Conversation> Authorizer::talk(server::Core& core, int socket, Peer peer,
                                                       std::unique_ptr<server::TlsSession> /*tls*/) const {
  return std::make_unique<Connection>(core, options_, socket, std::move(peer));
}

std::string Authorizer::turned_away(server::Refusal /*refusal*/, std::string_view /*date*/) const {
  return {};
}

}  // namespace narvi::http::fastcgi
