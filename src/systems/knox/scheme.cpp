#include "systems/knox/scheme.h"

#include <array>
#include <memory>
#include <utility>

#include "http/joined_field.h"
#include "rest/call.h"
#include "rest/schemes/token_header.h"
#include "systems/knox/options.h"
#include "systems/knox/token_lookup.h"
#include "systems/knox/tokens.h"

namespace narvi::systems::knox {

namespace {

using rest::Verdict;
using rest::schemes::BadToken;
using rest::schemes::GivenToken;
using rest::schemes::kInvalidToken;
using rest::schemes::NotToken;
using rest::schemes::TokenParse;

rest::Identity identity_of(StoredToken token) {
  auto proof = std::make_shared<Proof>();
  proof->digest = token.digest;
  proof->created = token.created;
  proof->expiry = token.expiry;
  rest::Identity identity;
  identity.scheme = "knox";
  identity.credential = token.digest + " : " + token.user.username;  // knox §6.4
  identity.proof = {"knox", std::move(token.digest)};
  identity.auth = std::move(proof);
  identity.user = std::move(token.user);
  return identity;
}

class KnoxScheme final : public rest::Scheme {
 public:
  KnoxScheme(const rest::Services& services, const Options& options)
      : prefix_(options.header_prefix),
        fall_through_(options.fall_through),
        lookup_(std::make_unique<TokenLookup>(services, options)) {}

  std::string_view name() const override { return "knox"; }
  bool looks_at_credentials_only() const override { return true; }
  std::string challenge() const override { return prefix_; }

  io::Task<Result<Verdict>> authenticate(rest::Call& call) const override {
    const std::optional<std::string> header = http::joined_field(call.request.headers, "Authorization");
    TokenParse parsed =
        header ? rest::schemes::parse_token(*header, prefix_, kInvalidToken) : TokenParse(NotToken{});
    if (std::holds_alternative<NotToken>(parsed)) {
      co_return Verdict::not_mine();
    }
    if (const auto* bad = std::get_if<BadToken>(&parsed)) {
      co_return Verdict::refused(rest::authentication_failed(bad->text));
    }
    std::string& given = std::get<GivenToken>(parsed).token;
    if (!may_be_token(given)) {
      co_return Verdict::refused(rest::authentication_failed(kInvalidToken));
    }
    Result<Checked> checked = co_await lookup_->verify(SecretText(std::move(given)));
    if (!checked) {
      co_return tl::unexpected<Error>(std::move(checked.error()));
    }
    if (!checked->token && fall_through_) {
      co_return Verdict::not_mine();
    }
    if (!checked->token) {
      if (checked->was_expired) {
        call.request.outcome = "expired";  // the client reads the same text as ever (knox §9)
      }
      co_return Verdict::refused(rest::authentication_failed(kInvalidToken));
    }
    if (!checked->token->user.is_active) {
      co_return Verdict::refused(rest::authentication_failed("User inactive or deleted."));
    }
    co_return Verdict::accepted(identity_of(std::move(*checked->token)));
  }

 private:
  std::string prefix_;
  bool fall_through_;
  std::unique_ptr<TokenLookup> lookup_;
};

/// Of settings that are wrong, which stop the start elsewhere.
class NoScheme final : public rest::Scheme {
 public:
  std::string_view name() const override { return "knox"; }
  io::Task<Result<Verdict>> authenticate(rest::Call& /*call*/) const override {
    co_return Verdict::not_mine();
  }
};

}  // namespace

std::span<const rest::SchemeEntry> schemes() {
  static constexpr std::array<rest::SchemeEntry, 1> kEntries = {{
      {kSchemeClass, "knox.auth.TokenAuthentication", make_scheme},
  }};
  return kEntries;
}

std::shared_ptr<const rest::Scheme> make_scheme(const rest::Services& services) {
  const Result<Options> options = read_options(services.settings);
  if (!options) {
    return std::make_shared<NoScheme>();
  }
  return std::make_shared<KnoxScheme>(services, *options);
}

}  // namespace narvi::systems::knox
