#include <utility>

#include "rest/call.h"
#include "rest/csrf.h"
#include "rest/scheme.h"
#include "rest/schemes/builtin.h"

namespace narvi::rest::schemes {

namespace {

class SessionScheme final : public Scheme {
 public:
  std::string_view name() const override { return "session"; }
  bool looks_at_credentials_only() const override { return true; }

  io::Task<Result<Verdict>> authenticate(Call& call) const override {
    const Result<const accounts::User*> user = co_await call.visit.user();
    if (!user) {
      co_return tl::unexpected<Error>(user.error());
    }
    // drf §3.4: missing, anonymous or inactive is "not mine", and then nobody asks for a CSRF token.
    if (*user == nullptr || !(*user)->is_active) {
      co_return Verdict::not_mine();
    }
    ApiResult<void> from_here = co_await enforce_csrf(call);
    if (!from_here) {
      co_return Verdict::refused(std::move(from_here.error()));
    }
    const Result<accounts::Session*> session = co_await call.visit.session();
    if (!session) {
      co_return tl::unexpected<Error>(session.error());
    }
    Identity identity{.user = **user, .scheme = "session", .credential = {}, .client = {}};
    // What signed_cookies keeps there is the whole session, which nobody can list or end.
    if (const auto& key = (*session)->key(); key && key->size() <= accounts::kSessionKeyLength) {
      identity.proof = {"session", *key};
    }
    co_return Verdict::accepted(std::move(identity));
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
