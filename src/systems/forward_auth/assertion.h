#pragma once
// The signed assertion: a JWT by which an application can tell that this program has decided about this very
// request (contract remote-user-forward-auth §2.3, §9; docs/guide/assertion.md is its specification).

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/ed25519.h"
#include "systems/forward_auth/identity.h"
#include "systems/forward_auth/options.h"
#include "systems/forward_auth/target.h"

namespace narvi::systems::forward_auth {

/// A key with its one algorithm: HS256 (RFC 7518 §3.2) or EdDSA with Ed25519 (RFC 8037 §3.1).
class AssertionKey {
 public:
  /// kInvalid for a secret of less than 32 bytes.
  static Result<AssertionKey> hs256(SecretText secret);
  static AssertionKey eddsa(crypto::Ed25519Key key);

  std::string_view algorithm() const;  ///< "HS256" or "EdDSA"
  /// RFC 7638 thumbprint of the public key; empty for a secret, which nobody is shown anything of.
  const std::string& key_id() const { return key_id_; }
  /// The third part of a compact JWS (RFC 7515 §7.1) for its first two and the dot between.
  std::string sign(std::string_view signing_input) const;
  /// The JWK Set (RFC 7517 §5) that others verify by; of a secret: the empty set.
  std::string key_set() const;

 private:
  explicit AssertionKey(std::variant<SecretText, crypto::Ed25519Key> key) : key_(std::move(key)) {}
  std::variant<SecretText, crypto::Ed25519Key> key_;
  std::string public_x_;  ///< base64url
  std::string key_id_;
};

class Assertion {
 public:
  /// What the options ask for; null: assertions are off. Reads the key file. The error (kConfiguration) names
  /// the file and what is wrong with it.
  static Result<std::shared_ptr<const Assertion>> make(const Options& options);
  Assertion(AssertionKey key, std::string issuer, Seconds lifetime);

  /// The JWT about one allowed request. `visitor` is empty where nobody passes: then there is no `sub`. Of
  /// him only what is among `told` ("user", "groups") stands in it besides his key.
  std::string sign(const std::optional<Visitor>& visitor, const std::vector<std::string>& told,
                   const Target& target, Instant now) const;

  /// For /authz/jwks.json (application/jwk-set+json, RFC 7517 §8.5.2).
  std::string key_set() const { return key_.key_set(); }

 private:
  AssertionKey key_;
  std::string issuer_;
  Seconds lifetime_;
  std::string head_;  ///< the first part of every token
};

}  // namespace narvi::systems::forward_auth
