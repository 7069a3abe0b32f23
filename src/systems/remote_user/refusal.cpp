#include "systems/remote_user/refusal.h"

#include "base/log.h"
#include "base/seldom.h"

namespace narvi::systems::remote_user {

rest::ApiError malformed(const rest::Call& call, http::AssertionFault fault) {
  log_info("a front server's word on the user was refused",
           {{"request_id", call.request.request_id}, {"why", http::word(fault)}});
  rest::ApiError error;
  error.status = 400;
  error.detail = http::json::Value("Malformed request.");
  error.code = "malformed";
  return error;
}

void note_nobody(const rest::Call& call, const accounts::Authenticated& result) {
  static Seldom unknown;
  static Seldom inactive;
  const bool is_inactive = result.inactive || result.user;
  if ((is_inactive ? inactive : unknown).due()) {
    log_info("a front server named a user who is not let in",
             {{"request_id", call.request.request_id}, {"why", is_inactive ? "inactive" : "unknown"}});
  }
}

}  // namespace narvi::systems::remote_user
