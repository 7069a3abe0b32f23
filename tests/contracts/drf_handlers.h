#pragma once
// The handlers behind the views of drf_fixtures.json.

#include <string>
#include <vector>

#include "rest/endpoint.h"
#include "rest/permission.h"

namespace narvi::tests {

/// Fills in a view whose policy is there already.
using FillView = void (*)(rest::Endpoint& view);

/// GET tells user and auth, POST, PUT and PATCH user and data, DELETE nothing.
void echo(rest::Endpoint& view);

/// GET /<kind>/: refuses as the named exception does.
void raise(rest::Endpoint& view);

/// POST of the system authtoken, on another path.
void obtain_token(rest::Endpoint& view);

/// The two views of a CRUD set over auth_group, with the policy of `view`: PATH lists and creates, PATH<pk>/
/// shows, changes and deletes.
std::vector<rest::Endpoint> group_views(const rest::Endpoint& view);

/// Upstream's "object permission: name == "open"".
rest::PermissionRef only_open_groups();

}  // namespace narvi::tests
