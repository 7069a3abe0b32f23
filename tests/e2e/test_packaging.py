"""What the guide and packaging/ tell operators, tried: every configuration loads, nginx takes its lines and passes
logins on, systemd takes the units."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import unittest

from program import GIVE_UP, HERE, PROGRAM, Program, free_port, wait_for
from test_tls import make_certificate
from wire import Wire, message, post

ROOT = os.path.join(HERE, "..", "..")
GUIDE = os.path.join(ROOT, "docs", "guide")
LOGIN = '{"username": "alice", "password": "wonderland"}'
HOST = "auth.example.org"


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def blocks(text, kind):
    """The fenced blocks of a language."""
    return re.findall(r"(?ms)^ *```%s\n(.*?)^ *```$" % kind, text)


class Guide(unittest.TestCase):
    def test_every_configuration_loads(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NARVI_")}
        pages = [os.path.join(GUIDE, name) for name in sorted(os.listdir(GUIDE))] + [os.path.join(ROOT, "README.md")]
        tried = 0
        for page in pages:
            for number, text in enumerate(blocks(read(page), "toml")):
                with self.subTest(page=os.path.basename(page), number=number), tempfile.TemporaryDirectory() as folder:
                    path = os.path.join(folder, "narvi.toml")
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(text)
                    done = subprocess.run([PROGRAM, "config", "--config", path], cwd=folder, env=environment,
                                          text=True, capture_output=True, check=False)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    tried += 1
        self.assertGreaterEqual(tried, 5)

    def test_the_problem_in_the_guide(self):
        block = next(block for block in blocks(read(GUIDE, "configuration.md"), "console") if "listn" in block)
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "narvi.toml"), "w", encoding="utf-8") as file:
                file.write("[server]\nlistn = []\n")
            environment = {name: value for name, value in os.environ.items() if not name.startswith("NARVI_")}
            done = subprocess.run([PROGRAM, "check", "--config", "narvi.toml"], cwd=folder, env=environment, text=True,
                                  capture_output=True, check=False)
        self.assertEqual((done.returncode, "$ narvi check --config narvi.toml\n" + done.stderr), (2, block))


class Nginx(unittest.TestCase):
    def setUp(self):
        self.narvi = Program(SERVER_ALLOWED_HOSTS=HOST + ",127.0.0.1", SERVER_TRUSTED_PROXIES="127.0.0.1",
                             SECURITY_PROXY_SSL_HEADER="X-Forwarded-Proto:https", COMPAT_DJANGO="5.2",
                             LOG_ACCESS_LOG="access.log")
        self.addCleanup(self.narvi.close)
        self.narvi.start()
        self.port = free_port()

    def start_nginx(self, listen):
        """nginx with the lines of the guide; only addresses and files are other ones."""
        folder = self.narvi.folder.name
        certificate, key = os.path.join(folder, "tls.pem"), os.path.join(folder, "tls.key")
        make_certificate(folder, HOST)
        lines = blocks(read(GUIDE, "production.md"), "nginx")[0]
        for wanted, real in (("server 127.0.0.1:8000;", "server 127.0.0.1:%d;" % self.narvi.port),
                             ("listen 443 ssl;", "listen 127.0.0.1:%d%s;" % (self.port, listen)),
                             ("/etc/nginx/fullchain.pem", certificate), ("/etc/nginx/privkey.pem", key)):
            self.assertIn(wanted, lines)
            lines = lines.replace(wanted, real)
        path = os.path.join(folder, "nginx.conf")
        places = "".join("%s_temp_path %s;\n" % (name, os.path.join(folder, name))
                         for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(path, "w", encoding="utf-8") as file:
            file.write("daemon off;\nmaster_process off;\npid %s/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n"
                       "access_log off;\n%s%s}\n" % (folder, places, lines))
        command = [shutil.which("nginx") or "/usr/sbin/nginx", "-e", "stderr", "-c", path, "-p", folder]
        tested = subprocess.run([*command, "-t"], text=True, capture_output=True, check=False)
        self.assertEqual(tested.returncode, 0, tested.stderr)
        self.assertNotIn("[warn]", tested.stderr)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait, GIVE_UP)
        self.addCleanup(process.terminate)
        wait_for(self.reachable, "nginx listens")

    def reachable(self):
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        except ConnectionRefusedError:
            return False

    def log_in_and_out(self, connect, origin):
        """With an Origin, which Django compares with what it believes the scheme to be."""
        with connect() as wire:
            answer = wire.ask(post("/auth-session/", LOGIN, "Origin: " + origin, host=HOST))
            self.assertEqual((answer.status, answer.body), (200, b'{"detail":"Session login successful."}'))
            cookies = dict(line.split(";")[0].split("=", 1) for line in answer.all("Set-Cookie"))
            logout = message("DELETE", "/auth-session/", (
                "Cookie: sessionid=%(sessionid)s; csrftoken=%(csrftoken)s" % cookies,
                "X-CSRFToken: " + cookies["csrftoken"], "Origin: " + origin, "Referer: %s/" % origin), host=HOST)
            return wire.ask(logout)

    def over_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return Wire(context.wrap_socket(socket.create_connection(("127.0.0.1", self.port)), server_hostname=HOST))

    def test_over_https(self):
        self.start_nginx(" ssl")
        self.assertEqual(self.log_in_and_out(self.over_tls, "https://" + HOST).status, 200)
        refused = self.log_in_and_out(self.over_tls, "http://" + HOST)
        self.assertEqual(refused.status, 403)
        self.assertIn(b"Origin checking failed", refused.body)

    def test_over_http(self):
        self.start_nginx("")
        self.assertEqual(self.log_in_and_out(lambda: Wire.to(self.port), "http://" + HOST).status, 200)
        refused = self.log_in_and_out(lambda: Wire.to(self.port), "https://" + HOST)
        self.assertIn(b"Origin checking failed", refused.body)

    def test_what_a_client_claims_does_not_pass_nginx(self):
        self.start_nginx("")
        with Wire.to(self.port) as wire:
            claims = ("X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9")
            self.assertEqual(wire.ask(post("/auth-session/", LOGIN, *claims, host=HOST)).status, 200)
        self.assertEqual(self.narvi.stop(), 0)
        self.assertNotIn("203.0.113.9", read(self.narvi.folder.name, "access.log"))


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Systemd(unittest.TestCase):
    def test_the_units(self):
        with tempfile.TemporaryDirectory(prefix="narvi-e2e-") as folder:
            paths = []
            for name in ("narvi.socket", "narvi.service"):
                paths.append(os.path.join(folder, name))
                with open(paths[-1], "w", encoding="utf-8") as file:
                    file.write(read(ROOT, "packaging", "systemd", name).replace("/usr/bin/narvi", PROGRAM))
            done = subprocess.run(["systemd-analyze", "verify", *paths], text=True, capture_output=True, check=False)
        complaints = [line for line in done.stderr.splitlines() if "narvi." in line]
        self.assertEqual((done.returncode, complaints), (0, []), done.stderr)


if __name__ == "__main__":
    unittest.main()
