#pragma once
// Decider: from a proxy's question to a decision, in the order of contract §3.5.

#include <memory>
#include <string>
#include <string_view>

#include "base/seldom.h"
#include "http/request.h"
#include "io/task.h"
#include "rest/call.h"
#include "rest/services.h"
#include "rest/system.h"
#include "systems/forward_auth/assertion.h"
#include "systems/forward_auth/decision.h"
#include "systems/forward_auth/failure_limit.h"
#include "systems/forward_auth/gates.h"
#include "systems/forward_auth/narrowing.h"
#include "systems/forward_auth/options.h"
#include "systems/forward_auth/passed.h"
#include "systems/forward_auth/return_address.h"
#include "systems/forward_auth/session_touch.h"

namespace narvi::systems::forward_auth {

/// What a proxy asks.
struct Question {
  Family family = Family::kAuthRequest;
  http::Request& request;
  std::string_view rest{};       ///< read_target's
  std::string_view login_url{};  ///< instead of the configured one; was checked
};

class Decider {
 public:
  /// The error names a rule that is wrong.
  static Result<std::shared_ptr<const Decider>> make(const rest::Mount& mount, Options options);

  io::Task<Decision> decide(Question question) const;

  const Options& options() const { return options_; }
  /// The JWK set by which assertions are verified; empty if nobody could by it.
  std::string key_set() const;

 private:
  /// A question whose target and rule are known.
  struct Case {
    const Gate& gate;
    std::size_t place;  ///< of the gate
    const Target& target;
    rest::Call& call;
    const Question& question;
    std::string_view narrowing;  ///< query of the proxy's question
    Instant now;
    std::optional<std::string> cookie;  ///< the session's, to be sent whatever is decided
  };

  Decider(const rest::Services& services, Options options, Gates gates,
          std::shared_ptr<const Assertion> assertion);

  io::Task<Decision> at_gate(const Gates::Found& found, const Target& target, const Question& question) const;
  io::Task<Decision> let_through(Case& it) const;
  io::Task<Decision> ask(Case& it) const;
  io::Task<rest::ApiResult<PermittedRef>> remembered_or_asked(Case& it) const;
  /// The answer of the database, and what it changed in the session made durable: also for one who is
  /// refused, whose session may have ended.
  io::Task<rest::ApiResult<PermittedRef>> asked(Case& it) const;
  rest::ApiResult<void> check_origin(const Case& it) const;
  Decision permission(const Case& it, PermittedRef permitted) const;
  Decision refusal(const Case& it, rest::ApiError error) const;
  Decision untrusted(const http::Request& request) const;

  // identification.cpp:
  /// Who he is, and whether the rule lets him pass.
  io::Task<rest::ApiResult<PermittedRef>> identify(Case& it) const;
  io::Task<rest::ApiResult<void>> authenticate(Case& it) const;
  io::Task<rest::ApiResult<std::vector<std::string>>> groups_of(const Case& it, bool needed) const;
  io::Task<rest::ApiResult<void>> check_conditions(Case& it, const Narrowing& narrowing,
                                                   const std::vector<std::string>& groups) const;

  const rest::Services& services_;
  Options options_;
  Gates gates_;
  std::shared_ptr<const Fields> nobody_;
  std::shared_ptr<const Assertion> assertion_;  ///< null: none is asked for
  bool refuses_clear_text_;                     ///< [security] clear_text_credentials
  mutable Passed passed_;
  mutable SessionTouch touch_;
  mutable FailureLimit failures_;
  mutable Seldom warns_;  ///< of untrusted peers
};

}  // namespace narvi::systems::forward_auth
