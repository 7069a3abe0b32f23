#include "systems/forward_auth/assertion.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/base64.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "http/python_json.h"

namespace narvi::systems::forward_auth {

namespace {

using http::json::Array;
using http::json::Object;
using http::json::Value;

constexpr std::size_t kShortestSecret = 32;  // bytes, RFC 7518 §3.2
constexpr std::streamsize kLongestFile = 16 * 1024;
// RFC 8725 §3.11: a token of another kind under the same key must not pass for an assertion.
constexpr std::string_view kType = "narvi-assertion+jwt";

std::string text_of(Object object) {
  return http::json::write(Value(std::move(object)), http::json::Style::kCompactUtf8);
}

std::string part_of(Object object) {
  return base64_url_encode(text_of(std::move(object)));
}

bool is_told(const std::vector<std::string>& told, std::string_view what) {
  return std::ranges::find(told, what) != told.end();
}

/// RFC 7638 §3: the required members in the order of their names.
std::string thumbprint(const std::string& x) {
  Object members;
  members.set("crv", "Ed25519");
  members.set("kty", "OKP");
  members.set("x", x);
  return base64_url_encode(crypto::sha256(text_of(std::move(members))).bytes());
}

tl::unexpected<Error> refused(const std::string& path, std::string_view why) {
  return fail(ErrorKind::kConfiguration, fmt::format("[{}] assertion_key_file: {}: {}", kTable, path, why));
}

Result<SecretText> read_key_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return refused(path, "there is no such file");
  }
  if ((status.st_mode & S_IRWXO) != 0) {
    return refused(path, "every user of this machine may open it; run `chmod o= FILE`");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(kLongestFile), '\0');
  file.read(text.data(), kLongestFile);
  if (file.bad() || file.gcount() == 0 || file.gcount() == kLongestFile) {
    return refused(path, "it cannot be read, is empty or is far too long for a key");
  }
  SecretText secret(text.substr(0, static_cast<std::size_t>(file.gcount())));
  wipe(text.data(), text.size());
  return secret;
}

Result<AssertionKey> key_of(const Options& options) {
  if (options.assertion == AssertionKind::kHs256) {
    return AssertionKey::hs256(options.assertion_key);
  }
  const Result<SecretText> pem = read_key_file(options.assertion_key_file);
  if (!pem) {
    return tl::unexpected<Error>(pem.error());
  }
  Result<crypto::Ed25519Key> key = crypto::Ed25519Key::from_pem(*pem);
  if (!key) {
    return refused(options.assertion_key_file,
                   key.error().message + "; make one with `openssl genpkey -algorithm ed25519`");
  }
  return AssertionKey::eddsa(std::move(*key));
}

}  // namespace

Result<AssertionKey> AssertionKey::hs256(SecretText secret) {
  if (secret.reveal().size() < kShortestSecret) {
    return fail(ErrorKind::kInvalid, "a secret for HS256 has at least 32 bytes");
  }
  return AssertionKey(std::move(secret));
}

AssertionKey AssertionKey::eddsa(crypto::Ed25519Key key) {
  std::string x = base64_url_encode(key.public_key());
  AssertionKey made(std::move(key));
  made.key_id_ = thumbprint(x);
  made.public_x_ = std::move(x);
  return made;
}

std::string_view AssertionKey::algorithm() const {
  return std::holds_alternative<SecretText>(key_) ? "HS256" : "EdDSA";
}

std::string AssertionKey::sign(std::string_view signing_input) const {
  if (const auto* secret = std::get_if<SecretText>(&key_)) {
    return base64_url_encode(
        crypto::hmac(crypto::HashAlgorithm::kSha256, secret->reveal(), signing_input).bytes());
  }
  return base64_url_encode(std::get<crypto::Ed25519Key>(key_).sign(signing_input));
}

std::string AssertionKey::key_set() const {
  Array keys;
  if (!public_x_.empty()) {
    Object key;
    key.set("kty", "OKP");
    key.set("crv", "Ed25519");
    key.set("x", public_x_);
    key.set("kid", key_id_);
    key.set("use", "sig");
    key.set("alg", "EdDSA");
    keys.emplace_back(std::move(key));
  }
  Object set;
  set.set("keys", std::move(keys));
  return text_of(std::move(set));
}

Assertion::Assertion(AssertionKey key, std::string issuer, Seconds lifetime)
    : key_(std::move(key)), issuer_(std::move(issuer)), lifetime_(lifetime) {
  Object head;
  head.set("alg", key_.algorithm());
  head.set("typ", kType);
  if (!key_.key_id().empty()) {
    head.set("kid", key_.key_id());
  }
  head_ = part_of(std::move(head));
}

Result<std::shared_ptr<const Assertion>> Assertion::make(const Options& options) {
  if (options.assertion == AssertionKind::kNone) {
    return std::shared_ptr<const Assertion>();
  }
  Result<AssertionKey> key = key_of(options);
  if (!key) {
    return tl::unexpected<Error>(key.error());
  }
  return std::make_shared<const Assertion>(std::move(*key), options.assertion_issuer,
                                           options.assertion_lifetime);
}

std::string Assertion::sign(const std::optional<Visitor>& visitor, const std::vector<std::string>& told,
                            const Target& target, Instant now) const {
  const std::int64_t issued = std::chrono::floor<Seconds>(now.time_since_epoch()).count();
  Object claims;
  claims.set("iss", issuer_);
  if (visitor) {
    claims.set("sub", visitor->user.key.text());
    if (is_told(told, "user")) {
      claims.set("preferred_username", visitor->user.username);
    }
    if (is_told(told, "groups")) {
      claims.set("groups", Array(visitor->groups.begin(), visitor->groups.end()));
    }
  }
  claims.set("aud", target.host);
  claims.set("iat", issued);
  claims.set("exp", issued + lifetime_.count());
  claims.set("method", target.method);
  claims.set("path_sha256", base64_url_encode(crypto::sha256(target.path).bytes()));
  std::string token = head_ + "." + part_of(std::move(claims));
  const std::string signature = key_.sign(token);
  return token.append(".").append(signature);
}

}  // namespace narvi::systems::forward_auth
