#pragma once
// Connection: one client from accept to close (state diagram: README.md). One coroutine; everything happens
// on its loop.

#include <array>
#include <chrono>
#include <memory>
#include <optional>

#include "http/request.h"
#include "http/response.h"
#include "http/server/body_reader.h"
#include "http/server/head_scanner.h"
#include "http/server/protocol.h"
#include "http/server/wire.h"
#include "io/task.h"

namespace narvi::http::server {

class Connection final : public Conversation {
 public:
  /// Takes over `socket`. `core` outlives the connection.
  Connection(Core& core, int socket, Peer peer, std::unique_ptr<TlsSession> tls);

  io::Task<void> serve() override;
  void close_if_idle() override;
  void abort() override;

  const Peer& peer() const { return peer_; }

 private:
  using Time = std::chrono::steady_clock::time_point;

  io::Task<bool> shake_hands();
  io::Task<void> answer_requests();

  HeadScanner::State look_for_head();
  bool make_room();
  bool received(std::size_t bytes);
  bool begin_request();
  bool open_request(std::size_t head_size);
  void finish_request(const std::optional<Response>& response);
  void report(const Response& response, std::size_t bytes);
  void refuse(Refusal refusal);

  Core& core_;
  Peer peer_;
  Wire wire_;
  HeadScanner scanner_;
  Request request_;
  BodyReader body_;
  std::array<char, 16> request_id_{};
  Framing framing_;
  Time started_{};
  Time answered_{};    // when the last answer was queued
  bool idle_ = false;  // waiting for the first byte of a further request
  bool keep_open_ = true;
  bool unread_input_ = false;  // the client may still be sending what we will not read
};

}  // namespace narvi::http::server
