"""`narvi authz print-config`: its mistakes and warnings, and the proxies that no package of the distribution has, whose
configurations are compared with the names of their documentation."""

import os
import re
import unittest

import yaml

from program import Program

SETTINGS = """
[server]
trusted_proxies = [%s]
[systems.forward_auth]
enabled = true
login_url = "https://auth.example.com/login"
%s
[[systems.forward_auth.rules]]
hosts = ["app.example.com"]
"""
NAMES = ["Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email"]


class PrintConfig(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.narvi = Program(SERVER_LISTEN="127.0.0.1:8000")
        cls.addClassCleanup(cls.narvi.close)

    def run_command(self, *arguments, peers='"127.0.0.1"', more=""):
        with open(os.path.join(self.narvi.folder.name, "narvi.toml"), "w", encoding="utf-8") as file:
            file.write(SETTINGS % (peers, more))
        return self.narvi.command("authz", "print-config", *arguments)

    def printed(self, *arguments, **settings):
        done = self.run_command(*arguments, "--site", "app.example.com", **settings)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_mistakes(self):
        for arguments, said in (
                (("nginx",), "--site app.example.com"),
                (("nginx", "--site", "app.example.com;"), "--site:"),
                (("nginx", "--site", "https://app.example.com"), "--site:"),
                (("nginx", "--site", "app.example.com", "--upstream", "127.0.0.1"), "--upstream:"),
                (("nginx", "--site", "app.example.com", "--narvi", "a{b}:1"), "--narvi:"),
                (("nginx", "--site", "app.example.com", "--tls-key", "/k"), "--tls-certificate"),
                (("nginx", "--site", "app.example.com", "--tls-certificate", "/a b"), "--tls-certificate:"),
                (("caddy", "--site", "app.example.com", "--listen", "unix:/run/a"), "--listen:"),
                (("nginx", "--lua"), "--lua is for haproxy"),
                (("apache", "--site", "app.example.com"), "fastcgi_listen")):
            with self.subTest(arguments=arguments):
                done = self.run_command(*arguments)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn(said, done.stderr)
        self.assertEqual(self.run_command("squid", "--site", "app.example.com").returncode, 2)

    def test_warnings(self):
        done = self.run_command("nginx", "--site", "app.example.com", peers="")
        self.assertEqual(done.returncode, 0)
        self.assertIn('trusted_proxies does not have "127.0.0.1"', done.stderr)
        done = self.run_command("caddy", "--site", "app.example.com", more='families = ["auth-request"]')
        self.assertEqual(done.returncode, 0)
        self.assertIn('families has no "forward-auth", which is how caddy asks', done.stderr)
        done = self.run_command("caddy", "--site", "app.example.com", "--narvi", "unix:/run/narvi.sock")
        self.assertIn('trusted_proxies does not have "unix"', done.stderr)

    def test_listening_where_nobody_can_tell(self):
        done = self.narvi.command("authz", "print-config", "nginx", "--site", "app.example.com",
                                  NARVI_SERVER_LISTEN="systemd")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--narvi 127.0.0.1:8000", done.stderr)

    def test_traefik(self):
        text = self.printed("traefik", "--upstream", "10.0.0.5:8080")
        http = yaml.safe_load(text)["http"]
        self.assertEqual(set(http), {"routers", "middlewares", "services"})
        router = http["routers"]["app_example_com"]
        self.assertTrue(router["rule"].startswith("Host(`app.example.com`) && "))
        self.assertIn("!HeaderRegexp(`Connection`, `(?i)(Remote-User|", router["rule"])
        claims, narvi = (http["middlewares"][name] for name in router["middlewares"])
        forward = narvi["forwardAuth"]
        self.assertEqual(set(forward), {"address", "trustForwardHeader", "authResponseHeaders",
                                        "addAuthCookiesToResponse"})
        self.assertEqual(forward["address"], "http://127.0.0.1:8000/authz/forward-auth")
        self.assertIs(forward["trustForwardHeader"], False)
        self.assertEqual(forward["authResponseHeaders"], NAMES)
        removed = claims["headers"]["customRequestHeaders"]
        self.assertEqual(set(removed.values()), {""})
        for name in (*NAMES, "Remote_User", "X-Original-URL", "Forwarded", "X-Forwarded-User", "X-Forwarded-Uri"):
            self.assertIn(name, removed)
        self.assertNotIn("X-Real-IP", removed)  # Traefik's own
        service = http["services"][router["service"]]["loadBalancer"]
        self.assertEqual(service["servers"], [{"url": "http://10.0.0.5:8080"}])
        self.assertNotIn("tls", router)

    def test_traefik_over_tls(self):
        text = self.printed("traefik", "--tls-certificate", "/etc/ssl/app.pem", "--tls-key", "/etc/ssl/app.key")
        read = yaml.safe_load(text)
        self.assertEqual(read["http"]["routers"]["app_example_com"]["tls"], {})
        self.assertEqual(read["tls"]["certificates"],
                         [{"certFile": "/etc/ssl/app.pem", "keyFile": "/etc/ssl/app.key"}])

    def envoy(self, *arguments, **settings):
        """Connection manager, its filters by name, and the clusters by name."""
        resources = yaml.safe_load(self.printed("envoy", *arguments, **settings))["static_resources"]
        chain = resources["listeners"][0]["filter_chains"][0]
        manager = chain["filters"][0]["typed_config"]
        self.assertTrue(manager["@type"].endswith(".http_connection_manager.v3.HttpConnectionManager"))
        filters = {row["name"].rsplit(".", 1)[1]: row["typed_config"] for row in manager["http_filters"]}
        self.assertEqual(list(filters), ["header_mutation", "ext_authz", "router"])
        return chain, manager, filters, {row["name"]: row for row in resources["clusters"]}

    def test_envoy_over_http(self):
        chain, manager, filters, clusters = self.envoy("--listen", "127.0.0.1:8080")
        self.assertNotIn("transport_socket", chain)
        self.assertEqual(manager["common_http_protocol_options"]["headers_with_underscores_action"], "REJECT_REQUEST")
        self.assertEqual(manager["upgrade_configs"], [{"upgrade_type": "websocket"}])
        self.assertIs(manager["use_remote_address"], True)
        self.assertEqual(manager["route_config"]["virtual_hosts"][0]["domains"],
                         ["app.example.com", "app.example.com:*"])
        mutations = filters["header_mutation"]["mutations"]["request_mutations"]
        removed = [row["remove"] for row in mutations if "remove" in row]
        for name in (*NAMES, "X-Original-URL", "X-Forwarded-Uri", "Forwarded"):
            self.assertIn(name.lower(), removed)
        for row in (row["append"] for row in mutations if "append" in row):
            self.assertEqual(row["append_action"], "OVERWRITE_IF_EXISTS_OR_ADD")
        authz = filters["ext_authz"]
        self.assertIs(authz["failure_mode_allow"], False)
        self.assertEqual(authz["transport_api_version"], "V3")
        self.assertEqual(authz["status_on_error"], {"code": "ServiceUnavailable"})
        self.assertNotIn("with_request_body", authz)
        service = authz["http_service"]
        self.assertEqual(service["path_prefix"], "/authz/ext-authz")
        self.assertEqual(service["server_uri"]["cluster"], "narvi")
        answer = service["authorization_response"]
        self.assertEqual([row["exact"] for row in answer["allowed_upstream_headers"]["patterns"]],
                         [name.lower() for name in NAMES])
        self.assertEqual(answer["allowed_client_headers_on_success"]["patterns"], [{"exact": "set-cookie"}])
        asked = [row["exact"] for row in authz["allowed_headers"]["patterns"]]
        for name in ("authorization", "cookie", "accept", "x-forwarded-for", "x-forwarded-proto"):
            self.assertIn(name, asked)
        self.assertFalse([name for name in asked if name.startswith(("remote", "x-original"))])
        self.assert_reaches(clusters["narvi"], "127.0.0.1", 8000)
        self.assert_reaches(clusters["application"], "127.0.0.1", 8080)

    def assert_reaches(self, cluster, host, port):
        endpoints = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"]
        self.assertEqual(endpoints, [{"endpoint": {"address": {"socket_address": {"address": host,
                                                                                   "port_value": port}}}}])

    def test_envoy_over_grpc_and_tls(self):
        chain, _, filters, clusters = self.envoy(
            "--tls-certificate", "/etc/ssl/app.pem", "--tls-key", "/etc/ssl/app.key",
            more='grpc_listen = "127.0.0.1:9093"')
        certificates = chain["transport_socket"]["typed_config"]["common_tls_context"]["tls_certificates"]
        self.assertEqual(certificates, [{"certificate_chain": {"filename": "/etc/ssl/app.pem"},
                                         "private_key": {"filename": "/etc/ssl/app.key"}}])
        authz = filters["ext_authz"]
        self.assertEqual(authz["grpc_service"], {"envoy_grpc": {"cluster_name": "narvi"}, "timeout": "2s"})
        self.assertNotIn("http_service", authz)
        self.assert_reaches(clusters["narvi"], "127.0.0.1", 9093)
        options = clusters["narvi"]["typed_extension_protocol_options"]
        self.assertIn("http2_protocol_options",
                      options["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"]["explicit_http_config"])

    def test_names_of_the_settings(self):
        more = 'user_header = "X-Who"\nid_header = "X-Id"\npath = "/decide/"\nassertion = "hs256"\n' \
               'assertion_key = "%s"\n' % ("k" * 32)
        for proxy in ("nginx", "caddy", "traefik", "envoy"):
            text = self.printed(proxy, more=more)
            for name in ("x-who", "x-id", "x-narvi-assertion", "/decide/"):
                self.assertIn(name, text.lower())
            self.assertFalse(re.findall(r"(?m)^\s*[^#\n]*remote-user", text.lower()), proxy)


if __name__ == "__main__":
    unittest.main()
