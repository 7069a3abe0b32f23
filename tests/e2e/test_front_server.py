"""Who may name a user, asked of the real program over TCP, unix sockets and mutual TLS; and what is refused."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import unittest

from program import GIVE_UP, Program, free_port, rows, wait_for
from test_packaging import GUIDE, blocks, read
from wire import Wire, get

SESSIONS = [(3,)]  # of the fixtures
VIEW = "/narvi/user/"
SECRET, NEW_SECRET = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
NAME = "Remote-User: alice"
ON = {
    "SYSTEMS_REMOTE_USER_ENABLED": "true",
    "SYSTEMS_CREDENTIALS_ENABLED": "true",
    "AUTH_AUTHENTICATION_BACKENDS": "RemoteUserBackend,ModelBackend",
    "AUTH_CREATE_UNKNOWN_USER": "false",
    "REST_FRAMEWORK_DEFAULT_AUTHENTICATION_CLASSES": "RemoteUserAuthentication",
}


def site(case, **settings):
    """The program, not yet started, with the tables of its systems."""
    program = Program(**dict(ON, **settings))
    case.addCleanup(program.close)
    migrated = program.command("migrate")
    case.assertEqual(migrated.returncode, 0, migrated.stderr)
    return program


def named(reply):
    """The user that the view saw, "" for nobody, or the status of another refusal."""
    if reply.status == 200:
        return json.loads(reply.body)["user"]["username"]
    return "" if reply.status == 403 else reply.status


class OverTcp(unittest.TestCase):
    def ask(self, program, *fields):
        with Wire.to(program.port) as wire:
            return named(wire.ask(get(VIEW, *fields)))

    def test_a_trusted_address(self):
        program = site(self, SERVER_TRUSTED_PROXIES="127.0.0.1").start()
        cases = (
            ("alice", [NAME]),
            ("alice", ["remote-user: alice"]),
            ("", []),
            ("", ["Remote-User:"]),
            ("", ["Remote-User: nobody"]),
            ("", ["X-Remote-User: alice"]),
            (400, ["Remote_User: alice"]),
            (400, ["REMOTE_USER: alice"]),
            (400, [NAME, "Remote_User: bob"]),
            (400, [NAME, NAME]),
            (400, [NAME, "remote-user: bob"]),
            (400, ["Remote-User: alice, bob"]),
            (400, ["Remote-User: alice,"]),
            (400, ["Remote-User: {http.reverse_proxy.header.Remote-User}"]),
            (400, ["Remote-User: " + "x" * 151]),
            (400, [NAME, "Connection: Remote-User"]),
            (400, ["Connection: close, remote-user"]),
            (400, ["Connection: REMOTE_USER"]),
            (400, [NAME, "Connection: keep-alive", "Connection: x-forwarded-for"]),
            ("alice", [NAME, "Connection: keep-alive, X-Own"]),
        )
        for expected, fields in cases:
            self.assertEqual(self.ask(program, *fields), expected, fields)
        self.assertEqual(rows(program.database, "SELECT count(*) FROM django_session"), SESSIONS)
        with Wire.to(program.port) as wire:
            refused = wire.ask(get(VIEW, "Remote-User: alice, bob"))
        self.assertEqual(refused.body, b'{"detail":"Malformed request."}')
        self.assertIn("why=list", program.log())
        for name in ("nobody", "gone", "gone"):
            self.assertEqual(self.ask(program, "Remote-User: " + name), "")
        for why in ("unknown", "inactive"):
            self.assertEqual(program.log().count("why=" + why), 1, why)

    def test_a_stranger(self):
        program = site(self, SERVER_TRUSTED_PROXIES="192.0.2.1").start()
        for fields in ([NAME], ["remote-user: alice"], ["Remote-User: alice, bob"], [NAME, "X-Forwarded-For: 192.0.2.1"],
                       [NAME, "X-Narvi-Proxy-Secret: " + SECRET]):
            self.assertEqual(self.ask(program, *fields), "", fields)
        for fields in ([NAME, NAME], ["Remote_User: alice"], ["REMOTE_USER: alice"], [NAME, "Connection: Remote-User"]):
            self.assertEqual(self.ask(program, *fields), 400, fields)  # the door itself, whoever sends it

    def test_a_shared_secret(self):
        program = site(self, SERVER_TRUSTED_PROXIES="127.0.0.1",
                       SYSTEMS_REMOTE_USER_SHARED_SECRET=NEW_SECRET + "," + SECRET).start()
        field = "X-Narvi-Proxy-Secret: "
        for expected, fields in (("alice", [field + SECRET]), ("alice", [field + NEW_SECRET]), ("", []),
                                 ("", [field + SECRET[:-1]]), ("", [field + SECRET + "x"]), ("", [field]),
                                 (400, [field + SECRET, field + SECRET]), (400, ["X_Narvi_Proxy_Secret: " + SECRET])):
            self.assertEqual(self.ask(program, NAME, *fields), expected, fields)
        self.assertNotIn(SECRET, program.log())
        self.assertEqual(program.log().count("not believed  "), 1)
        self.assertRegex(program.log(), "not believed .*why=secret")

    def test_no_name_that_looks_like_another(self):
        program = site(self, SERVER_TRUSTED_PROXIES="127.0.0.1", SYSTEMS_REMOTE_USER_CHARSET="utf-8",
                       SYSTEMS_REMOTE_USER_CLEAN_CASE="lower", SYSTEMS_REMOTE_USER_STRIP_DOMAIN="suffix",
                       AUTH_CREATE_UNKNOWN_USER="true").start()
        before = rows(program.database, "SELECT count(*) FROM auth_user")
        for expected, name in (("alice", "ALICE@X"), (400, "al\u200bice"), (400, "al\u0085ice"), (400, "\u2003alice"),
                               (400, "ali\u202ece"), ("", "alice @X"), ("", "\u212aim"), ("", "@X")):
            self.assertEqual(self.ask(program, "Remote-User: " + name), expected, ascii(name))
        self.assertEqual(rows(program.database, "SELECT count(*) FROM auth_user"), before)

    def test_sessions(self):
        program = site(self, SERVER_TRUSTED_PROXIES="127.0.0.1", SYSTEMS_REMOTE_USER_MODE="session",
                       REST_FRAMEWORK_DEFAULT_AUTHENTICATION_CLASSES="SessionAuthentication").start()
        with Wire.to(program.port) as wire:
            first = wire.ask(get(VIEW, NAME))
            self.assertEqual(named(first), "alice")
            cookie = next(line.split(";")[0] for line in first.all("Set-Cookie") if line.startswith("sessionid="))
            again = wire.ask(get(VIEW, NAME, "Cookie: " + cookie))
            self.assertEqual((named(again), again.all("Set-Cookie")), ("alice", []))
            self.assertEqual(named(wire.ask(get(VIEW, "Cookie: " + cookie))), "")
        self.assertEqual(rows(program.database, "SELECT count(*) FROM django_session"), SESSIONS)

    def test_nobody_trusted_stops_the_start(self):
        program = Program(**ON)
        self.addCleanup(program.close)
        done = program.command("serve")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("[systems.remote_user] source: no front server is trusted", done.stderr)
        self.assertIn("list it in [server] trusted_proxies", done.stderr)


class OverUnixSockets(unittest.TestCase):
    def ask(self, **settings):
        program = site(self, SERVER_TRUSTED_PROXIES="unix", **settings)
        program.ready_by_http = False
        path = os.path.join(program.folder.name, "narvi.sock")
        program.environment["NARVI_SERVER_LISTEN"] = "unix:" + path
        program.start()
        with Wire.to_unix(path) as wire:
            return named(wire.ask(get(VIEW, NAME)))

    def test_users_and_groups(self):
        uid, gid = os.getuid(), os.getgid()
        self.assertEqual(self.ask(), "alice")
        self.assertEqual(self.ask(SYSTEMS_REMOTE_USER_UNIX_PEER_UIDS="%d,%d" % (uid + 1, uid)), "alice")
        self.assertEqual(self.ask(SYSTEMS_REMOTE_USER_UNIX_PEER_UIDS=str(uid + 1)), "")
        self.assertEqual(self.ask(SYSTEMS_REMOTE_USER_UNIX_PEER_GIDS=str(gid)), "alice")
        self.assertEqual(self.ask(SYSTEMS_REMOTE_USER_UNIX_PEER_GIDS=str(gid + 1)), "")

    def test_a_trusted_socket_is_not_tcp(self):
        program = site(self, SERVER_TRUSTED_PROXIES="unix").start()
        with Wire.to(program.port) as wire:
            self.assertEqual(named(wire.ask(get(VIEW, NAME))), "")


class Certificates:
    """An authority, "ca", and what it issues, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.make("ca", "authority", None)
        self.make("server", "server")

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, subject, issuer="ca", names=None):
        """NAME.pem and NAME.key for the common name `subject`, issued by `issuer` or by itself."""
        def run(*words):
            subprocess.run(["openssl", *words], check=True, capture_output=True)

        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=" + subject,
               "-keyout", self.path(name + ".key")]
        if issuer is None:
            run("req", "-x509", *key, "-days", "2", "-out", self.path(name + ".pem"))
            return
        run("req", *key, "-out", self.path(name + ".csr"))
        with open(self.path(name + ".ext"), "w", encoding="ascii") as file:
            file.write("subjectAltName=%s\n" % names if names else "basicConstraints=CA:FALSE\n")
        run("x509", "-req", "-in", self.path(name + ".csr"), "-CA", self.path(issuer + ".pem"), "-CAkey",
            self.path(issuer + ".key"), "-CAcreateserial", "-days", "2", "-extfile", self.path(name + ".ext"), "-out",
            self.path(name + ".pem"))

    def ask(self, port, certificate, *fields):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if certificate:
            context.load_cert_chain(self.path(certificate + ".pem"), self.path(certificate + ".key"))
        try:
            with Wire(context.wrap_socket(socket.create_connection(("127.0.0.1", port)))) as wire:
                return named(wire.ask(get(VIEW, *fields)))
        except (ssl.SSLError, ConnectionResetError):
            return "no connection"


