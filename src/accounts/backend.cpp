#include "accounts/backend.h"

#include <utility>

namespace narvi::accounts {

io::Task<Result<Authenticated>> Backends::authenticate(Credentials credentials) {
  Authenticated authenticated;
  for (const auto& backend : backends_) {
    if (!backend->takes_password()) {
      continue;
    }
    Result<BackendResult> result = co_await backend->authenticate(credentials);
    if (!result) {
      co_return tl::unexpected<Error>(std::move(result.error()));
    }
    if (result->answer == BackendAnswer::kUser) {
      authenticated.user = std::move(result->user);
      authenticated.backend = std::string(backend->path());
      co_return std::move(authenticated);
    }
    if (result->inactive && !authenticated.inactive) {
      authenticated.inactive = std::move(result->inactive);
    }
    if (result->answer == BackendAnswer::kDeny) {
      break;
    }
  }
  events_.fire_login_failed({credentials.username});
  co_return std::move(authenticated);
}

const Backend* Backends::find(std::string_view path) const {
  for (const auto& backend : backends_) {
    if (backend->path() == path) {
      return backend.get();
    }
  }
  return nullptr;
}

}  // namespace narvi::accounts
