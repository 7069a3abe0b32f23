// Traefik 3 with forwardAuth (contract §3.4): it writes the X-Forwarded fields of its question itself, and
// takes over the fields of an answer in place of the visitor's.
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kConfiguration =
    R"yaml(# Traefik 3 in front of <<site>>: Narvi decides who may pass. Dynamic configuration, a file of its file
# provider. In the static configuration, leave forwardedHeaders.insecure off and trustedIPs empty: they would
# let visitors say where they come from.

http:
  routers:
    <<id>>:
      # Fields named in Connection would be taken away, also those of Narvi; and after an upgrade to h2c nobody
      # would be asked any more. No browser sends either: such requests find no router (404).
      rule: "Host(`<<host>>`) && !HeaderRegexp(`Connection`, `(?i)(<<named>>)`) && !HeaderRegexp(`Upgrade`, `(?i)h2c`)"
<<tls>>      middlewares:
        - <<id>>-claims
        - <<id>>-narvi
      service: <<id>>

  middlewares:
    # What a visitor claims to be: an empty value takes the field away. Remote_User and Remote-User are one
    # name to CGI and WSGI.
    <<id>>-claims:
      headers:
        customRequestHeaders:
<<clear>>    <<id>>-narvi:
      forwardAuth:
        address: "http://<<narvi>><<path>>forward-auth"
        trustForwardHeader: false
        authResponseHeaders:
<<give>>        addAuthCookiesToResponse:
<<cookies>>
  services:
    <<id>>:
      loadBalancer:
        passHostHeader: true
        servers:
          - url: "http://<<upstream>>"
)yaml";

constexpr std::string_view kCertificates = R"(
tls:
  certificates:
    - certFile: "<<certificate>>"
      keyFile: "<<key>>"
)";

std::string list(std::span<const std::string> names, std::string_view line) {
  return names.empty() ? std::string() : each(names, line);
}

}  // namespace

Result<std::string> print_traefik(const ProxySetup& setup) {
  if (setup.narvi.is_unix() || setup.upstream.is_unix()) {
    return fail(ErrorKind::kInvalid,
                "Traefik cannot reach unix sockets\n"
                "  mend: let Narvi listen on \"127.0.0.1:8000\", too, and say --narvi");
  }
  std::vector<std::string> cleared = spellings_of(setup.headers);
  for (const std::string& claim : claims()) {
    // Traefik itself writes these, in place of the visitor's.
    if (claim != "X-Forwarded-Port" && claim != "X-Forwarded-Server" && claim != "X-Real-IP") {
      cleared.push_back(claim);
    }
  }
  std::string named;
  for (const std::string& header : setup.headers) {
    named += (named.empty() ? "" : "|") + header;
  }
  std::string text = fill(kConfiguration, {{"site", setup.site},
                                           {"host", setup.host},
                                           {"id", identifier(setup.host)},
                                           {"named", named},
                                           {"tls", setup.tls() ? "      tls: {}\n" : ""},
                                           {"clear", list(cleared, "          <<name>>: \"\"\n")},
                                           {"narvi", setup.narvi.text()},
                                           {"path", setup.path},
                                           {"give", list(setup.headers, "          - <<name>>\n")},
                                           {"cookies", list(setup.cookies, "          - <<name>>\n")},
                                           {"upstream", setup.upstream.text()}});
  if (setup.tls()) {
    text += fill(kCertificates, {{"certificate", setup.tls_certificate}, {"key", setup.tls_key}});
  }
  return text;
}

}  // namespace narvi::systems::forward_auth
