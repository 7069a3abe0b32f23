#include "systems/remote_user/refusal.h"

#include "base/log.h"

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

}  // namespace narvi::systems::remote_user
