#include "systems/remote_user/middleware.h"

#include <algorithm>
#include <utility>

#include "accounts/remote_user_backend.h"
#include "http/url.h"
#include "rest/call.h"
#include "systems/remote_user/assertion.h"
#include "systems/remote_user/refusal.h"

namespace narvi::systems::remote_user {

namespace {

using rest::ApiResult;
using rest::Call;

tl::unexpected<rest::ApiError> failed(const Error& error) {
  return rest::refuse(rest::from_error(error));
}

const accounts::Backend* backend_of_session(const Call& call) {
  return call.services.accounts.backends.find(call.visit.backend());
}

/// Sessions that others have made stay (_remove_invalid_user).
io::Task<ApiResult<void>> end_remote_session(Call& call) {
  if (!accounts::takes_remote_users(backend_of_session(call))) {
    co_return ApiResult<void>();
  }
  if (const Result<void> out = co_await call.visit.logout(); !out) {
    co_return failed(out.error());
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<void>> log_in(Call& call, const Assertion& given) {
  Result<accounts::Authenticated> found = co_await call.services.accounts.backends.authenticate(
      accounts::remote_user_credentials(given.name, given.said));
  if (!found) {
    co_return failed(found.error());
  }
  if (found->user) {
    const Result<void> in = co_await call.visit.login(std::move(*found->user), std::move(found->backend));
    if (!in) {
      co_return failed(in.error());
    }
  } else if (!given.name.empty()) {
    note_nobody(call, *found);
  }
  co_return ApiResult<void>();
}

/// Groups and flags follow the front server also while a session lives: who has lost a group there must not
/// keep it here until he logs out.
io::Task<ApiResult<void>> keep_groups(Call& call, const accounts::User& known, const Assertion& given) {
  if (!given.said.groups) {
    co_return ApiResult<void>();
  }
  accounts::User user = known;
  const accounts::RemoteUserAttributes said{.groups = given.said.groups};
  const Result<bool> changed = co_await accounts::provision_remote_user(backend_of_session(call), user, said);
  if (!changed) {
    co_return failed(changed.error());
  }
  if (*changed) {
    call.visit.note_user(std::move(user));
  }
  co_return ApiResult<void>();
}

/// Rows "key present" of the table.
io::Task<ApiResult<void>> become(Call& call, const Assertion& given) {
  const Result<const accounts::User*> user = co_await call.visit.user();
  if (!user) {
    co_return failed(user.error());
  }
  if (*user != nullptr) {
    if ((*user)->username == accounts::clean_remote_user(backend_of_session(call), given.name)) {
      co_return co_await keep_groups(call, **user, given);
    }
    if (ApiResult<void> ended = co_await end_remote_session(call); !ended) {
      co_return ended;
    }
  }
  co_return co_await log_in(call, given);
}

/// Rows "key missing", but for the persistent form.
io::Task<ApiResult<void>> become_nobody(Call& call) {
  const Result<const accounts::User*> user = co_await call.visit.user();
  if (!user) {
    co_return failed(user.error());
  }
  if (*user == nullptr) {
    co_return ApiResult<void>();
  }
  co_return co_await end_remote_session(call);
}

class RemoteUserMiddleware final : public rest::Middleware {
 public:
  explicit RemoteUserMiddleware(Options options) : options_(std::move(options)) {}

  io::Task<ApiResult<void>> before(Call& call) const override {
    if (!works_at(call.request.path)) {
      co_return ApiResult<void>();
    }
    const auto assertion = read_assertion(options_.source, call.request);
    if (!assertion) {
      co_return rest::refuse(malformed(call, assertion.error()));
    }
    if (*assertion) {
      co_return co_await become(call, **assertion);
    }
    if (options_.mode == Mode::kPersistent) {
      co_return ApiResult<void>();
    }
    co_return co_await become_nobody(call);
  }

 private:
  /// A path without its last slash counts as below: it only leads to the one with it.
  bool works_at(std::string_view raw) const {
    std::string storage;
    const std::string path = std::string(http::decode_path(raw, storage)) + "/";
    return options_.paths.empty() || std::ranges::any_of(options_.paths, [&path](const std::string& below) {
             return path.starts_with(below);
           });
  }

  Options options_;
};

}  // namespace

std::shared_ptr<const rest::Middleware> middleware(const rest::Services& services) {
  Options options = read_options(services.settings);
  if (options.mode == Mode::kRequest) {
    return nullptr;
  }
  return std::make_shared<const RemoteUserMiddleware>(std::move(options));
}

}  // namespace narvi::systems::remote_user
