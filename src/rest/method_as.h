#pragma once
// MethodAs: for a while the request's method is another text of ours, however the answering ends.

#include <string_view>

#include "http/request.h"

namespace narvi::rest {

class MethodAs {
 public:
  /// `method` must live as long as this object.
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

}  // namespace narvi::rest
