#include "accounts/backend.h"

#include <utility>

namespace narvi::accounts {

namespace {

// Django's words (contract django-auth §3.3, §3.5).
constexpr std::string_view kSeveral =
    "You have multiple authentication backends configured and therefore must provide the `backend` argument";

}  // namespace

io::Task<Result<Authenticated>> Backends::authenticate(Credentials credentials) {
  return authenticate(AnyCredentials(std::move(credentials)));
}

io::Task<Result<Authenticated>> Backends::authenticate(AnyCredentials credentials) {
  if (backends_.empty()) {
    co_return fail(ErrorKind::kConfiguration,
                   "No authentication backends have been defined. Does AUTHENTICATION_BACKENDS contain "
                   "anything?");
  }
  Authenticated authenticated;
  for (const auto& backend : backends_) {
    if (!backend->accepts(credentials)) {
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
  events_.fire_login_failed({claimed_username(credentials), shown_credentials(credentials)});
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

Result<std::string> Backends::choose(std::string_view given) const {
  if (!given.empty()) {
    if (find(given) == nullptr) {
      return fail(ErrorKind::kInvalid, "there is no backend " + std::string(given));
    }
    return std::string(given);
  }
  if (backends_.size() != 1) {
    return fail(ErrorKind::kInvalid, std::string(kSeveral) + " or set the `backend` attribute on the user.");
  }
  return std::string(backends_.front()->path());
}

}  // namespace narvi::accounts
