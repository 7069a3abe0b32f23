#include "app/entrances.h"

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "app/server_options.h"
#include "app/site_wiring.h"
#include "base/log.h"
#include "http/ext_authz/entrance.h"
#include "http/fastcgi/authorizer.h"
#include "http/server/server.h"
#include "systems/forward_auth/options.h"

namespace narvi::app {

namespace {

using http::server::Server;
using systems::forward_auth::Options;

/// What start() was given.
struct Asked {
  const Settings& settings;
  http::server::Handler& handler;
  io::LoopGroup& loops;
  const std::vector<http::server::Observer*>& observers;
  std::string target;
  http::AdmitPolicy policy;
};

/// What an allowing answer may tell about the visitor.
std::vector<std::string> told_fields(const Options& options) {
  std::vector<std::string> all;
  for (const std::string& field : {options.fields.user, options.fields.groups, options.fields.name,
                                   options.fields.email, options.fields.id}) {
    if (!field.empty()) {
      all.push_back(field);
    }
  }
  if (options.assertion != systems::forward_auth::AssertionKind::kNone) {
    all.push_back(options.assertion_header);
  }
  return all;
}

/// Fields that no visitor may send to us, beside those that nobody's may (http::spoken_fields): by settings
/// they say who somebody is, or how he came.
std::vector<std::string> reserved_fields(const Options& options, const http::AdmitPolicy& policy) {
  std::vector<std::string> all = told_fields(options);
  all.insert(all.end(), policy.identity_headers.begin(), policy.identity_headers.end());
  if (!policy.ssl_header.empty()) {
    all.push_back(policy.ssl_header);
  }
  if (policy.front_servers) {
    all.push_back(policy.front_servers->secret_header());
  }
  return all;
}

http::server::MayAsk may_ask(const http::AdmitPolicy& policy) {
  return [policy](const http::Peer& peer) { return http::is_trusted(policy, peer); };
}

http::fastcgi::AuthorizerOptions fastcgi_options(const Options& options, const Asked& asked) {
  constexpr std::size_t kEnvironment = 128;  // parameters of the web server itself: PATH, SERVER_NAME ...
  const http::server::HeadLimits limits = server_options(asked.settings).head;
  http::fastcgi::AuthorizerOptions made{.target = asked.target,
                                        .variables = {},
                                        .reserved = reserved_fields(options, asked.policy),
                                        .may_ask = may_ask(asked.policy),
                                        .params_bytes = limits.head,
                                        .params = limits.fields + kEnvironment};
  for (const std::string& field : told_fields(options)) {
    made.variables.push_back({field, http::fastcgi::variable_name(field)});
  }
  return made;
}

http::ext_authz::EntranceOptions grpc_options(const Options& options, const Asked& asked) {
  http::ext_authz::EntranceOptions made{.target = asked.target,
                                        .answers = {told_fields(options), {}},
                                        .module = options.grpc_module,
                                        .reserved = reserved_fields(options, asked.policy),
                                        .may_ask = may_ask(asked.policy),
                                        .message_bytes = 2 * server_options(asked.settings).head.head};
  for (const std::string& field : made.answers.fields) {
    for (std::string& spelling : http::ext_authz::folded_spellings(field)) {
      made.answers.removed.push_back(std::move(spelling));
    }
  }
  return made;
}

/// The door's numbers of connections and its deadlines at other addresses, without TLS: proxies are near. Of
/// the deadlines gRPC takes none: it asks silent clients whether they are there, and ends idle ones by
/// EntranceOptions::idle.
http::server::ServerOptions plain_options(const Settings& settings, std::vector<std::string> listen) {
  http::server::ServerOptions options = server_options(settings);
  options.listen = std::move(listen);
  options.tls = {};
  return options;
}

tl::unexpected<Error> refuse(const Settings& settings, std::string_view key, const Error& error) {
  constexpr std::string_view kTable = systems::forward_auth::kTable;
  return fail(ErrorKind::kConfiguration, settings.origin(kTable, key) + ": [" + std::string(kTable) + "] " +
                                             std::string(key) + ": " + error.message);
}

}  // namespace

struct Entrances::Parts {
  Result<void> start_fastcgi(const Asked& asked, const Options& options);
  Result<void> start_grpc(const Asked& asked, const Options& options);

  std::chrono::milliseconds grace{};
  std::unique_ptr<http::fastcgi::Authorizer> authorizer;
  std::unique_ptr<Server> fastcgi;
  std::unique_ptr<http::ext_authz::Entrance> envoy;
  std::unique_ptr<Server> grpc;
};

Entrances::Entrances() : parts_(std::make_unique<Parts>()) {}

Entrances::~Entrances() {
  if (parts_->envoy) {
    parts_->envoy->stop(std::chrono::milliseconds(0));
  }
}

Result<void> Entrances::Parts::start_fastcgi(const Asked& asked, const Options& options) {
  authorizer = std::make_unique<http::fastcgi::Authorizer>(fastcgi_options(options, asked));
  fastcgi = std::make_unique<Server>(plain_options(asked.settings, options.fastcgi_listen), asked.handler,
                                     asked.loops, asked.observers, *authorizer);
  if (const auto started = fastcgi->start(); !started) {
    return refuse(asked.settings, "fastcgi_listen", started.error());
  }
  log_info("deciding over FastCGI", {{"listen", options.fastcgi_listen.front()}});
  return {};
}

Result<void> Entrances::Parts::start_grpc(const Asked& asked, const Options& options) {
  envoy = std::make_unique<http::ext_authz::Entrance>(grpc_options(options, asked), asked.handler,
                                                      asked.loops, asked.observers);
  if (const auto started = envoy->start(); !started) {
    return refuse(asked.settings, "grpc_module", started.error());
  }
  grpc = std::make_unique<Server>(plain_options(asked.settings, {options.grpc_listen}), asked.handler,
                                  asked.loops, asked.observers, *envoy);
  if (const auto started = grpc->start(); !started) {
    return refuse(asked.settings, "grpc_listen", started.error());
  }
  log_info("deciding over gRPC", {{"listen", options.grpc_listen}});
  return {};
}

Result<void> Entrances::start(const Settings& settings, http::server::Handler& handler, io::LoopGroup& loops,
                              const std::vector<http::server::Observer*>& observers) {
  if (!settings.boolean(systems::forward_auth::kTable, "enabled")) {
    return {};
  }
  const auto options = systems::forward_auth::read_options(settings);
  if (!options) {
    return tl::unexpected<Error>(options.error());
  }
  auto policy = admit_policy(settings);
  if (!policy) {
    return tl::unexpected<Error>(policy.error());
  }
  const Asked asked{settings,
                    handler,
                    loops,
                    observers,
                    settings.text(systems::forward_auth::kTable, "path") + "forward-auth",
                    std::move(*policy)};
  parts_->grace = server_options(settings).hard_stop;
  if (!options->fastcgi_listen.empty()) {
    if (auto started = parts_->start_fastcgi(asked, *options); !started) {
      return started;
    }
  }
  return options->grpc_listen.empty() ? Result<void>() : parts_->start_grpc(asked, *options);
}

void Entrances::begin_shutdown() {
  for (Server* server : {parts_->fastcgi.get(), parts_->grpc.get()}) {
    if (server != nullptr) {
      server->begin_shutdown();
    }
  }
}

void Entrances::wait_until_drained() {
  if (parts_->envoy) {
    parts_->envoy->stop(parts_->grace);
  }
  for (const Server* server : {parts_->fastcgi.get(), parts_->grpc.get()}) {
    while (server != nullptr && !server->drained()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
}

}  // namespace narvi::app
