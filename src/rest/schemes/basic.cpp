#include <utility>

#include "http/joined_field.h"
#include "rest/call.h"
#include "rest/scheme.h"
#include "rest/schemes/basic_credentials.h"
#include "rest/schemes/builtin.h"

namespace narvi::rest::schemes {

namespace {

class BasicScheme final : public Scheme {
 public:
  explicit BasicScheme(std::string_view realm) : challenge_("Basic realm=\"" + std::string(realm) + "\"") {}

  std::string_view name() const override { return "basic"; }
  bool looks_at_credentials_only() const override { return true; }
  std::string challenge() const override { return challenge_; }

  io::Task<Result<Verdict>> authenticate(Call& call) const override {
    const std::optional<std::string> header = http::joined_field(call.request.headers, "Authorization");
    BasicParse parsed = header ? parse_basic(*header, call.services.rest_version) : BasicParse(NotBasic{});
    if (std::holds_alternative<NotBasic>(parsed)) {
      co_return Verdict::not_mine();
    }
    if (const auto* bad = std::get_if<BadBasic>(&parsed)) {
      co_return Verdict::refused(authentication_failed(bad->text));
    }
    auto& given = std::get<BasicCredentials>(parsed);
    accounts::Credentials credentials{std::move(given.username), std::move(given.password)};
    Result<accounts::Authenticated> result =
        co_await call.services.accounts.backends.authenticate(std::move(credentials));
    if (!result) {
      co_return tl::unexpected<Error>(std::move(result.error()));
    }
    if (!result->user) {
      co_return Verdict::refused(authentication_failed("Invalid username/password."));
    }
    if (!result->user->is_active) {  // a backend that lets inactive users through (drf §3.2)
      co_return Verdict::refused(authentication_failed("User inactive or deleted."));
    }
    co_return Verdict::accepted(Identity{std::move(*result->user), "basic", {}, {}});
  }

 private:
  std::string challenge_;
};

}  // namespace

std::shared_ptr<const Scheme> basic_scheme(std::string realm) {
  return std::make_shared<BasicScheme>(realm);
}

std::shared_ptr<const Scheme> make_basic(const Services& services) {
  return basic_scheme(services.settings.text("rest_framework", "basic_realm"));
}

}  // namespace narvi::rest::schemes
