#include "systems/knox/token_view.h"

#include <utility>

#include "base/log.h"
#include "rest/run.h"
#include "rest/schemes/token_header.h"
#include "rest/user_object.h"
#include "systems/knox/stored_token.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

using http::Response;
using http::json::Null;
using http::json::Object;
using http::json::Value;
using rest::Call;

/// What the scheme of these endpoints left: theirs is Knox alone.
const Proof& proof_of(const Call& call) {
  return dynamic_cast<const Proof&>(*call.identity->auth);
}

}  // namespace

TokenView::TokenView(const rest::Services& services, Options options)
    : options_(std::move(options)), sql_(options_.table, services.accounts.users.table()) {}

Response TokenView::told(Call& call, Instant created, std::optional<Instant> expiry) const {
  Object body;
  body.set("created", Value(options_.expiry_format.text(created)));
  body.set("expiry", expiry ? Value(options_.expiry_format.text(*expiry)) : Value(Null()));
  if (!options_.user_fields.empty()) {
    body.set("user", rest::user_object(call.identity->user, options_.user_fields,
                                       call.services.accounts.users.table()));
  }
  return rest::json_response(200, Value(std::move(body)));
}

io::Task<Response> TokenView::tell(Call& call) const {
  const Proof& proof = proof_of(call);
  co_return told(call, proof.created, proof.expiry);
}

io::Task<Response> TokenView::refresh(Call& call) const {
  const Proof& proof = proof_of(call);
  const Renewal asked{true, options_.ttl, options_.renewal.max_ttl, Seconds(0)};
  const Instant now = call.services.clock.now();
  const std::optional<Instant> renewed = renewed_expiry(asked, proof.created, proof.expiry, now);
  if (!renewed) {
    co_return told(call, proof.created, proof.expiry);
  }
  database::Params params{proof.digest, *renewed};
  const database::Result<database::Outcome> outcome =
      co_await call.services.database.write(sql_.extend, std::move(params));
  if (!outcome) {
    co_return rest::error_response(call, rest::from_error(database::to_error(outcome.error())));
  }
  if (outcome->rows.empty()) {
    co_return rest::error_response(call, rest::authentication_failed(rest::schemes::kInvalidToken));
  }
  const std::optional<Instant> expiry = outcome->rows.front().instant(0);
  call.request.outcome = "refreshed";
  if (is_capped(asked, proof.created, now)) {
    log_info("auto_refresh_max_ttl cut the renewal of a knox token",
             {{"user", call.identity->user.username}});
  }
  if (expiry) {
    call.services.events.fire_token_renewed({"knox", call.identity->user.username, *expiry});
  }
  co_return told(call, proof.created, expiry);
}

}  // namespace narvi::systems::knox
