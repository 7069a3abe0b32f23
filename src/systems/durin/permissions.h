#pragma once
// Permissions by client, for a site's own endpoints (contract durin §2.6, §7). Both refuse whoever came
// without a Durin token: anonymous callers with 401, users of other schemes with 403.

#include <string>
#include <vector>

#include "rest/permission.h"

namespace narvi::systems::durin {

/// Lets the tokens of these clients in, and nobody else; of none: nobody.
rest::PermissionRef allow_specific_clients(std::vector<std::string> names);

/// Lets the tokens of all other clients in.
rest::PermissionRef disallow_specific_clients(std::vector<std::string> names);

}  // namespace narvi::systems::durin
