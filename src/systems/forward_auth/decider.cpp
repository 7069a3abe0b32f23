#include "systems/forward_auth/decider.h"

#include <utility>

#include "base/log.h"
#include "base/utf8.h"
#include "http/joined_field.h"
#include "rest/method_as.h"
#include "rest/permission.h"
#include "rest/steps.h"
#include "systems/forward_auth/visitor.h"

namespace narvi::systems::forward_auth {

namespace {

using rest::ApiError;
using rest::ApiResult;

constexpr std::string_view kSession = "session";
constexpr std::string_view kNobody = "not_authenticated";  // rest::not_authenticated

ApiError malformed() {
  return {.status = 400, .detail = http::json::Value("Malformed request.")};
}

/// Where the visitor is. Empty if the proxy does not say in a way that can be read: its own address would be
/// that of everybody behind it.
std::optional<http::IpAddress> visitor_address(const http::Request& request) {
  const std::string forwarded = http::joined_field(request.headers, "X-Forwarded-For").value_or("");
  const std::string_view last = ascii_strip(std::string_view(forwarded).substr(forwarded.rfind(',') + 1));
  return http::parse_ip_with_port(last) ? http::parse_ip(request.client_address) : std::nullopt;
}

/// What narrows an answer is said by the proxy in the query of its question; Envoy's question is the
/// visitor's own request.
std::string_view narrowing_of(const Question& question) {
  return question.family == Family::kExtAuthz ? std::string_view() : question.request.query;
}

/// What a browser sends by itself, whoever made it ask: cookies, and Basic credentials that it was told once.
bool is_sent_by_browsers(const rest::Identity& identity) {
  return identity.scheme == kSession || identity.scheme == "basic";
}

Outcome outcome_of(const ApiError& error) {
  switch (error.status) {
    case 401:
      return Outcome::kUnauthenticated;
    case 429:
      return Outcome::kThrottled;
    case 400:
      return Outcome::kMalformed;
    default:
      return error.status >= 500 ? Outcome::kUnavailable : Outcome::kForbidden;
  }
}

}  // namespace

Decider::Decider(const rest::Services& services, Options options, Gates gates,
                 std::shared_ptr<const Assertion> assertion)
    : services_(services),
      options_(std::move(options)),
      gates_(std::move(gates)),
      nobody_(std::make_shared<const Fields>(nobody(options_))),
      assertion_(std::move(assertion)),
      refuses_clear_text_(services.settings.text("security", "clear_text_credentials") == "refuse"),
      passed_(services.database, options_.trusted),
      touch_(services.accounts.browser.session.save_every_request, options_.touch_session),
      failures_(options_.failure_rate, services_.counters) {}

Result<std::shared_ptr<const Decider>> Decider::make(const rest::Mount& mount, Options options) {
  Result<std::vector<Rule>> rules = read_rules(mount.services.settings);
  if (!rules) {
    return tl::unexpected<Error>(std::move(rules.error()));
  }
  Result<Gates> gates = Gates::make(mount, std::move(*rules));
  if (!gates) {
    return tl::unexpected<Error>(std::move(gates.error()));
  }
  Result<std::shared_ptr<const Assertion>> assertion = Assertion::make(options);
  if (!assertion) {
    return tl::unexpected<Error>(std::move(assertion.error()));
  }
  return std::shared_ptr<const Decider>(
      new Decider(mount.services, std::move(options), std::move(*gates), std::move(*assertion)));
}

std::string Decider::key_set() const {
  return assertion_ && options_.assertion == AssertionKind::kEdDsa ? assertion_->key_set() : std::string();
}

Decision Decider::untrusted(const http::Request& request) const {
  if (warns_.due()) {
    log_warning("a decision was asked by somebody who is not in [server] trusted_proxies",
                {{"peer", request.peer == nullptr ? std::string_view("-") : request.peer->address}});
  }
  return {.outcome = Outcome::kUntrusted, .error = rest::permission_denied()};
}

io::Task<Decision> Decider::decide(Question question) const {
  http::Request& request = question.request;
  if (!request.from_trusted_peer) {
    co_return untrusted(request);
  }
  const Result<Target, TargetFault> target = read_target(question.family, request, question.rest);
  if (!target) {
    const bool missing = target.error() == TargetFault::kMissing;
    co_return Decision{.outcome = missing ? Outcome::kMisconfigured : Outcome::kMalformed,
                       .error = malformed()};
  }
  if (!options_.cookie_domains.empty() && !is_below(target->host, options_.cookie_domains)) {
    co_return Decision{.outcome = Outcome::kMalformed, .error = malformed()};
  }
  const Gates::Found found = gates_.find(*target, visitor_address(request));
  if (found.gate == nullptr) {
    co_return Decision{.error = rest::permission_denied()};
  }
  co_return co_await at_gate(found, *target, question);
}

io::Task<Decision> Decider::at_gate(const Gates::Found& found, const Target& target,
                                    const Question& question) const {
  const Rule& rule = found.gate->rule;
  const http::Headers& headers = question.request.headers;
  if (target.unusual_path && !rule.unusual_paths) {
    co_return Decision{.outcome = Outcome::kMalformed, .error = malformed()};
  }
  if (rule.policy == RulePolicy::kDeny) {
    co_return Decision{.error = rest::permission_denied()};
  }
  const bool clear_text = target.scheme == "http" || target.scheme == "ws";
  const bool open =
      rule.policy == RulePolicy::kBypass || (rule.allow_preflight && is_preflight(headers, target));
  if (!open && refuses_clear_text_ && clear_text && headers.find("Authorization")) {
    co_return Decision{.error = rest::permission_denied("Use https.", "clear_text")};
  }
  rest::Call call(question.request, services_);
  call.endpoint = &found.gate->endpoint;
  const rest::MethodAs targets(question.request, target.method);
  Case it{*found.gate,           found.index, target, call, question, narrowing_of(question),
          services_.clock.now(), {}};
  Decision decision = open ? co_await let_through(it) : co_await ask(it);
  decision.cookie = std::move(it.cookie);
  co_return decision;
}

io::Task<Decision> Decider::let_through(Case& it) const {
  ApiResult<void> within_limits = co_await rest::throttle(it.call);
  co_return within_limits ? permission(it, nullptr) : refusal(it, std::move(within_limits.error()));
}

io::Task<Decision> Decider::ask(Case& it) const {
  ApiResult<PermittedRef> permitted = co_await remembered_or_asked(it);
  if (!permitted) {
    co_return refusal(it, std::move(permitted.error()));
  }
  if (ApiResult<void> ours = check_origin(it); !ours) {
    co_return refusal(it, std::move(ours.error()));
  }
  ApiResult<void> within_limits = co_await rest::throttle(it.call);
  if (!within_limits) {
    co_return refusal(it, std::move(within_limits.error()));
  }
  co_return permission(it, std::move(*permitted));
}

io::Task<ApiResult<PermittedRef>> Decider::remembered_or_asked(Case& it) const {
  if (!it.gate.remembers) {
    co_return co_await asked(it);
  }
  const crypto::Digest key = Passed::key(it.place, it.target.method, it.call.request.headers, it.narrowing);
  PermittedRef known = passed_.find(key, it.now);
  if (known && !touch_.is_due(it.call.request, known->identity, it.now)) {
    it.call.identity = known->identity;
    services_.events.fire_identified(it.call);
    co_return known;
  }
  const Passed::Question question = passed_.ask(it.now);
  ApiResult<PermittedRef> permitted = co_await asked(it);
  if (permitted && it.call.identity) {
    passed_.remember(key, *permitted, question);
  }
  co_return std::move(permitted);
}

io::Task<ApiResult<PermittedRef>> Decider::asked(Case& it) const {
  // A key that changes in the middle of a page would log out whoever asks for its pictures with the old one,
  // and some proxies do not pass the cookie on (contract §3.4).
  it.call.visit.keep_session_key();
  ApiResult<PermittedRef> permitted = co_await identify(it);
  // Who is refused for want of an identity was asked for a session, too, and may have had one that has ended.
  const bool loaded =
      it.gate.has_session && (it.call.identity ? it.call.identity->scheme == kSession
                                               : permitted || permitted.error().code == kNobody);
  if (loaded) {
    Result<std::optional<std::string>> settled = co_await touch_.settle(it.call, it.now);
    if (!settled) {
      const bool ended = settled.error().kind == ErrorKind::kConflict;
      co_return rest::refuse(ended ? rest::not_authenticated() : rest::from_error(settled.error()));
    }
    it.cookie = std::move(*settled);
  }
  co_return std::move(permitted);
}

ApiResult<void> Decider::check_origin(const Case& it) const {
  if (!it.gate.rule.check_origin || !it.call.identity || !is_sent_by_browsers(*it.call.identity)) {
    return {};
  }
  const auto reason = refuse_foreign_origin(it.call.request.headers, it.target, services_.accounts.browser);
  return reason ? ApiResult<void>(
                      rest::refuse(rest::permission_denied("CSRF Failed: " + *reason, "csrf_failed")))
                : ApiResult<void>();
}

/// `permitted` is null where nobody is asked for.
Decision Decider::permission(const Case& it, PermittedRef permitted) const {
  const bool is_somebody = permitted != nullptr && it.call.identity;
  Decision decision{.outcome = Outcome::kAllowed, .fields = nobody_};
  if (assertion_) {
    std::optional<Visitor> visitor;
    if (is_somebody) {
      visitor.emplace(Visitor{permitted->identity.user, permitted->groups});
    }
    decision.assertion = assertion_->sign(visitor, it.gate.rule.identity, it.target, it.now);
  }
  if (is_somebody && permitted->bytes + decision.assertion.size() > options_.max_header_bytes) {
    log_warning("a user's identity fields need more than max_header_bytes, so he is refused",
                {{"user", permitted->identity.user.key.text()}});
    return {.error = rest::permission_denied()};
  }
  if (permitted != nullptr) {
    const Fields* const fields = &permitted->fields;
    decision.fields = {std::move(permitted), fields};
  }
  return decision;
}

Decision Decider::refusal(const Case& it, ApiError error) const {
  const Outcome outcome = outcome_of(error);
  Decision decision{.outcome = outcome, .error = std::move(error)};
  if (decision.outcome != Outcome::kUnauthenticated) {
    return decision;
  }
  decision.challenge =
      decision.error.www_authenticate.empty() ? it.gate.challenge : decision.error.www_authenticate;
  const std::string_view login = it.question.login_url.empty() ? options_.login_url : it.question.login_url;
  const Unauthenticated wanted = it.gate.rule.unauthenticated;
  const bool goes = wanted == Unauthenticated::kRedirect ||
                    (wanted == Unauthenticated::kByVisitor &&
                     decision.error.code == kNobody &&  // bad credentials are told as such
                     navigates(it.call.request.headers, it.target));
  if (goes && !login.empty()) {
    decision.login = login_address(login, it.target);
    decision.changes_state = !rest::is_safe_method(it.target.method);
  }
  return decision;
}

}  // namespace narvi::systems::forward_auth
