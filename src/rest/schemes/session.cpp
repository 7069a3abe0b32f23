#include <utility>

#include "rest/body.h"
#include "rest/call.h"
#include "rest/scheme.h"
#include "rest/schemes/builtin.h"

namespace narvi::rest::schemes {

namespace {

class SessionScheme final : public Scheme {
 public:
  std::string_view name() const override { return "session"; }

  io::Task<Result<Verdict>> authenticate(Call& call) const override {
    const Result<const accounts::User*> user = co_await call.visit.user();
    if (!user) {
      co_return tl::unexpected<Error>(user.error());
    }
    // drf §3.4: missing, anonymous or inactive is "not mine", and then nobody asks for a CSRF token.
    if (*user == nullptr || !(*user)->is_active) {
      co_return Verdict::not_mine();
    }
    std::optional<std::string> posted = co_await posted_csrf_token(call);
    const Result<std::optional<std::string>> reason = co_await call.visit.csrf_failure(std::move(posted));
    if (!reason) {
      co_return tl::unexpected<Error>(reason.error());
    }
    if (*reason) {
      co_return Verdict::refused(permission_denied("CSRF Failed: " + **reason, "csrf_failed"));
    }
    co_return Verdict::accepted(Identity{**user, "session", {}, {}});
  }
};

}  // namespace

std::shared_ptr<const Scheme> session_scheme() {
  return std::make_shared<SessionScheme>();
}

std::shared_ptr<const Scheme> make_session(const Services& /*services*/) {
  return session_scheme();
}

}  // namespace narvi::rest::schemes
