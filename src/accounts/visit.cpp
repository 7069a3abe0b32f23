#include "accounts/visit.h"

#include <utility>

#include "accounts/browser_cookies.h"
#include "accounts/csrf_check.h"
#include "accounts/csrf_token.h"
#include "accounts/session_data.h"
#include "accounts/session_expiry.h"
#include "crypto/same.h"
#include "http/joined_field.h"

namespace narvi::accounts {

namespace {

// Contract django-sessions-csrf §3.1, reserved keys.
constexpr std::string_view kUserId = "_auth_user_id";
constexpr std::string_view kUserBackend = "_auth_user_backend";
constexpr std::string_view kUserHash = "_auth_user_hash";
constexpr std::string_view kCsrfToken = "_csrftoken";

http::Cookies cookies_of(const http::Request& request) {
  // HTTP/2 lets a client split the field, and a proxy need not put it together (RFC 9113 §8.2.3).
  return http::parse_cookies(http::joined_field(request.headers, "Cookie", "; ").value_or(""));
}

std::optional<std::string_view> view(const std::string* text) {
  return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

std::optional<std::string_view> view(const std::optional<std::string>& text) {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

/// `_auth_user_id` as text: Django writes text, but reads a number, too. Empty if it is neither.
std::string user_id(Session& session) {
  const http::json::Value* const value = session.get(kUserId);
  const std::int64_t* const number = value == nullptr ? nullptr : value->integer();
  return number != nullptr ? std::to_string(*number) : std::string(session.text(kUserId));
}

}  // namespace

Visit::Visit(Accounts& accounts, const http::Request& request)
    : accounts_(accounts),
      request_(request),
      cookies_(cookies_of(request)),
      had_session_cookie_(cookies_.find(accounts.browser.session.cookie.name) != nullptr),
      session_(view(cookies_.find(accounts.browser.session.cookie.name))) {}

io::Task<Result<Session*>> Visit::session() {
  const Result<void> loaded = co_await accounts_.sessions->load(session_);
  if (!loaded) {
    co_return tl::unexpected<Error>(loaded.error());
  }
  co_return &session_;
}

io::Task<Result<const User*>> Visit::user() {
  if (!user_known_) {
    const Result<Session*> loaded = co_await session();
    if (!loaded) {
      co_return tl::unexpected<Error>(loaded.error());
    }
    const Result<void> found = co_await find_user(**loaded);
    if (!found) {
      co_return tl::unexpected<Error>(found.error());
    }
    user_known_ = true;
  }
  co_return user_ ? &*user_ : nullptr;
}

/// The table "request user" of contract django-auth §3.3.
io::Task<Result<void>> Visit::find_user(Session& session) {
  const std::optional<UserKey> key = parse_user_key(user_id(session), accounts_.users.key_type());
  const Backend* backend = accounts_.backends.find(session.text(kUserBackend));
  if (!key || backend == nullptr) {
    co_return Result<void>();
  }
  Result<std::optional<User>> found = co_await accounts_.users.find_by_key(*key);
  if (!found) {
    co_return tl::unexpected<Error>(std::move(found.error()));
  }
  if (!*found || !backend->may_authenticate(**found)) {
    co_return Result<void>();
  }
  switch (match_session_auth_hash(session.text(kUserHash), (*found)->password, accounts_.keys)) {
    case SessionHashMatch::kNone:
      session.flush();  // the password has changed since: the session is over
      co_return Result<void>();
    case SessionHashMatch::kFallback:
      if (!keeps_key_) {
        session.cycle_key();
        session.set(kUserHash, session_auth_hash((*found)->password, accounts_.keys.key));
      }
      break;
    case SessionHashMatch::kCurrent:
    case SessionHashMatch::kLegacy:
      break;
  }
  user_ = std::move(*found);
  backend_ = std::string(backend->path());
  co_return Result<void>();
}

std::optional<std::string> Visit::incoming_csrf(Session& session) const {
  if (accounts_.browser.csrf.use_sessions) {
    const std::string_view token = session.text(kCsrfToken);
    return token.empty() ? std::nullopt : std::optional(std::string(token));
  }
  const std::string* cookie = cookies_.find(accounts_.browser.csrf.cookie.name);
  return cookie == nullptr ? std::nullopt : std::optional(*cookie);
}

io::Task<Result<std::optional<std::string>>> Visit::csrf_failure(std::optional<std::string> post_token) {
  if (accounts_.browser.csrf.use_sessions) {
    const Result<Session*> loaded = co_await session();
    if (!loaded) {
      co_return tl::unexpected<Error>(loaded.error());
    }
  }
  const std::optional<std::string> secret = incoming_csrf(session_);
  CsrfRequest question;
  question.method = request_.method;
  question.https = request_.https;
  question.host = request_.host;
  question.secret = view(secret);
  question.form_token = view(post_token);
  const auto header_token =
      http::joined_field(request_.headers, csrf_header(accounts_.browser.csrf.header_name));
  const auto origin = http::joined_field(request_.headers, "Origin");
  const auto referer = http::joined_field(request_.headers, "Referer");
  question.header_token = view(header_token);
  question.origin = view(origin);
  question.referer = view(referer);
  std::optional<std::string> refusal = refuse_csrf(question, accounts_.browser, accounts_.django);
  if (refusal) {
    accounts_.csrf_reports.refused(question, *refusal, accounts_.clock.now());
  }
  co_return refusal;
}

void Visit::rotate_csrf() {
  std::string secret = new_csrf_secret(accounts_.random);
  const bool masked = !accounts_.django.csrf_cookie_is_secret || accounts_.browser.csrf.cookie_masked;
  csrf_to_send_ = masked ? new_csrf_token(secret, accounts_.random) : std::move(secret);
}

std::string Visit::renewed_csrf(const std::string& incoming) const {
  if (accounts_.django.csrf_cookie_is_secret) {
    return csrf_secret_of(incoming);  // also with CSRF_COOKIE_MASKED, which is for new secrets
  }
  return incoming.size() == kCsrfTokenLength ? incoming : new_csrf_token(incoming, accounts_.random);
}

io::Task<Result<std::string>> Visit::csrf_token() {
  if (accounts_.browser.csrf.use_sessions) {  // else nobody looks at the session, as upstream
    const Result<Session*> loaded = co_await session();
    if (!loaded) {
      co_return tl::unexpected<Error>(loaded.error());
    }
  }
  if (!csrf_to_send_) {
    const std::optional<std::string> incoming = incoming_csrf(session_);
    if (incoming && csrf_format(*incoming) == CsrfFormat::kGood) {
      csrf_to_send_ = renewed_csrf(*incoming);  // sent again, which renews its lifetime
    } else {
      rotate_csrf();
    }
  }
  co_return new_csrf_token(csrf_secret_of(*csrf_to_send_), accounts_.random);
}

io::Task<Result<void>> Visit::use_csrf_token() {
  const Result<std::string> token = co_await csrf_token();
  co_return token ? Result<void>() : Result<void>(tl::unexpected<Error>(token.error()));
}

io::Task<Result<void>> Visit::settle_csrf() {
  const bool in_session = accounts_.browser.csrf.use_sessions;
  if (!csrf_to_send_ && accounts_.django.csrf_cookie_is_secret && (!in_session || session_.loaded())) {
    const std::optional<std::string> incoming = incoming_csrf(session_);
    if (incoming && csrf_format(*incoming) != CsrfFormat::kGood) {
      rotate_csrf();
    }
  }
  if (!csrf_to_send_ || !in_session) {
    co_return Result<void>();
  }
  const Result<Session*> loaded = co_await session();
  if (!loaded) {
    co_return tl::unexpected<Error>(loaded.error());
  }
  if (session_.text(kCsrfToken) != *csrf_to_send_) {
    session_.set(kCsrfToken, http::json::Value(*csrf_to_send_));
  }
  co_return Result<void>();
}

io::Task<Result<void>> Visit::login(User user, std::string backend) {
  const Result<Session*> loaded = co_await session();
  if (!loaded) {
    co_return tl::unexpected<Error>(loaded.error());
  }
  const std::string hash = session_auth_hash(user.password, accounts_.keys.key);
  if (session_.get(kUserId) == nullptr) {
    session_.cycle_key();  // anonymous data is kept under a new key
  } else if (user_id(session_) != user.key.text() || !crypto::same(session_.text(kUserHash), hash)) {
    session_.flush();
  }
  session_.set(kUserId, http::json::Value(user.key.text()));
  session_.set(kUserBackend, http::json::Value(backend));
  session_.set(kUserHash, http::json::Value(hash));
  rotate_csrf();
  accounts_.users.add_last_login(writes_, user.key, accounts_.clock.now());
  user_ = std::move(user);
  backend_ = std::move(backend);
  user_known_ = true;
  fires_login_ = true;
  co_return Result<void>();
}

io::Task<Result<void>> Visit::logout() {
  const Result<const User*> known = co_await user();
  if (!known) {
    co_return tl::unexpected<Error>(known.error());
  }
  logged_out_ = std::exchange(user_, std::nullopt);
  backend_.clear();
  fires_logout_ = true;
  fires_login_ = false;
  session_.flush();
  co_return Result<void>();
}

bool Visit::keeps_data(int status) const {
  return accounts_.django.unsaved_on_every_5xx ? status < 500 : status != 500;
}

io::Task<Result<SaveOutcome>> Visit::finish(http::Response& response) {
  if (accounts_.browser.session.save_every_request && session_.key()) {
    const Result<Session*> loaded = co_await session();
    if (!loaded) {
      co_return tl::unexpected<Error>(loaded.error());
    }
  }
  const Result<void> settled = co_await settle_csrf();
  if (!settled) {
    co_return tl::unexpected<Error>(settled.error());
  }
  const bool kept = keeps_data(response.status);
  const Result<SaveOutcome> saved = co_await accounts_.sessions->save(session_, std::move(writes_), kept);
  if (!saved || *saved == SaveOutcome::kInterrupted) {
    co_return saved;
  }
  if (fires_logout_) {
    accounts_.events.fire_logged_out(logged_out_);
  }
  if (fires_login_) {
    accounts_.events.fire_logged_in(*user_);
    if (session_.key()) {
      accounts_.events.fire_session_started({*user_, *session_.key(), request_});
    }
  }
  set_cookies(response, kept);
  co_return saved;
}

/// Contract django-sessions-csrf §2.1: the CSRF cookie comes before the session's; §3.1: when which is sent.
void Visit::set_cookies(http::Response& response, bool kept) {
  const BrowserSettings& browser = accounts_.browser;
  const Instant now = accounts_.clock.now();
  if (csrf_to_send_ && !browser.csrf.use_sessions) {
    response.add("Set-Cookie", csrf_set_cookie(browser.csrf, *csrf_to_send_, now));
    response.vary("Cookie");
  }
  if (had_session_cookie_ && session_.empty()) {
    response.add("Set-Cookie", session_delete_cookie(browser.session));
    response.vary("Cookie");
    return;
  }
  if (session_.accessed()) {
    response.vary("Cookie");
  }
  if (kept && !session_.empty() && (session_.modified() || browser.session.save_every_request)) {
    const SessionExpiry expiry = session_expiry(session_.data(), now, browser.session);
    response.add("Set-Cookie", session_set_cookie(browser.session, *session_.key(), expiry, now));
  }
}

}  // namespace narvi::accounts
