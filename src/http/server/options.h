#pragma once
// Settings of one server (design: the door). The defaults are those of the documentation.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "http/server/deadlines.h"
#include "http/server/head_parser.h"

namespace narvi::http::server {

struct TlsOptions {
  std::string certificate_file;  ///< PEM, leaf first, then the chain; empty: no TLS
  std::string key_file;          ///< PEM
  std::string client_ca_file;    ///< PEM; if set, clients are asked for a certificate
  bool require_client_certificate = false;
};

struct ServerOptions {
  /// "127.0.0.1:8000", "[::1]:8000", "name:8000", "unix:/path", "systemd" (socket activation). Port 0: any.
  std::vector<std::string> listen;
  unsigned unix_mode = 0660;  ///< of a unix socket's file
  int backlog = 1024;

  HeadLimits head;
  std::size_t drain = 64 * 1024;  ///< an unread body up to this is read and thrown away, a larger one closes
  std::size_t connections = 10'000;        ///< in total
  std::size_t address_connections = 4096;  ///< from one IPv4 address or IPv6 /64; 0: no limit
  DeadlineLengths deadlines;
  std::chrono::milliseconds hard_stop = std::chrono::seconds(30);  ///< after begin_shutdown()

  TlsOptions tls;
};

}  // namespace narvi::http::server
