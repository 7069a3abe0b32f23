#pragma once
// MethodAs: a decision is about the visitor's method, not about that of the proxy's question.

#include <string_view>

#include "http/request.h"

namespace narvi::systems::forward_auth {

/// For a while the request's method is another's, however the asking ends.
class MethodAs {
 public:
  MethodAs(http::Request& request, std::string_view method) : request_(request), before_(request.method) {
    request.method = method;
  }
  ~MethodAs() { request_.method = before_; }
  MethodAs(const MethodAs&) = delete;
  MethodAs& operator=(const MethodAs&) = delete;

 private:
  http::Request& request_;
  std::string_view before_;
};

}  // namespace narvi::systems::forward_auth
