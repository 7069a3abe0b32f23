#include "http/ext_authz/entrance.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "http/ext_authz/connections.h"
#include "http/ext_authz/module.h"
#include "http/server/core.h"
#include "http/server/proxied_request.h"
#include "http/server/request_ids.h"
#include "http/server/stream.h"

namespace narvi::http::ext_authz {

namespace {

constexpr auto kFarewell = std::chrono::milliseconds(1000);  // for clients to go after a goodbye
constexpr auto kLookAgain = std::chrono::milliseconds(100);

std::string_view view(narvi_ext_authz_text text) {
  return {text.data, text.size};
}

/// Whether whoever asked has stopped waiting; `since` is when the question came.
bool given_up(const narvi_ext_authz_check& check, std::chrono::steady_clock::time_point since) {
  const auto passed =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since);
  return passed.count() >= check.milliseconds_left;
}

constexpr std::string_view kGivenUp = "given_up";  // in the access log

/// A connection that gRPC serves. This side holds a copy of the socket: it tells when the connection has
/// ended, and can end it.
class HandedOver final : public server::Conversation {
 public:
  HandedOver(server::Core& core, int copy, Connections& connections, int socket, unsigned long entry)
      : stream_(core.context(), copy, nullptr), connections_(connections), socket_(socket), entry_(entry) {}

  io::Task<void> serve() override {
    co_await stream_.ended();
    stream_.shut_all();  // whatever it was that ended it, urgent data for instance
    connections_.forget(socket_, entry_);
  }
  void close_if_idle() override {}  // Entrance::stop says goodbye in HTTP/2's own way
  void abort() override { stream_.shut_all(); }

 private:
  server::Stream stream_;
  Connections& connections_;
  const int socket_;  // gRPC's number for it
  const unsigned long entry_;
};

/// A connection that could not be handed over.
class Ended final : public server::Conversation {
 public:
  io::Task<void> serve() override { co_return; }
  void close_if_idle() override {}
  void abort() override {}
};

}  // namespace

struct Entrance::Parts {
  using Time = std::chrono::steady_clock::time_point;

  Parts(EntranceOptions given, server::Handler& to, io::LoopGroup& on,
        std::vector<server::Observer*> watching)
      : options(std::move(given)), handler(to), loops(on), observers(std::move(watching)) {
    for (std::size_t i = 0; i < loops.size(); ++i) {
      ids.emplace_back(reinterpret_cast<std::uintptr_t>(this) ^ (std::uint64_t{i} << 56) ^
                       static_cast<std::uint64_t>(getpid()) << 32);
    }
  }

  static void cut_idle(const std::weak_ptr<Parts>& parts, std::chrono::milliseconds later, bool was_idle);
  static void check(void* self, const narvi_ext_authz_check* check, void* call);
  io::Task<void> decide(std::size_t loop, const narvi_ext_authz_check& check, void* call, Peer peer,
                        Time since);
  io::Task<Response> answer(std::size_t loop, const narvi_ext_authz_check& check, Request& request,
                            Time since);
  std::optional<server::Refusal> read(const narvi_ext_authz_check& check, Request& request) const;
  Response refuse(std::size_t loop, server::Refusal refusal, const Peer& peer) const;
  Response give_up(std::size_t loop, Request& request, Time since);
  io::Task<Response> ask(std::size_t loop, Request& request);
  void report(std::size_t loop, const Request& request, const Response& response, Time since);

  const EntranceOptions options;
  server::Handler& handler;
  io::LoopGroup& loops;
  std::vector<server::Observer*> observers;
  std::vector<server::RequestIds> ids;  // one a loop
  Connections connections;
  const narvi_ext_authz_entry* module = nullptr;
  std::mutex mutex;  // nothing is handed over once stop() has begun
  void* server = nullptr;
  std::atomic<std::size_t> turn{0};
  std::atomic<std::size_t> pending{0};  // questions without an answer yet
};

Entrance::Entrance(EntranceOptions options, server::Handler& handler, io::LoopGroup& loops,
                   std::vector<server::Observer*> observers)
    : parts_(std::make_shared<Parts>(std::move(options), handler, loops, std::move(observers))) {}

Entrance::~Entrance() = default;

Result<void> Entrance::start() {
  const EntranceOptions& options = parts_->options;
  const auto module =
      load_module(options.module.empty() ? usual_places() : std::vector<std::string>{options.module});
  if (!module) {
    return tl::unexpected<Error>(module.error());
  }
  return start(**module);
}

Result<void> Entrance::start(const narvi_ext_authz_entry& module) {
  const EntranceOptions& options = parts_->options;
  parts_->module = &module;
  const narvi_ext_authz_host host{.self = parts_.get(),
                                  .check = &Parts::check,
                                  .message_bytes = options.message_bytes,
                                  .idle_milliseconds = static_cast<int>(options.idle.count()),
                                  .calls_of_one_connection = options.calls_of_one_connection};
  parts_->server = parts_->module->start(&host);
  if (parts_->server == nullptr) {
    return fail(ErrorKind::kConfiguration, "gRPC does not start");
  }
  return {};
}

void Entrance::stop(std::chrono::milliseconds grace) {
  void* server = nullptr;
  {
    const std::scoped_lock lock(parts_->mutex);
    server = std::exchange(parts_->server, nullptr);
  }
  if (server != nullptr) {
    Parts::cut_idle(parts_, kFarewell, false);
    parts_->module->stop(server, grace.count());
    parts_->module->release(server);
  }
}

