#include "http/server/proxied_refusal.h"

#include <string>
#include <string_view>

namespace narvi::http::server {

namespace {

constexpr std::string_view kTryAgainAfter = "5";  // seconds, as the decision says

/// None of them needs an escape in JSON.
std::string detail_of(int status) {
  switch (status) {
    case 400:
      return "Malformed request.";
    case 403:
      return "You do not have permission to perform this action.";
    case 503:
      return "Try again later.";
    default:
      return std::string(reason_phrase(status)) + ".";
  }
}

}  // namespace

Response proxied_refusal(int status) {
  Response response{.status = status,
                    .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                    .body = R"({"detail":")" + detail_of(status) + R"("})",
                    .close = true};
  if (status == 503) {
    response.headers.emplace_back("Retry-After", kTryAgainAfter);
  }
  return response;
}

int proxied_status(Refusal refusal, const MayAsk& may_ask, const Peer& peer) {
  return may_ask && !may_ask(peer) ? 403 : row(refusal).status;
}

}  // namespace narvi::http::server
