#pragma once
// Endpoints by which tests look at and change what a real site's views would.

#include <vector>

#include "rest/endpoint.h"

namespace narvi::tests {

/// GET /whoami/: the session's user name, or nothing.
/// POST /remember/<name>/<value>/: puts a text into the session; GET /recall/<name>/ gives it back.
/// POST /interrupted/: changes the session while its row is deleted elsewhere.
/// POST /status/<code>/: changes the session and answers with that status.
/// /any/, /members/, /staff/, /readers/: GET and POST behind Basic and a permission; /nobody/: without a
/// scheme. GET /plain/: asks for nothing. GET /boom/: throws.
std::vector<rest::Endpoint> site_views();

}  // namespace narvi::tests
