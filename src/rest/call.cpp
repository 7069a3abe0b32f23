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

accounts::Subject& Call::subject() {
  if (!subject_) {
    subject_.emplace(identity ? std::optional(identity->user) : std::nullopt);
  }
  return *subject_;
}

bool Call::has_anonymous_user() const {
  return services.settings.optional_text("rest_framework", "unauthenticated_user").has_value();
}

std::string_view Call::user_text() const {
  if (identity) {
    return identity->user.username;
  }
  return has_anonymous_user() ? "AnonymousUser" : "None";
}

std::optional<std::string> Call::auth_text() const {
  if (!identity) {
    return services.settings.optional_text("rest_framework", "unauthenticated_token");
  }
  return identity->credential.empty() ? std::nullopt : std::optional(identity->credential);
}

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
