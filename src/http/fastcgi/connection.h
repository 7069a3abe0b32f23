#pragma once
// Connection: one web server's connection from accept to close. One coroutine; everything happens on its
// loop.

#include <array>
#include <chrono>
#include <optional>

#include "http/fastcgi/authorizer.h"
#include "http/fastcgi/authorizer_request.h"
#include "http/fastcgi/dialogue.h"
#include "http/response.h"
#include "http/server/core.h"
#include "http/server/wire.h"

namespace narvi::http::fastcgi {

class Connection final : public server::Conversation {
 public:
  /// Takes over `socket`. `core` and `options` outlive the connection.
  Connection(server::Core& core, const AuthorizerOptions& options, int socket, Peer peer);

  io::Task<void> serve() override;
  void close_if_idle() override;
  void abort() override;

 private:
  using Time = std::chrono::steady_clock::time_point;

  bool take_records();
  void make_room();
  server::Phase phase() const;
  bool idle() const;
  void arm();
  void received(std::size_t bytes);
  io::Task<void> answer();
  bool open_request();
  std::optional<server::Refusal> read_request();
  void finish_request(const std::optional<Response>& response);
  void refuse(server::Refusal refusal);
  void write(const std::string& text);

  server::Core& core_;
  const AuthorizerOptions& options_;
  Peer peer_;
  server::Wire wire_;
  Dialogue dialogue_;
  AuthorizerRequest reader_;
  Request request_;
  std::array<char, 16> request_id_{};
  std::optional<server::Phase> phase_;  // whose deadline is set
  Time started_{};
  bool reading_ = false;
  bool asked_ = false;  // something was answered on this connection
  bool keep_open_ = true;
};

}  // namespace narvi::http::fastcgi
