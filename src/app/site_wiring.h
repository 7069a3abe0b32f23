#pragma once
// From [server], [rest_framework] and [systems.*] to the site.

#include <memory>
#include <vector>

#include "base/result.h"
#include "http/admit.h"
#include "rest/services.h"
#include "rest/site.h"

namespace narvi::app {

/// Mounts every enabled system. `services` outlives the site.
Result<std::unique_ptr<rest::Site>> make_site(const rest::Services& services,
                                              std::vector<rest::Endpoint> more_endpoints);

/// Who may speak for clients, and which hosts are ours.
Result<http::AdmitPolicy> admit_policy(const Settings& settings);

}  // namespace narvi::app
