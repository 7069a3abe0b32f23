#include "systems/forward_auth/session_touch.h"

#include "accounts/session_store.h"
#include "crypto/digest.h"
#include "http/joined_field.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kSession = "session";

/// Of the fields that finish() set; a decision tells one cookie at most (contract §2.3), and the session's is
/// the one that counts.
std::optional<std::string> session_cookie(const http::Response& response, std::string_view name) {
  const std::string start = std::string(name) + "=";
  for (const auto& [field, value] : response.headers) {
    if (field == "Set-Cookie" && value.starts_with(start)) {
      return value;
    }
  }
  return std::nullopt;
}

/// What tells the session from others. Signed cookies have no key but themselves.
crypto::Digest digest_of(const http::Request& request, const rest::Identity& identity) {
  const std::string& key = identity.proof.ref;
  return crypto::sha256(key.empty() ? http::joined_field(request.headers, "Cookie", "; ").value_or("") : key);
}

}  // namespace

bool SessionTouch::is_due(const http::Request& request, const rest::Identity& identity, Instant now) const {
  if (!slides_ || identity.scheme != kSession) {
    return false;
  }
  const std::optional<Instant> last = touched_.find(digest_of(request, identity).bytes());
  return !last || now < *last || now - *last >= pause_;
}

io::Task<Result<std::optional<std::string>>> SessionTouch::settle(rest::Call& call, Instant now) {
  const Result<accounts::Session*> session = co_await call.visit.session();
  if (!session) {
    co_return tl::unexpected<Error>(session.error());
  }
  const bool due = call.identity && is_due(call.request, *call.identity, now);
  if (!due && !(*session)->modified()) {
    co_return std::nullopt;
  }
  http::Response dressed;
  const Result<accounts::SaveOutcome> saved = co_await call.visit.finish(dressed);
  if (!saved) {
    co_return tl::unexpected<Error>(saved.error());
  }
  if (*saved == accounts::SaveOutcome::kInterrupted) {
    co_return fail(ErrorKind::kConflict, "the session has ended");
  }
  if (due) {
    touched_.put(digest_of(call.request, *call.identity).bytes(), now,
                 [&](Instant old) { return now - old >= pause_; });
  }
  co_return session_cookie(dressed, call.services.accounts.browser.session.cookie.name);
}

}  // namespace narvi::systems::forward_auth
