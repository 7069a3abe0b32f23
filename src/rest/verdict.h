#pragma once
// Verdicts must be asked: a scheme gives one for each request, and only an accepted one, or a policy that
// says why it is open, becomes an Admitted, without which no handler can be called (design §2).

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "accounts/user.h"
#include "rest/api_error.h"
#include "rest/credential_kind.h"

namespace narvi::rest {

/// request.auth: what a scheme keeps of the credential for the views, permissions and throttles of its own
/// system, which derive from it and look with dynamic_cast.
class Auth {
 public:
  virtual ~Auth() = default;
};

/// Who the request is, and how it was proven.
struct Identity {
  accounts::User user;
  std::string scheme;      ///< "session", "basic", "token"
  std::string credential;  ///< str(request.auth) in REST framework's echo, e.g. the token key; empty for none
  std::string client;      ///< the client the credential was issued to; empty for none
  CredentialRef proof{};   ///< the credential as the list of all credentials knows it
  std::shared_ptr<const Auth> auth{};
};

/// What a scheme says about a request.
class [[nodiscard]] Verdict {
 public:
  static Verdict not_mine() { return Verdict(Kind::kNotMine); }
  static Verdict accepted(Identity identity) {
    Verdict verdict(Kind::kAccepted);
    verdict.identity_ = std::move(identity);
    return verdict;
  }
  static Verdict refused(ApiError error) {
    Verdict verdict(Kind::kRefused);
    verdict.error_ = std::move(error);
    return verdict;
  }

  bool is_not_mine() const { return kind_ == Kind::kNotMine; }
  bool is_accepted() const { return kind_ == Kind::kAccepted; }
  bool is_refused() const { return kind_ == Kind::kRefused; }
  Identity& identity() { return *identity_; }
  ApiError& error() { return *error_; }

 private:
  enum class Kind { kNotMine, kAccepted, kRefused };
  explicit Verdict(Kind kind) : kind_(kind) {}
  Kind kind_;
  std::optional<Identity> identity_;
  std::optional<ApiError> error_;
};

/// The permit a handler needs: proof that a policy was asked.
class Admitted {
 public:
  /// For endpoints that nobody guards; `why` is read by reviewers and printed by `narvi routes`.
  static Admitted open(const char* why) { return Admitted(nullptr, why); }

  /// Null for an anonymous caller that the policy lets through.
  const Identity* identity() const { return identity_; }
  const char* why() const { return why_; }

 private:
  friend class Policy;
  Admitted(const Identity* identity, const char* why) : identity_(identity), why_(why) {}
  const Identity* identity_;
  const char* why_;
};

}  // namespace narvi::rest