class OverMutualTls(unittest.TestCase):
    def setUp(self):
        self.program = site(self, SERVER_TRUSTED_PROXIES="127.0.0.1")
        self.program.ready_by_http = False
        self.made = Certificates(self.program.folder.name)
        self.make = self.made.make
        self.program.environment.update(NARVI_SERVER_TLS_CERTIFICATE=self.made.path("server.pem"),
                                        NARVI_SERVER_TLS_KEY=self.made.path("server.key"),
                                        NARVI_SERVER_TLS_CLIENT_CA=self.made.path("ca.pem"))

    def ask(self, certificate, *fields):
        return self.made.ask(self.program.port, certificate, *fields)

    def test_names_of_front_servers(self):
        self.program.environment["NARVI_SYSTEMS_REMOTE_USER_MTLS_SUBJECTS"] = "proxy.example,spiffe://site/proxy,2001:db8::1"
        self.make("right", "any", names="DNS:other.example,DNS:proxy.example")
        self.make("uri", "any", names="URI:spiffe://site/proxy")
        self.make("wrong", "proxy.example", names="DNS:evil.example")
        self.make("bare", "proxy.example")
        self.make("foreign_ca", "authority", None)
        self.make("foreign", "any", "foreign_ca", names="DNS:proxy.example")
        self.make("address", "any", names="IP:2001:db8::1")
        self.make("like_address", "any", names="URI:2001:db8::1")
        self.program.start()
        for certificate, expected in (("right", "alice"), ("uri", "alice"), ("wrong", ""), ("bare", ""), (None, ""),
                                      ("address", "alice"), ("like_address", ""),
                                      ("foreign", "no connection")):
            self.assertEqual(self.ask(certificate, NAME), expected, certificate)

    def test_users_with_certificates(self):
        self.program.environment["NARVI_SYSTEMS_REMOTE_USER_SOURCE"] = "tls"
        self.make("alice", "alice")
        self.make("bob", "bob", names="DNS:alice")
        self.make("two", "mallory/CN=eve", names="DNS:alice")
        self.program.start()
        for certificate, fields, expected in (("alice", [], "alice"), ("alice", ["Remote-User: bob"], "alice"),
                                              ("bob", [NAME], "bob"), (None, [NAME], ""), ("two", [], "")):
            self.assertEqual(self.ask(certificate, *fields), expected, (certificate, fields))


