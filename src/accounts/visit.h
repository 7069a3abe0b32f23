#pragma once
// Visit: what Django's session, CSRF and authentication middleware attach to a request and do to its response
// (contract django-sessions-csrf §2.1, §3; django-auth §3.3). Lazy: a request that never asks costs nothing.

#include <optional>
#include <string>
#include <string_view>

#include "accounts/accounts.h"
#include "accounts/session.h"
#include "accounts/session_store.h"
#include "accounts/user.h"
#include "http/cookies.h"
#include "http/request.h"
#include "http/response.h"
#include "io/task.h"

namespace narvi::accounts {

class Visit {
 public:
  /// Reads the cookies of `request`; both arguments must outlive the visit.
  Visit(Accounts& accounts, const http::Request& request);

  /// The session, loaded.
  io::Task<Result<Session*>> session();

  /// The user of the session, verified against the user's password hash; null when anonymous. Asked once.
  io::Task<Result<const User*>> user();

  /// What is stored of the user of the session has changed: user() is this from now on. Only where
  /// it gave one.
  void note_user(User user) { user_ = std::move(user); }

  /// From now on a session that an old secret key signed keeps its key and its hash. For those whose answer
  /// may not reach the browser; the site's own pages renew it at the next visit.
  void keep_session_key() { keeps_key_ = true; }

  /// Path of the backend that the current user came from; empty when anonymous.
  std::string_view backend() const { return backend_; }

  /// Why the CSRF check refuses this request, in Django's words; empty if it passes. `post_token` is the
  /// form's.
  io::Task<Result<std::optional<std::string>>> csrf_failure(std::optional<std::string> post_token);

  /// The token for forms and scripts, masked anew each time (get_token). Sees to it that the secret is sent.
  io::Task<Result<std::string>> csrf_token();

  /// Sees to it that the CSRF secret is sent (`ensure_csrf_cookie`).
  io::Task<Result<void>> use_csrf_token();

  /// Django's login(): flushes or cycles the session, stores the user, rotates the CSRF secret, notes
  /// last_login, fires user_logged_in. Durable when `finish` has succeeded.
  io::Task<Result<void>> login(User user, std::string backend);

  /// Django's logout(): fires user_logged_out and flushes the session.
  io::Task<Result<void>> logout();

  /// The way out, in Django's order: CSRF cookie, then the session saved and its cookie, then Vary. Saves
  /// everything the request changed; the error means that nothing of it happened. kInterrupted is Django's
  /// 400.
  io::Task<Result<SaveOutcome>> finish(http::Response& response);

 private:
  io::Task<Result<void>> find_user(Session& session);
  void rotate_csrf();
  /// What is kept of a good incoming value, in the form of the version (contract django-sessions-csrf §3.4).
  std::string renewed_csrf(const std::string& incoming) const;
  /// The last word on the CSRF secret: an invalid one is replaced, and with CSRF_USE_SESSIONS it is put in.
  io::Task<Result<void>> settle_csrf();
  /// The incoming secret or token: the cookie's, or the session's with CSRF_USE_SESSIONS.
  std::optional<std::string> incoming_csrf(Session& session) const;
  bool keeps_data(int status) const;
  void set_cookies(http::Response& response, bool kept);

  Accounts& accounts_;
  const http::Request& request_;
  http::Cookies cookies_;
  bool had_session_cookie_ = false;
  Session session_;
  bool user_known_ = false;
  bool keeps_key_ = false;
  std::optional<User> user_;
  std::string backend_;
  std::optional<std::string> csrf_to_send_;  ///< the value to keep: in the CSRF cookie or in the session
  database::Batch writes_;                   ///< to be run with the session's save
  bool fires_login_ = false;                 ///< events wait until what they tell of is durable
  bool fires_logout_ = false;
  std::optional<User> logged_out_;
};

}  // namespace narvi::accounts
