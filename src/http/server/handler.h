#pragma once
// Handler: what stands behind the door. The site implements it; tests and the metrics listener have their
// own.

#include "http/request.h"
#include "http/response.h"
#include "io/task.h"

namespace narvi::http::server {

class Handler {
 public:
  virtual ~Handler() = default;

  /// Answers one request. Called on the loop of the request's connection, one request of a connection at a
  /// time. `request` and all it points to live until the task has ended; the task must end even if the client
  /// has gone. An exception is a bug: the client gets 500 and the connection closes.
  virtual io::Task<Response> answer(Request& request) = 0;
};

}  // namespace narvi::http::server
