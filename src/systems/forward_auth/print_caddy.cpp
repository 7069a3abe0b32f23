// Caddy. Its forward_auth directive is short for what stands here; written out, it is the same in every
// release since 2.6 (copy_headers changed its meaning, contract §3.4), and a cookie of Narvi is passed on.
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kConfiguration =
    R"(# Caddy in front of <<site>>: Narvi decides who may pass. Part of a Caddyfile.

<<address>> {
<<bind>><<tls>>	@websocket header_regexp Upgrade (?i)^websocket$
	@ordinary not header_regexp Upgrade (?i)^websocket$

	# In this order: route keeps it.
	route {
		# What a visitor claims to be. Remote_User and Remote-User are one name to CGI and WSGI.
		request_header -*_*
<<clear>>		request_header -*Forwarded*
		request_header -X-Original-*
		request_header -X-Rewrite-URL
		request_header -X-Real-IP
		request_header -X-Client-IP
		# Fields named in Connection would be taken away, also those of Narvi; and WebSocket is the only
		# upgrade that passes: after another one (h2c) nobody would be asked any more.
		request_header @websocket Connection Upgrade
		request_header @ordinary -Connection
		request_header @ordinary -Upgrade

		# The question. The "?" keeps the visitor's query out of it.
		reverse_proxy <<narvi>> {
			method GET
			rewrite <<path>>forward-auth?
			header_up X-Forwarded-Method {http.request.method}
			header_up X-Forwarded-Uri {http.request.uri}
			header_up X-Forwarded-Host <<site>>
			header_up -Connection
			header_up -Upgrade
			transport http {
				dial_timeout 2s
				response_header_timeout 2s
			}

			# Allowed, with a cookie for the visitor or without. Any other answer goes to the visitor as it is.
			@cookie {
				status 200
				header Set-Cookie *
			}
			handle_response @cookie {
				header +Set-Cookie {http.reverse_proxy.header.Set-Cookie}
<<give>>			}
			@allowed status 200
			handle_response @allowed {
<<give>>			}
		}

		reverse_proxy <<upstream>>
	}
}
)";

/// Caddy chooses the scheme by the address: without one it gets a certificate by itself.
std::string site_address(const ProxySetup& setup) {
  if (!setup.listen) {
    return setup.site;
  }
  return (setup.tls() ? "https://" : "http://") + setup.host + ":" + setup.listen->port;
}

std::string caddy_address(const ProxyAddress& address) {
  return !address.is_unix() ? address.text() : "unix/" + address.socket;
}

}  // namespace

Result<std::string> print_caddy(const ProxySetup& setup) {
  if (setup.listen && setup.listen->is_unix()) {
    return fail(ErrorKind::kInvalid,
                "--listen: Caddy is given a host and a port\n  mend: --listen 127.0.0.1:8443");
  }
  const bool bound = setup.listen && !setup.listen->host.empty();
  return fill(kConfiguration,
              {{"site", setup.site},
               {"address", site_address(setup)},
               {"bind", bound ? "\tbind " + setup.listen->host + "\n" : ""},
               {"tls", setup.tls() ? "\ttls " + setup.tls_certificate + " " + setup.tls_key + "\n" : ""},
               {"clear", each(setup.headers, "\t\trequest_header -<<name>>\n")},
               {"narvi", caddy_address(setup.narvi)},
               {"path", setup.path},
               {"give", each(setup.headers,
                             "\t\t\t\trequest_header <<name>> {http.reverse_proxy.header.<<name>>}\n")},
               {"upstream", caddy_address(setup.upstream)}});
}

}  // namespace narvi::systems::forward_auth
