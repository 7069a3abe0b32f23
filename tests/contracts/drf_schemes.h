#pragma once
// Schemes that the views of drf_fixtures.json use besides the built-in ones.

#include <memory>
#include <string>

#include "rest/scheme.h"

namespace narvi::tests {

/// The documented example of a scheme of one's own: X-USERNAME names the user (drf §3.6). `challenge` empty:
/// 403.
std::shared_ptr<const rest::Scheme> x_username(std::string challenge = {});

/// The real Token scheme, made at its first request: views of tests are there before the house is.
std::shared_ptr<const rest::Scheme> token(std::string keyword = "Token");

}  // namespace narvi::tests
