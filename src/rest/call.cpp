#include "rest/call.h"

namespace narvi::rest {

namespace {

ApiError body_error(http::BodyFailure failure) {
  if (failure == http::BodyFailure::kTooLarge) {
    return body_too_large();
  }
  ApiError error =
      parse_error(failure == http::BodyFailure::kTimeout ? "The request body did not arrive in time."
                                                         : "The request body is broken.");
  error.status = failure == http::BodyFailure::kTimeout ? 408 : 400;
  error.close = true;
  return error;
}

}  // namespace

Call::Call(http::Request& given, const Services& available)
    : request(given), services(available), visit(available.accounts, given) {}

io::Task<ApiResult<const std::string*>> Call::body() {
  if (!body_) {
    if (request.body == nullptr) {
      body_.emplace(std::string());
    } else {
      const std::size_t limit = endpoint == nullptr ? 0 : endpoint->body_limit;
      Result<std::string, http::BodyFailure> bytes = co_await request.body->read(limit);
      if (bytes) {
        body_.emplace(std::move(*bytes));
      } else {
        body_.emplace(refuse(body_error(bytes.error())));
      }
    }
  }
  if (!*body_) {
    co_return refuse(body_->error());
  }
  co_return &**body_;
}

}  // namespace narvi::rest
