// Apache 2.4 asks over FastCGI (mod_authnz_fcgi). Answers name variables, of which RequestHeader makes fields
// (contract §6.2, §6.4).
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kConfiguration =
    R"(# Apache in front of <<site>>: Narvi decides who may pass. A file of its own, for example
# /etc/apache2/sites-available/<<host>>.conf. For Apache 2.4.47 and later, with these modules:
# a2enmod authnz_fcgi headers proxy proxy_http proxy_wstunnel setenvif<<ssl_module>>

AuthnzFcgiDefineProvider authn <<id>>_narvi fcgi://<<fastcgi>>/

<VirtualHost <<listen>>>
    ServerName <<host>>
<<tls>>    # One host, whatever the visitor wrote, so that the application sees the one that was decided on.
    RequestHeader set Host "<<site>>" early
    UseCanonicalName On
    ProxyPreserveHost On
    TraceEnable off
    # Narvi is away or takes more than 30 seconds: nobody passes.
    ErrorDocument 500 "Nobody can tell at the moment whether you may see this page. Try again later."
    AllowEncodedSlashes NoDecode

    # What a visitor claims to be. Remote_User and Remote-User are one name to CGI and WSGI.
<<clear>>
    SetEnvIf Upgrade "(?i)^websocket$" narvi_websocket
    SetEnvIf Connection "(?i)\bclose\b" narvi_close

    # Never say "Require all granted" or "Satisfy Any" for a part of it: there nobody is asked.
    <Location "/">
        AuthType Narvi
        AuthName "<<site>>"
        AuthnzFcgiCheckAuthnProvider <<id>>_narvi Authoritative On RequireBasicAuth Off DefaultUser "-" UserExpr "%{reqenv:<<user_variable>>}"
        AuthMerging Off
        CGIPassAuth On
        Require valid-user

<<give>>        # Fields named in Connection would be taken away, also those of Narvi.
        RequestHeader edit Connection "^.*$" keep-alive
        RequestHeader edit Connection "^.*$" close env=narvi_close
        RequestHeader edit Connection "^.*$" Upgrade env=narvi_websocket
        RequestHeader set X-Forwarded-Proto "expr=%{REQUEST_SCHEME}"
        ProxyPass "<<upstream>>" upgrade=websocket nocanon
    </Location>
</VirtualHost>
)";

/// What the FastCGI entrance calls the value of a field (http/fastcgi, variable_name).
std::string fastcgi_variable(std::string_view header) {
  std::string name = identifier(header);
  for (char& letter : name) {
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return name;
}

std::string listen_address(const ProxySetup& setup) {
  if (!setup.listen) {
    return setup.tls() ? "*:443" : "*:80";
  }
  return setup.listen->host.empty() ? "*:" + setup.listen->port : setup.listen->text();
}

std::string tls_lines(const ProxySetup& setup) {
  if (!setup.tls()) {
    return "";
  }
  return "    SSLEngine on\n    SSLCertificateFile \"" + setup.tls_certificate +
         "\"\n    SSLCertificateKeyFile \"" + setup.tls_key + "\"\n";
}

std::string upstream_url(const ProxyAddress& upstream) {
  return !upstream.is_unix() ? "http://" + upstream.text() + "/"
                             : "unix:" + upstream.socket + "|http://localhost/";
}

}  // namespace

Result<std::string> print_apache(const ProxySetup& setup) {
  if (!setup.fastcgi) {
    return fail(ErrorKind::kConfiguration,
                "Apache asks over FastCGI, and no address is set for it\n"
                "  mend: [systems.forward_auth] fastcgi_listen = [\"127.0.0.1:9092\"]");
  }
  if (setup.fastcgi->is_unix()) {
    return fail(ErrorKind::kConfiguration,
                "Apache's mod_authnz_fcgi cannot reach unix sockets\n"
                "  mend: [systems.forward_auth] fastcgi_listen = [\"127.0.0.1:9092\"]");
  }
  if (setup.listen && setup.listen->is_unix()) {
    return fail(ErrorKind::kInvalid,
                "--listen: Apache is given a host and a port\n  mend: --listen 127.0.0.1:8443");
  }
  std::vector<std::string> names = setup.headers;
  names.insert(names.end(), claims().begin(), claims().end());
  for (const std::string_view always : {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"}) {
    names.emplace_back(always);
  }
  std::string give;
  for (const std::string& header : setup.headers) {
    give += "        RequestHeader set " + header + " \"expr=%{reqenv:" + fastcgi_variable(header) + "}\"\n";
  }
  return fill(kConfiguration,
              {{"site", setup.site},
               {"host", setup.host},
               {"ssl_module", setup.tls() ? " ssl" : ""},
               {"id", identifier(setup.host)},
               {"fastcgi", setup.fastcgi->text()},
               {"listen", listen_address(setup)},
               {"tls", tls_lines(setup)},
               {"clear", each(spellings_of(names), "    RequestHeader unset <<name>> early\n")},
               {"user_variable", fastcgi_variable(setup.user_header)},
               {"give", give},
               {"upstream", upstream_url(setup.upstream)}});
}

}  // namespace narvi::systems::forward_auth