class BehindNginx(unittest.TestCase):
    """nginx with the lines of the guide; only addresses and files are other ones."""

    ROWS = "SELECT username, email, first_name, last_name, is_superuser FROM auth_user ORDER BY id"

    def test_the_lines_of_the_guide(self):
        lines = blocks(read(GUIDE, "remote-user.md"), "nginx")[0]
        secret = lines.split("X-Narvi-Proxy-Secret ")[1].split(";")[0]
        program = site(self, SERVER_TRUSTED_PROXIES="127.0.0.1", SYSTEMS_REMOTE_USER_SHARED_SECRET=secret,
                       SYSTEMS_REMOTE_USER_EMAIL_HEADER="Remote-Email", SYSTEMS_REMOTE_USER_NAME_HEADER="Remote-Name",
                       SYSTEMS_REMOTE_USER_GROUPS_HEADER="Remote-Groups", SYSTEMS_REMOTE_USER_SUPERUSER_GROUPS="admin",
                       SYSTEMS_REMOTE_USER_UPDATE_ON_LOGIN="true").start()
        made, port = Certificates(program.folder.name), free_port()
        for name, subject in (("alice", "alice"), ("strange", "alice bob"), ("list", "alice,bob"),
                              ("comma", "bob/O=x,CN=alice"), ("mail", "bob/emailAddress=x,CN=alice"),
                              ("backslash", "mal lory/OU=a\\\\,CN=alice")):
            made.make(name, subject)
        made.make("foreign", "alice", None)
        before = rows(program.database, self.ROWS)
        for wanted, real in (("listen 443 ssl;", "listen 127.0.0.1:%d ssl;" % port),
                             ("/etc/nginx/fullchain.pem", made.path("server.pem")),
                             ("/etc/nginx/privkey.pem", made.path("server.key")),
                             ("/etc/nginx/users-ca.pem", made.path("ca.pem")),
                             ("http://127.0.0.1:8000;", "http://127.0.0.1:%d;" % program.port)):
            self.assertIn(wanted, lines)
            lines = lines.replace(wanted, real)
        self.start(program.folder.name, lines, port)
        for certificate, fields, expected in (
                ("alice", [], "alice"), ("alice", ["Remote-User: bob"], "alice"),
                ("alice", ["Remote_User: bob"], "alice"), ("alice", ["Remote-Groups: admin"], "alice"),
                ("alice", ["Remote-Email: victim@example.com"], "alice"), ("alice", ["Remote-Name: Root"], "alice"),
                ("alice", ["Remote_Groups: admin", "Remote_Email: v@example.com", "Remote_Name: Root"], "alice"),
                ("comma", [], "bob"), ("mail", [], "bob"), ("backslash", [], ""), ("foreign", [NAME], 400),
                ("alice", ["Connection: Remote-User"], "alice"),
                ("alice", ["X-Narvi-Proxy-Secret: guessed"], "alice"), ("strange", [NAME], ""), ("list", [NAME], ""),
                (None, [NAME], 400)):
            self.assertEqual(made.ask(port, certificate, *fields), expected, (certificate, fields))
        self.assertEqual(rows(program.database, self.ROWS), before)
        with Wire.to(program.port) as wire:
            self.assertEqual(named(wire.ask(get(VIEW, NAME))), "")  # past nginx
        lax = free_port()
        self.assertIn("ssl_verify_client on;", lines)
        lines = lines.replace("ssl_verify_client on;", "ssl_verify_client optional_no_ca;")
        self.start(program.folder.name, lines.replace("127.0.0.1:%d ssl" % port, "127.0.0.1:%d ssl" % lax), lax)
        for certificate, expected in (("alice", "alice"), ("foreign", ""), (None, "")):
            self.assertEqual(made.ask(lax, certificate, NAME), expected, certificate)

    def start(self, folder, lines, port):
        path = os.path.join(folder, "nginx.conf")
        places = "".join("%s_temp_path %s;\n" % (name, os.path.join(folder, name))
                         for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(path, "w", encoding="utf-8") as file:
            file.write("daemon off;\nmaster_process off;\npid %s/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n"
                       "access_log off;\n%s%s}\n" % (folder, places, lines))
        command = [shutil.which("nginx") or "/usr/sbin/nginx", "-e", "stderr", "-c", path, "-p", folder]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait, GIVE_UP)
        self.addCleanup(process.terminate)

        def listens():
            self.assertIsNone(process.poll())
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0

        wait_for(listens, "nginx listens")


if __name__ == "__main__":
    unittest.main()
