#pragma once
// ListeningSocket: opening the door's sockets: TCP, unix, or those that systemd hands over.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace narvi::http::server {

/// A socket that listens. Owns its descriptor and, for a unix socket that it made, the file.
class ListeningSocket {
 public:
  ListeningSocket(int descriptor, std::string unix_path)
      : descriptor_(descriptor), path_(std::move(unix_path)) {}
  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&& other) noexcept;
  ~ListeningSocket() { close(); }

  int descriptor() const { return descriptor_; }
  /// The TCP port it is bound to; 0 for a unix socket.
  std::uint16_t port() const;
  /// Hands the descriptor to somebody else; the file of a unix socket is still removed by this object.
  int release();

 private:
  void close();
  int descriptor_ = -1;
  std::string path_;
};

struct ListenRules {
  unsigned unix_mode = 0660;
  int backlog = 1024;
};

/// Opens `address`: "127.0.0.1:8000", "[::1]:8000" (IPv6 only), "name:8000" (every address of the name),
/// "unix:/path" (a stale socket file is removed, a living one is an error), "systemd" (LISTEN_FDS, once per
/// process). All sockets are non-blocking and close-on-exec. Errors: kConfiguration, naming the address.
Result<std::vector<ListeningSocket>> open_listening(const std::string& address, const ListenRules& rules);

}  // namespace narvi::http::server
