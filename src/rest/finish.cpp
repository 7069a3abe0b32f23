#include "rest/finish.h"

#include "http/html_pages.h"
#include "rest/run.h"

namespace narvi::rest {

namespace {

using accounts::SaveOutcome;

}  // namespace

http::Response failure_response(const Call& call, const ApiError& error) {
  if (call.endpoint != nullptr) {
    http::Response response = error_response(call, error);
    finalise(call, response);
    return response;
  }
  http::Response response;
  response.status = error.status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = error_body(error, false);
  if (error.retry_after) {
    response.headers.emplace_back("Retry-After", std::to_string(*error.retry_after));
  }
  return response;
}

io::Task<http::Response> finish(Call& call, http::Response response, accounts::Framing framing) {
  const Result<SaveOutcome> saved = co_await call.visit.finish(response);
  const accounts::Accounts& accounts = call.services.accounts;
  if (!saved) {
    call.request.outcome = "unsaved";
    response = failure_response(call, from_error(saved.error()));
  } else if (*saved == SaveOutcome::kInterrupted) {
    call.request.outcome = "interrupted";
    response =
        http::error_page(http::ErrorPage::kBadRequest, accounts::django_major(accounts.django.version));
  }
  accounts::add_security_headers(response, accounts.browser.security, call.request.https, accounts.django,
                                 framing);
  co_return response;
}

}  // namespace narvi::rest
