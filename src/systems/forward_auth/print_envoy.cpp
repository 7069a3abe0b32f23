// Envoy with ext_authz, over HTTP or gRPC (contract §3.4, §6.3): a whole bootstrap file.
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kConfiguration =
    R"(# Envoy (1.29 and later) in front of <<site>>: Narvi decides who may pass, over <<entrance>>.

static_resources:
  listeners:
    - name: <<id>>
      address:
        socket_address: { address: "<<listen_host>>", port_value: <<listen_port>> }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: <<id>>
                use_remote_address: true
                # To CGI and WSGI, Remote_User and Remote-User are one name.
                common_http_protocol_options:
                  headers_with_underscores_action: REJECT_REQUEST
                # The path is decided on as it was sent, and sent on so.
                normalize_path: false
                merge_slashes: false
                path_with_escaped_slashes_action: KEEP_UNCHANGED
                upgrade_configs:
                  - upgrade_type: websocket
                route_config:
                  virtual_hosts:
                    - name: <<id>>
                      domains: ["<<host>>", "<<host>>:*"]
                      routes:
                        - match: { prefix: "/" }
                          route: { cluster: application }
                http_filters:
                  # First: what a visitor claims to be.
                  - name: envoy.filters.http.header_mutation
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
                      mutations:
                        request_mutations:
<<clear>>                          - append:
                              append_action: OVERWRITE_IF_EXISTS_OR_ADD
                              header: { key: "x-forwarded-for", value: "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%" }
                          - append:
                              append_action: OVERWRITE_IF_EXISTS_OR_ADD
                              header: { key: "x-forwarded-host", value: "<<site>>" }
                          - append:
                              append_action: OVERWRITE_IF_EXISTS_OR_ADD
                              header: { key: "x-forwarded-proto", value: "<<scheme>>" }
                  - name: envoy.filters.http.ext_authz
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                      transport_api_version: V3
                      failure_mode_allow: false
                      status_on_error: { code: ServiceUnavailable }
                      clear_route_cache: false
<<ask>>                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
<<tls>>
  clusters:
    - name: application
      type: STRICT_DNS
      connect_timeout: 5s
      load_assignment:
        cluster_name: application
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address: <<upstream>>
    - name: narvi
      type: STRICT_DNS
      connect_timeout: 2s
<<protocol>>      load_assignment:
        cluster_name: narvi
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address: <<narvi>>
)";

constexpr std::string_view kOverHttp =
    R"(                      # What Narvi hears besides method, host and path. Add what your schemes read.
                      allowed_headers:
                        patterns:
<<asked>>                      http_service:
                        server_uri: { uri: "http://narvi", cluster: narvi, timeout: 2s }
                        path_prefix: <<path>>ext-authz
                        authorization_response:
                          # These replace the visitor's own.
                          allowed_upstream_headers:
                            patterns:
<<give>>                          allowed_client_headers:
                            patterns:
                              - exact: www-authenticate
                              - exact: location
                              - exact: set-cookie
                              - exact: retry-after
                              - exact: content-type
                              - exact: cache-control
                          allowed_client_headers_on_success:
                            patterns:
                              - exact: set-cookie
)";

constexpr std::string_view kOverGrpc =
    R"(                      grpc_service:
                        envoy_grpc: { cluster_name: narvi }
                        timeout: 2s
)";

constexpr std::string_view kHttp2 =
    R"(      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
          explicit_http_config: { http2_protocol_options: {} }
)";

constexpr std::string_view kTls =
    R"(          transport_socket:
            name: envoy.transport_sockets.tls
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
              common_tls_context:
                tls_certificates:
                  - certificate_chain: { filename: "<<certificate>>" }
                    private_key: { filename: "<<key>>" }
)";

std::string lower(std::string_view name) {
  std::string text(name);
  for (char& letter : text) {
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return text;
}

std::vector<std::string> lower_all(std::span<const std::string> names) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    all.push_back(lower(name));
  }
  return all;
}

std::string envoy_address(const ProxyAddress& address) {
  return !address.is_unix() ? "{ socket_address: { address: \"" + address.bare_host() +
                                  "\", port_value: " + address.port + " } }"
                            : "{ pipe: { path: \"" + address.socket + "\" } }";
}

std::string question(const ProxySetup& setup) {
  if (setup.grpc) {
    return std::string(kOverGrpc);
  }
  static const std::vector<std::string> kAsked = {"accept",
                                                  "access-control-request-method",
                                                  "authorization",
                                                  "cookie",
                                                  "origin",
                                                  "proxy-authorization",
                                                  "referer",
                                                  "sec-fetch-dest",
                                                  "sec-fetch-mode",
                                                  "sec-fetch-site",
                                                  "sec-websocket-key",
                                                  "user-agent",
                                                  "x-csrftoken",
                                                  "x-forwarded-for",
                                                  "x-forwarded-proto",
                                                  "x-requested-with"};
  return fill(
      kOverHttp,
      {{"asked", each(kAsked, "                          - exact: <<name>>\n")},
       {"path", setup.path},
       {"give", each(lower_all(setup.headers), "                              - exact: <<name>>\n")}});
}

}  // namespace

Result<std::string> print_envoy(const ProxySetup& setup) {
  if (setup.listen && setup.listen->is_unix()) {
    return fail(ErrorKind::kInvalid,
                "--listen: Envoy is given a host and a port\n  mend: --listen 127.0.0.1:8443");
  }
  std::vector<std::string> cleared = lower_all(setup.headers);
  for (const std::string& claim : claims()) {
    cleared.push_back(lower(claim));
  }
  const bool bound = setup.listen && !setup.listen->host.empty();
  const std::string usual_port = setup.tls() ? "443" : "80";
  return fill(
      kConfiguration,
      {{"site", setup.site},
       {"host", setup.host},
       {"id", identifier(setup.host)},
       {"entrance", setup.grpc ? "gRPC" : "HTTP"},
       {"listen_host", bound ? setup.listen->bare_host() : "0.0.0.0"},
       {"listen_port", setup.listen ? setup.listen->port : usual_port},
       {"clear", each(cleared, "                          - remove: <<name>>\n")},
       {"scheme", setup.tls() ? "https" : "http"},
       {"ask", question(setup)},
       {"tls",
        setup.tls() ? fill(kTls, {{"certificate", setup.tls_certificate}, {"key", setup.tls_key}}) : ""},
       {"upstream", envoy_address(setup.upstream)},
       {"protocol", setup.grpc ? std::string(kHttp2) : ""},
       {"narvi", envoy_address(setup.grpc ? *setup.grpc : setup.narvi)}});
}

}  // namespace narvi::systems::forward_auth