std::unique_ptr<server::Conversation> Entrance::talk(server::Core& core, int socket, Peer peer,
                                                     std::unique_ptr<server::TlsSession> /*tls*/) const {
  Parts& parts = *parts_;
  const std::scoped_lock lock(parts.mutex);
  const int copy = parts.server == nullptr ? -1 : ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) {
    ::close(socket);
    return std::make_unique<Ended>();
  }
  const unsigned long entry = parts.connections.add(socket, copy, std::move(peer));
  auto conversation = std::make_unique<HandedOver>(core, copy, parts.connections, socket, entry);
  if (parts.module->adopt(parts.server, socket) == 0) {
    ::close(socket);
    conversation->abort();
  }
  return conversation;
}

std::string Entrance::turned_away(server::Refusal /*refusal*/, std::string_view /*date*/) const {
  return {};
}

/// Cuts when nobody has waited for an answer twice in a row: the last one may still be on its way out.
void Entrance::Parts::cut_idle(const std::weak_ptr<Parts>& parts, std::chrono::milliseconds later,
                               bool was_idle) {
  const auto self = parts.lock();
  if (!self) {
    return;
  }
  self->loops.at(0).after(later, [parts, was_idle] {
    const auto now = parts.lock();
    const bool idle = now && now->pending.load(std::memory_order_relaxed) == 0;
    if (idle && was_idle) {
      now->connections.cut_all();
    } else {
      cut_idle(parts, kLookAgain, idle);
    }
  });
}

void Entrance::Parts::check(void* self, const narvi_ext_authz_check* check, void* call) {
  auto& parts = *static_cast<Parts*>(self);
  // Now, not later on the loop: the socket's number is surely this call's as long as its connection stands.
  Peer peer = parts.connections.find(check->connection);
  parts.pending.fetch_add(1, std::memory_order_relaxed);
  const std::size_t loop = parts.turn.fetch_add(1, std::memory_order_relaxed) % parts.loops.size();
  const Time since = std::chrono::steady_clock::now();
  parts.loops.at(loop).post([&parts, loop, check, call, since, peer = std::move(peer)]() mutable {
    io::start(parts.decide(loop, *check, call, std::move(peer), since));
  });
}

io::Task<void> Entrance::Parts::decide(std::size_t loop, const narvi_ext_authz_check& check, void* call,
                                       Peer peer, Time since) {
  std::array<char, 16> id{};
  Request request;
  request.peer = &peer;
  request.request_id = ids[loop].next(id);
  const Response response = co_await answer(loop, check, request, since);
  const CheckAnswer told(response, options.answers, std::span(check.fields, check.field_count));
  module->answer(call, &told.plain());
  pending.fetch_sub(1, std::memory_order_relaxed);
}

io::Task<Response> Entrance::Parts::answer(std::size_t loop, const narvi_ext_authz_check& check,
                                           Request& request, Time since) {
  if (given_up(check, since)) {
    co_return give_up(loop, request, since);
  }
  if (const auto refusal = read(check, request)) {
    co_return refuse(loop, *refusal, *request.peer);
  }
  Response response = co_await ask(loop, request);
  report(loop, request, response, since);
  co_return response;
}

/// Makes `request`. Of somebody who may not ask nothing is read: the handler is asked without a question, and
/// refuses its peer.
std::optional<server::Refusal> Entrance::Parts::read(const narvi_ext_authz_check& check,
                                                     Request& request) const {
  if (options.may_ask && !options.may_ask(*request.peer)) {
    return server::make_request({}, options.target, {}, request);
  }
  if (check.too_long != 0) {
    return server::Refusal::kHeadTooLarge;
  }
  Headers visitor;
  for (const narvi_ext_authz_field& field : std::span(check.fields, check.field_count)) {
    visitor.add(view(field.name), view(field.value));
  }
  return server::make_request({.method = view(check.method),
                               .scheme = view(check.scheme),
                               .host = view(check.host),
                               .uri = view(check.uri),
                               .client_address = view(check.client_address)},
                              options.target, visitor, request, options.reserved);
}

Response Entrance::Parts::refuse(std::size_t loop, server::Refusal refusal, const Peer& peer) const {
  for (server::Observer* observer : observers) {
    observer->refused(loop, refusal, peer);
  }
  return server::proxied_refusal(server::row(refusal).status);
}

/// Nobody reads the answer; what it would have cost is for those who still wait. Operators see how many.
Response Entrance::Parts::give_up(std::size_t loop, Request& request, Time since) {
  Response response = server::proxied_refusal(503);
  request.method = "GET";
  request.path = options.target;
  request.outcome = kGivenUp;
  for (server::Observer* observer : observers) {
    observer->started(loop);
  }
  report(loop, request, response, since);
  return response;
}

io::Task<Response> Entrance::Parts::ask(std::size_t loop, Request& request) {
  for (server::Observer* observer : observers) {
    observer->started(loop);
  }
  std::string bug;
  try {
    Response response = co_await handler.answer(request);
    if (may_be_told(response)) {
      co_return response;
    }
    bug = "the answer's status or fields may not be sent";
  } catch (const std::exception& thrown) {
    bug = thrown.what();
  } catch (...) {
    bug = "an exception of unknown type";
  }
  for (server::Observer* observer : observers) {
    observer->failed(loop, request.request_id, bug);
  }
  co_return server::proxied_refusal(500);
}

void Entrance::Parts::report(std::size_t loop, const Request& request, const Response& response, Time since) {
  const server::Served served = server::served_of(
      request, request.peer, response.status, response.body.size(), std::chrono::steady_clock::now() - since);
  for (server::Observer* observer : observers) {
    observer->served(loop, served);
  }
}

}  // namespace narvi::http::ext_authz
