#pragma once
// /healthz and /readyz: is the process alive, and may it be sent requests.

#include <atomic>
#include <vector>

#include "database/database.h"
#include "rest/endpoint.h"

namespace narvi::app {

/// What readiness depends on; filled in while the program starts and stops.
struct Readiness {
  std::atomic<bool> serving{false};  ///< false again as soon as the end has begun
  std::atomic<database::Database*> database{nullptr};
};

/// The two endpoints. `readiness` outlives them.
std::vector<rest::Endpoint> health_endpoints(const Readiness& readiness);

}  // namespace narvi::app
