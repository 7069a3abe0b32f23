#include "systems/authtoken/system.h"

#include "systems/authtoken/endpoints.h"
#include "systems/authtoken/tables.h"

namespace narvi::systems::authtoken {

const rest::System& system() {
  static const rest::System kSystem{
      .name = "authtoken",
      .title = "One permanent token for each user (rest_framework.authtoken)",
      .default_path = "/api-token-auth/",
      .migrations = migrations(),
      .models = models(),
      .endpoints = endpoints,
  };
  return kSystem;
}

}  // namespace narvi::systems::authtoken
