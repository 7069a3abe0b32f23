#include "systems/durin/scheme.h"

#include <array>
#include <utility>

#include "base/log.h"
#include "crypto/digest.h"
#include "http/joined_field.h"
#include "rest/call.h"
#include "rest/schemes/token_header.h"
#include "systems/durin/office.h"

namespace narvi::systems::durin {

namespace {

using rest::Identity;
using rest::Verdict;
using rest::schemes::BadToken;
using rest::schemes::GivenToken;
using rest::schemes::kInvalidToken;
using rest::schemes::NotToken;
using rest::schemes::TokenParse;

constexpr std::string_view kExpired = "The given token has expired.";
constexpr std::string_view kInactive = "User inactive or deleted.";

Verdict refused(std::string_view text) {
  return Verdict::refused(rest::authentication_failed(text));
}

/// What every request of that token is, but for the text of the token.
Identity identity_of(Proof proof) {
  Identity identity;
  identity.user = std::move(proof.user);
  identity.scheme = "durin";
  identity.client = proof.client.name;
  identity.proof = {"durin", std::to_string(proof.token.id)};
  identity.auth = std::make_shared<const DurinAuth>(proof.token, std::move(proof.client));
  return identity;
}

class DurinScheme final : public rest::Scheme {
 public:
  DurinScheme(std::shared_ptr<Office> office, bool cached) : office_(std::move(office)), cached_(cached) {}

  std::string_view name() const override { return cached_ ? "durin cached" : "durin"; }
  // The cached one has a memory of its own, which a write reaches a moment after the database.
  bool looks_at_credentials_only() const override { return !cached_; }
  std::string challenge() const override {
    return office_ == nullptr ? std::string() : office_->options.prefix;
  }

  io::Task<Result<Verdict>> authenticate(rest::Call& call) const override {
    if (office_ == nullptr) {
      co_return fail(ErrorKind::kConfiguration, "[systems.durin] is off, or its settings are wrong");
    }
    const std::optional<std::string> header = http::joined_field(call.request.headers, "Authorization");
    TokenParse parsed = header ? rest::schemes::parse_token(*header, office_->options.prefix, kInvalidToken)
                               : TokenParse(NotToken{});
    if (std::holds_alternative<NotToken>(parsed)) {
      co_return Verdict::not_mine();
    }
    if (const auto* bad = std::get_if<BadToken>(&parsed)) {
      co_return refused(bad->text);
    }
    SecretText token(std::move(std::get<GivenToken>(parsed).token));
    Result<Verdict> verdict = cached_ ? co_await remembered(token) : co_await checked(token);
    if (verdict && verdict->is_accepted()) {
      verdict->identity().credential = token.reveal();
    }
    co_return std::move(verdict);
  }

 private:
  io::Task<Result<Verdict>> remembered(SecretText token) const {
    const crypto::Digest digest = crypto::sha256(token.reveal());
    const Instant now = office_->services.clock.now();
    const std::shared_ptr<const Identity> known = office_->checked.find(digest, now);
    if (known != nullptr) {
      co_return Verdict::accepted(*known);
    }
    const rest::CheckedCredentials::Question question = office_->checked.ask(now);
    Result<Verdict> verdict = co_await checked(token);
    if (verdict && verdict->is_accepted()) {
      const Identity& identity = verdict->identity();
      const auto& auth = dynamic_cast<const DurinAuth&>(*identity.auth);
      office_->checked.remember(digest, identity, auth.token.expiry, question);
    }
    co_return std::move(verdict);
  }

  /// §3, rows 5 to 8 of the table.
  io::Task<Result<Verdict>> checked(SecretText token) const {
    // A row that somebody renews while we find it expired is looked at once more.
    for (int attempt = 0; attempt < 2; ++attempt) {
      Result<std::optional<Proof>> found = co_await office_->tokens.find(token);
      if (!found) {
        co_return tl::unexpected<Error>(std::move(found.error()));
      }
      if (!*found) {
        co_return refused(kInvalidToken);
      }
      Proof& proof = **found;
      const Instant now = office_->services.clock.now();
      if (!proof.token.expired(now)) {
        co_return co_await settle(std::move(proof), now);
      }
      const Result<bool> dropped = co_await office_->tokens.drop_expired(proof.user.key, proof.token.id, now);
      if (!dropped) {
        co_return tl::unexpected<Error>(dropped.error());
      }
      if (*dropped) {
        office_->services.events.fire_token_expired({"durin", proof.user.username, "auth_token"});
        co_return refused(kExpired);
      }
    }
    co_return refused(kExpired);
  }

  io::Task<Result<Verdict>> settle(Proof proof, Instant now) const {
    if (!proof.user.is_active) {
      co_return refused(kInactive);
    }
    if (office_->options.refresh_on_use) {
      co_await prolong(proof, now);
    }
    co_return Verdict::accepted(identity_of(std::move(proof)));
  }

  /// Sliding expiry: written only if it wins enough, and only over the value that was read.
  io::Task<void> prolong(Proof& proof, Instant now) const {
    const Options& options = office_->options;
    const Instant expiry = expiry_of(options, proof.token.created, now, proof.client.token_ttl);
    if (expiry <= proof.token.expiry || expiry - proof.token.expiry < options.min_refresh_interval) {
      co_return;
    }
    const Result<bool> done = co_await office_->tokens.prolong(proof.token, expiry);
    if (!done) {
      // The check itself succeeded; the next one tries again.
      log_warning("a token could not be prolonged", {{"why", done.error().message}});
      co_return;
    }
    if (*done) {
      proof.token.expiry = expiry;
      proof.token.stored_expiry = expiry;
    }
  }

  std::shared_ptr<Office> office_;
  bool cached_;
};

}  // namespace

std::span<const rest::SchemeEntry> schemes() {
  static constexpr std::array<rest::SchemeEntry, 2> kEntries = {{
      {"durin.TokenAuthentication", "durin.auth.TokenAuthentication", make_token},
      {"durin.CachedTokenAuthentication", "durin.auth.CachedTokenAuthentication", make_cached_token},
  }};
  return kEntries;
}

std::shared_ptr<const rest::Scheme> make_token(const rest::Services& services) {
  return std::make_shared<DurinScheme>(office_of(services), false);
}

std::shared_ptr<const rest::Scheme> make_cached_token(const rest::Services& services) {
  return std::make_shared<DurinScheme>(office_of(services), true);
}

}  // namespace narvi::systems::durin
