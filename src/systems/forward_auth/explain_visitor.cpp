// The second half of an explanation: would that user pass the rule that decides?

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rest/call.h"
#include "rest/permission_registry.h"
#include "systems/forward_auth/explain.h"
#include "systems/forward_auth/identity.h"
#include "systems/forward_auth/return_address.h"

namespace narvi::systems::forward_auth {

namespace {

using Lines = std::vector<std::string>;

bool is_one_of(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

/// What the rule that decides makes of a supposed visitor.
class Trial {
 public:
  Trial(const rest::Services& services, const Options& options, const Rule& rule, const Supposed& supposed)
      : services_(services), options_(options), rule_(rule), supposed_(supposed) {}

  io::Task<Result<Explanation>> run() {
    result_.passes = rule_.policy != RulePolicy::kDeny;
    if (rule_.policy == RulePolicy::kRequire) {
      result_.lines.push_back(fmt::format("{}:", name("an anonymous visitor")));
      if (Result<void> asked = co_await ask(); !asked) {
        co_return tl::unexpected<Error>(asked.error());
      }
      result_.lines.emplace_back("");
    }
    tell_outcome();
    co_return std::move(result_);
  }

 private:
  std::string name(const char* of_nobody = "An anonymous visitor") const {
    return supposed_.user ? supposed_.user->username : of_nobody;
  }

  void tell(std::string_view demand, bool met, std::string_view why = {}) {
    result_.lines.push_back(
        fmt::format("  {:<3}  {}{}{}", met ? "yes" : "no", demand, why.empty() ? "" : ": ", why));
    result_.passes = result_.passes && met;
  }

  io::Task<Result<void>> ask() {
    if (supposed_.user) {
      const accounts::User& user = *supposed_.user;
      tell("is active", user.is_active, user.is_active ? "" : "no credential of his is taken");
      if (Result<void> read = co_await read_groups(user); !read) {
        co_return read;
      }
    }
    if (Result<void> asked = co_await ask_permissions(); !asked) {
      co_return asked;
    }
    if (!supposed_.user) {
      if (!rule_.users.empty() || !rule_.groups.empty() || !rule_.user_permissions.empty() ||
          !rule_.clients.empty()) {
        tell("is somebody", false, "the rule asks for certain users");
      }
      co_return Result<void>();
    }
    compare_lists();
    co_return co_await ask_user_permissions();
  }

  io::Task<Result<void>> read_groups(const accounts::User& user) {
    accounts::Groups& groups = services_.accounts.groups;
    if (!groups.have_members()) {
      co_return Result<void>();
    }
    const auto found = co_await groups.of_user(user.key);
    if (!found) {
      co_return tl::unexpected<Error>(found.error());
    }
    for (const accounts::Group& group : *found) {
      groups_.push_back(group.name);
    }
    co_return Result<void>();
  }

  /// The classes themselves are asked, about a request that has a method, a path and a caller, and nothing
  /// else.
  io::Task<Result<void>> ask_permissions() {
    const auto permissions = rest::find_permissions(rule_.permissions);
    if (!permissions) {
      co_return tl::unexpected<Error>(permissions.error());
    }
    http::Request request;
    request.method = supposed_.target.method;
    request.path = request.target = supposed_.target.path;
    request.query = supposed_.target.query;
    request.host = supposed_.target.authority;
    rest::Endpoint endpoint;
    rest::Call call(request, services_);
    call.endpoint = &endpoint;
    if (supposed_.user) {
      call.identity = rest::Identity{.user = *supposed_.user, .scheme = {}, .credential = {}, .client = {}};
    }
    for (const auto& permission : *permissions) {
      if (const Result<void> complete = permission->check(endpoint); !complete) {
        tell(permission->name(), false, complete.error().message);
        continue;
      }
      const rest::ApiResult<bool> allowed = co_await permission->allows(call);
      tell(permission->name(), allowed && *allowed);
    }
    co_return Result<void>();
  }

  void compare_lists() {
    if (!rule_.users.empty()) {
      tell("is one of the users", is_one_of(rule_.users, supposed_.user->username));
    }
    if (!rule_.groups.empty()) {
      const bool member = std::ranges::any_of(
          groups_, [&](const std::string& group) { return is_one_of(rule_.groups, group); });
      tell("is in one of the groups", member,
           groups_.empty() ? "he is in none" : fmt::format("he is in {}", fmt::join(groups_, ", ")));
    }
  }

  io::Task<Result<void>> ask_user_permissions() {
    accounts::Subject subject(*supposed_.user);
    for (const std::string& label : rule_.user_permissions) {
      const Result<bool> granted = co_await services_.accounts.backends.has_perm(subject, label);
      if (!granted) {
        co_return tl::unexpected<Error>(granted.error());
      }
      tell(fmt::format("has {}", label), *granted);
    }
    co_return Result<void>();
  }

  void tell_outcome() {
    Result<Fields> fields = nobody(options_);
    if (result_.passes && supposed_.user && rule_.policy == RulePolicy::kRequire) {
      fields = identity_fields({*supposed_.user, groups_}, rule_.identity, options_);
    }
    if (!fields) {
      result_.passes = false;
      result_.lines.push_back(fmt::format("Refused with 403: {}.", fields.error().message));
      return;
    }
    if (!result_.passes) {
      tell_refusal();
      return;
    }
    const bool unproven = supposed_.user && rule_.policy == RulePolicy::kRequire;
    result_.lines.push_back(fmt::format("{} passes{}. The application is told:", name(),
                                        unproven ? ", if he proves who he is by one of the schemes" : ""));
    for (const auto& [field, value] : *fields) {
      result_.lines.push_back(fmt::format("  {}: {}", field, value));
    }
    tell_unknown();
  }

  void tell_refusal() {
    const bool login = !supposed_.user && rule_.policy == RulePolicy::kRequire;
    if (!login) {
      result_.lines.push_back(fmt::format("{} does not pass: 403.", name()));
    } else if (rule_.unauthenticated == Unauthenticated::kChallenge || options_.login_url.empty()) {
      result_.lines.emplace_back("An anonymous visitor does not pass: 401 with a challenge.");
    } else {
      result_.lines.push_back(
          fmt::format("An anonymous visitor does not pass: {} sent to {}, with 401 for nginx and HAProxy.",
                      rule_.unauthenticated == Unauthenticated::kRedirect ? "he is" : "browsers are",
                      options_.login_url));
    }
  }

  /// What depends on the request or on what others do at that moment.
  void tell_unknown() {
    Lines unknown;
    if (rule_.throttle) {
      unknown.push_back(fmt::format("whether the limit of {} is reached", rest::rate_text(*rule_.throttle)));
    }
    if (rule_.policy == RulePolicy::kRequire && supposed_.user) {
      if (!rule_.clients.empty()) {
        unknown.push_back(
            fmt::format("whether his credential was issued to one of {}", fmt::join(rule_.clients, ", ")));
      }
      if (rule_.check_origin && supposed_.target.method != "GET" && supposed_.target.method != "HEAD" &&
          supposed_.target.method != "OPTIONS") {
        unknown.emplace_back("whether a session's request comes from the site itself (Origin)");
      }
      const bool clear = supposed_.target.scheme == "http" || supposed_.target.scheme == "ws";
      if (clear && services_.settings.text("security", "clear_text_credentials") == "refuse") {
        unknown.emplace_back("whether he sends an Authorization field, which is refused without https");
      }
    }
    if (!unknown.empty()) {
      result_.lines.push_back(fmt::format("Only a real request tells {}.", fmt::join(unknown, ", and ")));
    }
  }

  const rest::Services& services_;
  const Options& options_;
  const Rule& rule_;
  const Supposed& supposed_;
  std::vector<std::string> groups_;
  Explanation result_;
};

void append(Lines& lines, Lines more) {
  lines.insert(lines.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Explanation refused(Lines lines, std::string why) {
  lines.emplace_back("");
  lines.push_back(std::move(why));
  return {std::move(lines), false};
}

}  // namespace

io::Task<Result<Explanation>> explain(const rest::Services& services, const Options& options,
                                      const std::vector<Rule>& rules, const Supposed& supposed) {
  const Target& target = supposed.target;
  Lines lines = {fmt::format("{} {}", target.method, target.address())};
  if (target.plain_path != target.path) {
    lines.push_back(fmt::format("Rules look at {}", target.plain_path));
  }
  if (!options.cookie_domains.empty() && !is_below(target.host, options.cookie_domains)) {
    co_return refused(std::move(lines),
                      fmt::format("Refused with 400: {} is not below cookie_domains.", target.host));
  }
  lines.emplace_back("");
  append(lines, rule_lines(rules, target, supposed.client));
  const Rule* const rule = first_fit(rules, target, supposed.client);
  if (rule == nullptr) {
    co_return refused(std::move(lines), "Refused with 403: no rule fits, so nobody passes.");
  }
  lines.emplace_back("");
  lines.push_back(fmt::format("\"{}\" demands:", rule->name));
  append(lines, demand_lines(*rule, services.settings));
  if (target.unusual_path && !rule->unusual_paths) {
    co_return refused(
        std::move(lines),
        "Refused with 400: two programs could read this path in two ways, and the rule does not say "
        "unusual_paths = true.");
  }
  lines.emplace_back("");
  Trial trial(services, options, *rule, supposed);
  Result<Explanation> tried = co_await trial.run();
  if (!tried) {
    co_return tl::unexpected<Error>(tried.error());
  }
  append(lines, std::move(tried->lines));
  co_return Explanation{std::move(lines), tried->passes};
}

}  // namespace narvi::systems::forward_auth
