#include <algorithm>
#include <utility>

#include "base/log.h"
#include "rest/method_as.h"
#include "rest/permission.h"
#include "rest/steps.h"
#include "systems/forward_auth/decider.h"

namespace narvi::systems::forward_auth {

namespace {

using rest::ApiError;
using rest::ApiResult;

bool is_one_of(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

bool has_one_of(const std::vector<std::string>& list, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(list, [&](const std::string& one) { return is_one_of(wanted, one); });
}

}  // namespace

io::Task<ApiResult<void>> Decider::authenticate(Case& it) const {
  // Whether cookies may change anything is not asked by a token in the body here, but by check_origin.
  const rest::MethodAs reads(it.call.request, "GET");
  if (!failures_.is_on() || !it.call.request.headers.find("Authorization")) {
    co_return co_await rest::authenticate(it.call);
  }
  FailureLimit::Attempt attempt(failures_, it.call.request.client_address);
  ApiResult<void> may_begin = co_await attempt.may_begin(it.now);
  if (!may_begin) {
    co_return rest::refuse(std::move(may_begin.error()));
  }
  ApiResult<void> authenticated = co_await rest::authenticate(it.call);
  if (!authenticated && authenticated.error().status == 401) {
    ApiResult<void> counted = co_await attempt.failed(it.now);
    if (!counted) {
      co_return rest::refuse(std::move(counted.error()));
    }
  }
  co_return std::move(authenticated);
}

io::Task<ApiResult<std::vector<std::string>>> Decider::groups_of(const Case& it, bool needed) const {
  std::vector<std::string> names;
  accounts::Groups& groups = services_.accounts.groups;
  if (!needed || !it.call.identity || !groups.have_members()) {
    co_return names;
  }
  const Result<std::vector<accounts::Group>> found = co_await groups.of_user(it.call.identity->user.key);
  if (!found) {
    co_return rest::refuse(rest::from_error(found.error()));
  }
  for (const accounts::Group& group : *found) {
    names.push_back(group.name);
  }
  co_return names;
}

io::Task<ApiResult<void>> Decider::check_conditions(Case& it, const Narrowing& narrowing,
                                                    const std::vector<std::string>& groups) const {
  const Rule& rule = it.gate.rule;
  const bool asks =
      !rule.users.empty() || !rule.groups.empty() || !rule.user_permissions.empty() || !rule.clients.empty();
  if (!it.call.identity) {
    co_return asks || narrowing.any() ? ApiResult<void>(rest::refuse(rest::not_authenticated()))
                                      : ApiResult<void>();
  }
  const rest::Identity& identity = *it.call.identity;
  const bool fits_in = (rule.users.empty() || is_one_of(rule.users, identity.user.username)) &&
                       (rule.groups.empty() || has_one_of(groups, rule.groups)) &&
                       (rule.clients.empty() || is_one_of(rule.clients, identity.client)) &&
                       fits(narrowing, identity.user, groups);
  if (!fits_in) {
    co_return rest::refuse(rest::permission_denied());
  }
  if (!rule.user_permissions.empty()) {
    const Result<bool> granted =
        co_await services_.accounts.backends.has_perms(it.call.subject(), rule.user_permissions);
    if (!granted) {
      co_return rest::refuse(rest::from_error(granted.error()));
    }
    if (!*granted) {
      co_return rest::refuse(rest::permission_denied());
    }
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<PermittedRef>> Decider::identify(Case& it) const {
  ApiResult<void> authenticated = co_await authenticate(it);
  if (!authenticated) {
    co_return rest::refuse(std::move(authenticated.error()));
  }
  const ApiResult<rest::Admitted> admitted = co_await rest::Policy::decide(it.call);
  if (!admitted) {
    co_return rest::refuse(admitted.error());
  }
  const Narrowing narrowing = read_narrowing(it.narrowing);
  const bool needs_groups = it.gate.needs_groups || narrowing.groups;
  ApiResult<std::vector<std::string>> groups = co_await groups_of(it, needs_groups);
  if (!groups) {
    co_return rest::refuse(std::move(groups.error()));
  }
  ApiResult<void> fits_in = co_await check_conditions(it, narrowing, *groups);
  if (!fits_in) {
    co_return rest::refuse(std::move(fits_in.error()));
  }
  auto permitted = std::make_shared<Permitted>();
  if (!it.call.identity) {
    permitted->fields = *nobody_;
    co_return permitted;
  }
  permitted->identity = *it.call.identity;
  permitted->identity.credential.clear();
  permitted->groups = std::move(*groups);
  Result<Fields> fields =
      identity_fields({permitted->identity.user, permitted->groups}, it.gate.rule.identity, options_);
  if (!fields) {
    log_warning("a user cannot be told to an application, so he is refused",
                {{"user", permitted->identity.user.key.text()}, {"why", fields.error().message}});
    co_return rest::refuse(rest::permission_denied());
  }
  permitted->fields = std::move(*fields);
  for (const auto& [name, value] : permitted->fields) {
    permitted->bytes += name.size() + value.size();
  }
  co_return permitted;
}

}  // namespace narvi::systems::forward_auth
