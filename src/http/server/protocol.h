#pragma once
// Protocol: the language that the connections of one server speak: HTTP at the door, others at the entrances
// of the decision point. Accepting, seats, deadlines, observers and the ending are the same for all.

#include <memory>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/server/refusal.h"
#include "http/server/tls.h"
#include "io/task.h"

namespace narvi::http::server {

class Core;

/// One client from accept to close, on one loop.
class Conversation {
 public:
  virtual ~Conversation() = default;

  /// Serves until the connection has ended. The conversation may be destroyed when this task has ended, not
  /// before.
  virtual io::Task<void> serve() = 0;
  /// Graceful stop: closes the connection if it is between requests; a busy one ends after its answer.
  virtual void close_if_idle() = 0;
  /// Hard stop: everything it waits for fails; a handler under way still runs to its end.
  virtual void abort() = 0;
};

class Protocol {
 public:
  virtual ~Protocol() = default;

  /// Begins to talk to a client: takes over `socket`. `core` outlives the conversation; `tls` is null for
  /// plain text. On the core's loop.
  virtual std::unique_ptr<Conversation> talk(Core& core, int socket, Peer peer,
                                             std::unique_ptr<TlsSession> tls) const = 0;
  /// What a client without a seat is told before its connection closes; may be empty. `date` is the Date
  /// field's line.
  virtual std::string turned_away(Refusal refusal, std::string_view date) const = 0;
};

/// HTTP/1.1.
const Protocol& http_protocol();

}  // namespace narvi::http::server
