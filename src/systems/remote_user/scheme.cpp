#include "systems/remote_user/scheme.h"

#include <array>
#include <utility>

#include "accounts/remote_user_backend.h"
#include "rest/call.h"
#include "systems/remote_user/assertion.h"
#include "systems/remote_user/refusal.h"

namespace narvi::systems::remote_user {

namespace {

class StrictRemoteUser final : public rest::Scheme {
 public:
  explicit StrictRemoteUser(Source source) : source_(std::move(source)) {}

  std::string_view name() const override { return "remote_user"; }

  io::Task<Result<rest::Verdict>> authenticate(rest::Call& call) const override {
    const auto assertion = read_assertion(source_, call.request);
    if (!assertion) {
      co_return rest::Verdict::refused(malformed(call, assertion.error()));
    }
    // Nobody is asked about, too, so that user_login_failed is fired as upstream does (drf §3.5).
    const Assertion given = assertion->value_or(Assertion{});
    Result<accounts::Authenticated> result = co_await call.services.accounts.backends.authenticate(
        accounts::remote_user_credentials(given.name, given.said));
    if (!result) {
      co_return tl::unexpected<Error>(std::move(result.error()));
    }
    if (!result->user || !result->user->is_active) {
      if (!given.name.empty()) {
        note_nobody(call, *result);
      }
      co_return rest::Verdict::not_mine();
    }
    co_return rest::Verdict::accepted(rest::Identity{std::move(*result->user), "remote_user", {}, {}});
  }

 private:
  Source source_;
};

std::shared_ptr<const rest::Scheme> make(const rest::Services& services) {
  return std::make_shared<StrictRemoteUser>(read_options(services.settings).source);
}

}  // namespace

std::span<const rest::SchemeEntry> schemes() {
  static constexpr std::array<rest::SchemeEntry, 1> kEntries = {
      {{"RemoteUserAuthentication", "rest_framework.authentication.RemoteUserAuthentication", make}}};
  return kEntries;
}

}  // namespace narvi::systems::remote_user
