#include "systems/authtoken/scheme.h"

#include <array>
#include <memory>
#include <utility>

#include "http/joined_field.h"
#include "rest/call.h"
#include "rest/schemes/token_header.h"
#include "systems/authtoken/token_store.h"

namespace narvi::systems::authtoken {

namespace {

using rest::Verdict;
using rest::schemes::BadToken;
using rest::schemes::GivenToken;
using rest::schemes::NotToken;
using rest::schemes::TokenParse;

class TokenScheme final : public rest::Scheme {
 public:
  TokenScheme(const rest::Services& services, std::string keyword)
      : keyword_(std::move(keyword)),
        store_(std::make_unique<TokenStore>(services, Storage::kPlain)) {}  // it reads only: both forms

  std::string_view name() const override { return "token"; }
  bool looks_at_credentials_only() const override { return true; }
  std::string challenge() const override { return keyword_; }

  io::Task<Result<Verdict>> authenticate(rest::Call& call) const override {
    const std::optional<std::string> header = http::joined_field(call.request.headers, "Authorization");
    TokenParse parsed = header ? rest::schemes::parse_token(*header, keyword_) : TokenParse(NotToken{});
    if (std::holds_alternative<NotToken>(parsed)) {
      co_return Verdict::not_mine();
    }
    if (const auto* bad = std::get_if<BadToken>(&parsed)) {
      co_return Verdict::refused(rest::authentication_failed(bad->text));
    }
    std::string token = std::move(std::get<GivenToken>(parsed).token);
    Result<std::optional<Holder>> found = co_await store_->find(SecretText(token));
    if (!found) {
      co_return tl::unexpected<Error>(std::move(found.error()));
    }
    if (!*found) {
      co_return Verdict::refused(rest::authentication_failed(rest::schemes::kInvalidToken));
    }
    if ((*found)->token_ended) {
      co_return Verdict::refused(rest::authentication_failed("The given token has expired."));
    }
    accounts::User& user = (*found)->user;
    if (!user.is_active) {
      co_return Verdict::refused(rest::authentication_failed("User inactive or deleted."));
    }
    rest::Identity identity;
    identity.proof = {"authtoken", user.key.text()};
    identity.user = std::move(user);
    identity.scheme = "token";
    identity.credential = decltype(identity.credential)(std::move(token));
    co_return Verdict::accepted(std::move(identity));
  }

 private:
  std::string keyword_;
  std::unique_ptr<TokenStore> store_;
};

}  // namespace

std::span<const rest::SchemeEntry> schemes() {
  static constexpr std::array<rest::SchemeEntry, 1> kEntries = {{
      {"TokenAuthentication", "rest_framework.authentication.TokenAuthentication", make_token},
  }};
  return kEntries;
}

std::shared_ptr<const rest::Scheme> make_token(const rest::Services& services) {
  return token_scheme(services, services.settings.text("systems.authtoken", "keyword"));
}

std::shared_ptr<const rest::Scheme> token_scheme(const rest::Services& services, std::string keyword) {
  return std::make_shared<TokenScheme>(services, std::move(keyword));
}

}  // namespace narvi::systems::authtoken
