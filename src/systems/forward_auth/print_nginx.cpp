// nginx with auth_request (contract §3.4): its question has no body and its answer neither, and it knows only
// 2xx, 401 and 403. Everything else arrives as the field X-Narvi-Status of a 403.
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kConfiguration =
    R"(# nginx in front of <<site>>: Narvi decides who may pass. A file in nginx's http block, for example
# /etc/nginx/conf.d/<<host>>.conf. Locations that you add need the lines of "location /", all of them.

upstream <<id>>_narvi {
    server <<narvi>>;
    keepalive 32;
}
upstream <<id>>_application {
    server <<upstream>>;
}

# WebSocket is the only upgrade that passes: after another one (h2c) nobody would be asked any more.
map $http_upgrade $<<id>>_upgrade {
    default "";
    "~*^websocket$" websocket;
}
map $<<id>>_upgrade $<<id>>_connection {
    default "";
    websocket upgrade;
}

server {
    listen <<listen>>;
    server_name <<host>>;
<<tls>>
    # To CGI and WSGI, Remote_User and Remote-User are one name.
    underscores_in_headers off;
    ignore_invalid_headers on;

    # The question. Cookie, Authorization and the like go along; what the visitor claims to be does not.
    location = /_narvi {
        internal;
        proxy_pass http://<<id>>_narvi<<path>>auth-request;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Upgrade "";
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header Host <<site>>;
        proxy_set_header X-Original-Method $request_method;
        proxy_set_header X-Original-URL $scheme://<<site>>$request_uri;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Host "";
        proxy_set_header X-Forwarded-Proto "";
<<clear_question>>        proxy_connect_timeout 2s;
        proxy_send_timeout 2s;
        proxy_read_timeout 2s;
    }

    location / {
        satisfy all;
        auth_request /_narvi;
        auth_request_set $narvi_status $upstream_http_x_narvi_status;
        auth_request_set $narvi_login $upstream_http_location;
        auth_request_set $narvi_retry $upstream_http_retry_after;
        auth_request_set $narvi_cookie $upstream_http_set_cookie;
<<take>>        error_page 401 = @narvi_unknown;
        error_page 403 = @narvi_refused;
        error_page 500 = @narvi_away;
        add_header Set-Cookie $narvi_cookie always;

        proxy_pass http://<<id>>_application;
        proxy_intercept_errors off;
        proxy_http_version 1.1;
        proxy_set_header Connection $<<id>>_connection;
        proxy_set_header Upgrade $<<id>>_upgrade;
        proxy_set_header Host <<site>>;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Host <<site>>;
        proxy_set_header X-Forwarded-Proto $scheme;
        # Who it is. An empty value takes away the visitor's own.
<<give>><<clear_application>>    }

    location @narvi_unknown {
        default_type application/json;
        add_header Cache-Control no-store always;
        if ($narvi_login) { return 302 $narvi_login; }
        return 401 '{"detail":"Authentication credentials were not provided or are not valid."}';
    }
    location @narvi_refused {
        default_type application/json;
        add_header Cache-Control no-store always;
        add_header Retry-After $narvi_retry always;
        if ($narvi_status = 400) { return 400 '{"detail":"Malformed request."}'; }
        if ($narvi_status = 429) { return 429 '{"detail":"Request was throttled."}'; }
        if ($narvi_status = 503) { return 503 '{"detail":"Try again later."}'; }
        return 403 '{"detail":"You do not have permission to perform this action."}';
    }
    # Narvi is away, too slow, or cannot decide: nobody passes.
    location @narvi_away {
        default_type application/json;
        add_header Cache-Control no-store always;
        add_header Retry-After 5 always;
        return 503 '{"detail":"Try again later."}';
    }
}
)";

std::string listen_line(const ProxySetup& setup) {
  const std::string_view suffix = setup.tls() ? " ssl" : "";
  if (!setup.listen) {
    return (setup.tls() ? "443" : "80") + std::string(suffix);
  }
  const std::string port = setup.listen->port;
  return (!setup.listen->is_unix() && setup.listen->host.empty() ? port : setup.listen->text()) +
         std::string(suffix);
}

std::string tls_lines(const ProxySetup& setup) {
  if (!setup.tls()) {
    return "";
  }
  return "    ssl_certificate " + setup.tls_certificate + ";\n    ssl_certificate_key " + setup.tls_key +
         ";\n";
}

}  // namespace

Result<std::string> print_nginx(const ProxySetup& setup) {
  std::string take;
  std::string give;
  for (const std::string& header : setup.headers) {
    const std::string word = identifier(header);
    take += "        auth_request_set $narvi_" + word + " $upstream_http_" + word + ";\n";
    give += "        proxy_set_header " + header + " $narvi_" + word + ";\n";
  }
  std::vector<std::string> question;
  for (const std::string& claim : claims()) {
    if (claim != "X-Original-Method" && claim != "X-Original-URL") {  // set there
      question.push_back(claim);
    }
  }
  constexpr std::string_view kClear = "        proxy_set_header <<name>> \"\";\n";
  return fill(kConfiguration, {{"site", setup.site},
                               {"host", setup.host},
                               {"id", identifier(setup.host)},
                               {"narvi", setup.narvi.text()},
                               {"path", setup.path},
                               {"listen", listen_line(setup)},
                               {"tls", tls_lines(setup)},
                               {"clear_question", each(setup.headers, kClear) + each(question, kClear)},
                               {"take", take},
                               {"give", give},
                               {"upstream", setup.upstream.text()},
                               {"clear_application", each(claims(), kClear)}});
}

}  // namespace narvi::systems::forward_auth
