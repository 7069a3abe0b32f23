#pragma once
// The visitor's side of a request that is to be decided: what his program is likely to make of an answer, and
// where his request comes from. All of it is his own word: it chooses between refusals, never admits.

#include <optional>
#include <string>

#include "accounts/browser_settings.h"
#include "http/request.h"
#include "systems/forward_auth/target.h"

namespace narvi::systems::forward_auth {

/// A CORS preflight: OPTIONS with Origin and Access-Control-Request-Method (contract §9, last row).
bool is_preflight(const http::Headers& headers, const Target& target);

/// A WebSocket handshake, or whatever else leaves HTTP by Upgrade.
bool is_upgrade(const http::Headers& headers);

/// A browser that goes to a page, so that it can be sent to a login page and come back (contract §2.4).
bool navigates(const http::Headers& headers, const Target& target);

/// Why the browser's cookies do not speak for this request: it changes something, or opens a WebSocket, and
/// another site made the browser send it. In the words of Django's Origin check. Empty: nothing is wrong, or
/// nobody can tell. The check of a token in form or header stays the application's, because a decision never
/// reads a body.
std::optional<std::string> refuse_foreign_origin(const http::Headers& headers, const Target& target,
                                                 const accounts::BrowserSettings& browser);

}  // namespace narvi::systems::forward_auth
