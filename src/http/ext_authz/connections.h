#pragma once
// Connections: who is at the other end of each socket that was given to gRPC. Thread-safe: loops add and
// remove, threads of gRPC look up.

#include <sys/socket.h>

#include <mutex>
#include <unordered_map>

#include "http/request.h"

namespace narvi::http::ext_authz {

class Connections {
 public:
  /// `socket` belongs to `peer` from now on; `copy` is a duplicate that stays open until forget(). A number
  /// that is still known belonged to a socket that has been closed since. Returns what forget() wants.
  unsigned long add(int socket, int copy, Peer peer) {
    const std::scoped_lock lock(mutex_);
    by_socket_[socket] = {++last_, copy, std::move(peer)};
    return last_;
  }
  /// Ends what add() began, unless the number has a new owner.
  void forget(int socket, unsigned long entry) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_socket_.find(socket);
    if (found != by_socket_.end() && found->second.entry == entry) {
      by_socket_.erase(found);
    }
  }
  /// The peer; one without an address, whom nobody trusts, for a socket that is not known (any more).
  Peer find(int socket) const {
    const std::scoped_lock lock(mutex_);
    const auto found = by_socket_.find(socket);
    return found == by_socket_.end() ? Peer{} : found->second.peer;
  }
  /// Ends all of them, both ways.
  void cut_all() const {
    const std::scoped_lock lock(mutex_);
    for (const auto& [socket, row] : by_socket_) {
      ::shutdown(row.copy, SHUT_RDWR);
    }
  }

 private:
  struct Row {
    unsigned long entry = 0;
    int copy = -1;
    Peer peer;
  };
  mutable std::mutex mutex_;
  std::unordered_map<int, Row> by_socket_;
  unsigned long last_ = 0;
};

}  // namespace narvi::http::ext_authz
