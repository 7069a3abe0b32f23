#include "systems/forward_auth/endpoints.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "http/forms.h"
#include "systems/forward_auth/answers.h"
#include "systems/forward_auth/decider.h"

namespace narvi::systems::forward_auth {

namespace {

using http::Response;
using DeciderRef = std::shared_ptr<const Decider>;

/// One address: whose questions it takes and how it answers them.
struct Door {
  DeciderRef decider;
  Family family = Family::kAuthRequest;
  Tongue tongue = Tongue::kAuthRequest;
  std::size_t prefix = 0;  ///< of kExtAuthz: how much of the path is ours
};

io::Task<Response> decided(const Door& door, http::Request& request, std::string login_url) {
  const Question question{.family = door.family,
                          .request = request,
                          .rest = request.path.substr(std::min(door.prefix, request.path.size())),
                          .login_url = login_url};
  const Decision decision = co_await door.decider->decide(question);
  request.outcome = outcome_word(decision.outcome);
  Response response = answer(decision, door.tongue, door.decider->options());
  // A proxy that announces a body and never sends it would have the next question taken for that body, and a
  // visitor chooses the length that it announces: after such a question nothing on the connection counts.
  response.close = response.close || (request.body != nullptr && request.body->announced());
  co_return response;
}

/// The address below which old Authelia's clients name the login page themselves, in `rd` (contract §2.2).
/// One that is not below our domains is as good as none.
std::string named_login(const http::Request& request, const Options& options) {
  const auto form = http::parse_form(request.query);
  const std::string* url = form ? form->find("rd") : nullptr;
  const bool safe = url != nullptr && is_login_url(*url) &&
                    is_safe_return_address(*url, options.cookie_domains, options.allow_http_return);
  return safe ? *url : std::string();
}

rest::Endpoint direct(std::string name, std::string path,
                      std::function<io::Task<Response>(http::Request&)> handler) {
  rest::Endpoint endpoint;
  endpoint.name = "forward_auth." + std::move(name);
  endpoint.path = std::move(path);
  endpoint.direct = std::move(handler);
  endpoint.direct_any_method = true;
  endpoint.open_because = "it decides for a proxy, by its own rules";
  return endpoint;
}

rest::Endpoint door_at(std::string name, std::string path, Door door) {
  return direct(std::move(name), std::move(path),
                [door = std::move(door)](http::Request& request) { return decided(door, request, {}); });
}

rest::Endpoint verify_door(const DeciderRef& decider) {
  const Door passed_on{decider, Family::kAuthRequest, Tongue::kPassedOn};
  const Door silent{decider, Family::kAuthRequest, Tongue::kAuthRequest};
  return direct("verify", "/api/verify", [passed_on, silent](http::Request& request) {
    std::string login = named_login(request, passed_on.decider->options());
    return login.empty() ? decided(silent, request, {}) : decided(passed_on, request, std::move(login));
  });
}

/// RFC 7517 §8.5.2. Public by its nature, and a key lives long.
io::Task<Response> show_keys(std::string keys) {
  Response response;
  response.headers = {{"Content-Type", "application/jwk-set+json"}, {"Cache-Control", "public, max-age=300"}};
  response.body = std::move(keys);
  co_return response;
}

}  // namespace

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  Result<Options> options = read_options(mount.services.settings);
  if (!options) {
    return tl::unexpected<Error>(std::move(options.error()));
  }
  const Options given = *options;
  Result<DeciderRef> decider = Decider::make(mount, std::move(*options));
  if (!decider) {
    return tl::unexpected<Error>(std::move(decider.error()));
  }
  std::vector<rest::Endpoint> all;
  for (const Family family : given.families) {
    if (family == Family::kAuthRequest) {
      all.push_back(
          door_at("auth-request", mount.path + "auth-request", {*decider, family, Tongue::kAuthRequest}));
    } else if (family == Family::kForwardAuth) {
      all.push_back(
          door_at("forward-auth", mount.path + "forward-auth", {*decider, family, Tongue::kPassedOn}));
    } else {
      const std::string prefix = mount.path + "ext-authz";
      for (const std::string& path : {prefix + "/", prefix + "/<path:target>"}) {
        all.push_back(door_at("ext-authz", path, {*decider, family, Tongue::kPassedOn, prefix.size()}));
      }
    }
  }
  if (std::string keys = (*decider)->key_set(); !keys.empty()) {
    all.push_back(direct("keys", mount.path + "jwks.json",
                         [keys = std::move(keys)](http::Request& /*request*/) { return show_keys(keys); }));
    all.back().direct_any_method = false;
  }
  if (given.oauth2_alias) {
    all.push_back(door_at("oauth2", "/oauth2/auth", {*decider, Family::kAuthRequest, Tongue::kOauth2Proxy}));
  }
  if (given.verify_alias) {
    all.push_back(verify_door(*decider));
  }
  return all;
}

}  // namespace narvi::systems::forward_auth
