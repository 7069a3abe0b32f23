// HAProxy cannot ask by itself; a script in Lua does (print_haproxy_lua.cpp). Its answer to the rules here is
// one variable, and everything but "allowed" is refused: also a script that failed.
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kConfiguration =
    R"(# HAProxy in front of <<site>>: Narvi decides who may pass. For HAProxy 2.6 and later, with Lua.
# The script: narvi authz print-config haproxy --lua > <<lua>>

global
    lua-load-per-thread <<lua>>

frontend <<id>>
    mode http
    bind <<bind>>
    timeout client 60s
    timeout http-request 10s
    timeout http-keep-alive 60s

    # What a visitor claims to be. Remote_User and Remote-User are one name to CGI and WSGI.
    http-request del-header _ -m sub
<<clear>>    http-request del-header Forwarded
    http-request del-header X-Forwarded- -m beg
    http-request del-header X-Original- -m beg
    http-request del-header X-Rewrite-URL
    http-request del-header X-Real-IP
    http-request del-header X-Client-IP

    # Programs behind take away the fields that Connection names, also those of Narvi. And WebSocket is the
    # only upgrade that passes: after another one (h2c) nobody would be asked any more.
    acl websocket req.hdr(Upgrade) -m str -i websocket
    http-request del-header Connection unless websocket
    http-request del-header Upgrade unless websocket
    http-request set-header Connection upgrade if websocket

    # One host, whatever the visitor wrote, so that the application sees the one that was decided on.
    http-request set-uri %[pathq] if { pathq -m found }
    http-request set-header Host <<site>>
    http-request set-header X-Forwarded-Host <<site>>
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    http-request set-header X-Forwarded-Proto http unless { ssl_fc }

    http-request lua.narvi
    http-request return status 503 content-type application/json hdr Retry-After 5 hdr Cache-Control no-store string "{\"detail\":\"Try again later.\"}" unless { var(txn.narvi) -m str allowed }
    http-response add-header Set-Cookie %[var(txn.narvi_cookie)] if { var(txn.narvi_cookie) -m found }
    default_backend <<id>>_application

backend <<id>>_application
    mode http
    timeout connect 5s
    timeout server 60s
    timeout tunnel 1h
    server application <<upstream>>
)";

std::string haproxy_address(const ProxyAddress& address) {
  return !address.is_unix() ? address.text() : "unix@" + address.socket;
}

/// "*:443 ssl crt FILE": one file with certificate and key, or FILE and FILE.key.
std::string bind_line(const ProxySetup& setup) {
  std::string line = setup.tls() ? "*:443" : "*:80";
  if (setup.listen) {
    line = !setup.listen->is_unix() && setup.listen->host.empty() ? "*:" + setup.listen->port
                                                                  : haproxy_address(*setup.listen);
  }
  return setup.tls() ? line + " ssl crt " + setup.tls_certificate : line;
}

}  // namespace

Result<std::string> print_haproxy(const ProxySetup& setup) {
  if (setup.tls() && setup.tls_key != setup.tls_certificate &&
      setup.tls_key != setup.tls_certificate + ".key") {
    return fail(ErrorKind::kInvalid,
                "--tls-key: HAProxy finds the key in the file of the certificate, or in " +
                    setup.tls_certificate + ".key\n  mend: name or link it so");
  }
  return fill(kConfiguration, {{"site", setup.site},
                               {"id", identifier(setup.host)},
                               {"lua", setup.lua_file},
                               {"bind", bind_line(setup)},
                               {"clear", each(setup.headers, "    http-request del-header <<name>>\n")},
                               {"upstream", haproxy_address(setup.upstream)}});
}

}  // namespace narvi::systems::forward_auth
