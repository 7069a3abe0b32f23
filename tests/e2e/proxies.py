"""Real proxies in front of an application that tells what it got, asking a real narvi: with exactly what `narvi authz
print-config` prints, on free loopback ports. What every proxy has to do is in `Behind`."""

import base64
import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

from program import GIVE_UP, Program, free_port, rows, wait_for
from test_tls import make_certificate
from wire import Wire, message

SITE = "app.example.com"
LOGIN = "https://auth.example.com/login"
BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"
API = "Accept: application/json"
SPOOFED = "mallory"
TOKEN = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
IDENTITY = ("Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email")

RULES = """
[server]
trusted_proxies = ["127.0.0.1", "unix"]
[sessions]
save_every_request = %(sliding)s
[rest_framework]
default_authentication_classes = ["TokenAuthentication", "SessionAuthentication", "BasicAuthentication"]
[systems.authtoken]
enabled = true
[systems.forward_auth]
enabled = true
touch_session = 0
login_url = "https://auth.example.com/login"
cookie_domains = ["example.com"]
fastcgi_listen = ["127.0.0.1:%(fastcgi)d"]
[[systems.forward_auth.rules]]
name = "open"
hosts = ["app.example.com"]
paths = ["/open/**"]
policy = "bypass"
[[systems.forward_auth.rules]]
name = "other host"
hosts = ["open.example.com"]
policy = "bypass"
[[systems.forward_auth.rules]]
name = "admins"
hosts = ["app.example.com"]
paths = ["/admins/**"]
groups = ["admins"]
[[systems.forward_auth.rules]]
name = "few"
hosts = ["app.example.com"]
paths = ["/few/**"]
throttle = "1/min"
[[systems.forward_auth.rules]]
name = "unusual"
hosts = ["app.example.com"]
path_regex = ".*d"
unusual_paths = true
[[systems.forward_auth.rules]]
name = "spa"
hosts = ["app.example.com"]
paths = ["/spa/**"]
allow_preflight = true
[[systems.forward_auth.rules]]
name = "all"
hosts = ["app.example.com"]
"""


class Listener:
    """A thread for each connection of a loopback port; `serve(socket)` answers it."""

    def __init__(self, serve):
        self.serve = serve
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.open = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.attend, args=(connection,), daemon=True).start()

    def attend(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass  # the proxy hung up
        finally:
            connection.close()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for connection in self.open:
            connection.close()


class Application(Listener):
    """Answers each request with what it got, as JSON; after a WebSocket handshake sends back every byte."""

    def __init__(self):
        self.requests = []
        super().__init__(self.answer)

    def answer(self, connection):
        file = connection.makefile("rb")
        while True:
            line = file.readline()
            if not line:
                return
            method, target, _ = line.decode("latin-1").split(" ")
            headers = []
            while (line := file.readline()) not in (b"\r\n", b""):
                name, value = line.decode("latin-1").rstrip("\r\n").split(":", 1)
                headers.append([name, value.strip()])
            fields = {name.lower(): value for name, value in headers}
            body = self.body(file, fields)
            got = {"method": method, "target": target, "headers": headers, "body": body}
            self.requests.append(got)
            if fields.get("upgrade", "").lower() == "websocket":
                self.echo(connection, file, fields.get("sec-websocket-key", ""))
                return
            text = json.dumps(got).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: own=1\r\n"
                               b"Content-Length: %d\r\n\r\n" % len(text) + (b"" if method == "HEAD" else text))

    @staticmethod
    def body(file, fields):
        if "chunked" in fields.get("transfer-encoding", ""):
            body = b""
            while size := int(file.readline().split(b";")[0], 16):
                body += file.read(size)
                file.readline()
            file.readline()
            return body.decode("latin-1")
        return file.read(int(fields.get("content-length", "0"))).decode("latin-1")

    @staticmethod
    def echo(connection, file, key):
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                           b"Sec-WebSocket-Accept: %s\r\n\r\n" % accept)
        while data := file.read1(4096):
            connection.sendall(data)


class Tap(Listener):
    """Between a proxy and Narvi: keeps every byte of the questions."""

    def __init__(self, port):
        self.target = port
        self.heard = b""
        super().__init__(self.relay)

    def relay(self, connection):
        with socket.create_connection(("127.0.0.1", self.target)) as narvi:
            back = threading.Thread(target=self.copy, args=(narvi, connection), daemon=True)
            back.start()
            while data := connection.recv(65536):
                self.heard += data
                narvi.sendall(data)
            narvi.shutdown(socket.SHUT_WR)
            back.join(GIVE_UP)

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # one of them hung up


class Stalled(Listener):
    """Takes connections and never answers."""

    def __init__(self):
        self.end = threading.Event()
        super().__init__(lambda connection: self.end.wait(GIVE_UP))

    def close(self):
        self.end.set()
        super().close()


class Proxy:
    """One started proxy. Subclasses say how `start` makes of the printed configuration a process."""

    name = ""

    def __init__(self, folder, narvi, application, question, more=()):
        """`question`: where Narvi is asked, a port or a unix socket."""
        self.folder = folder
        self.port = free_port()
        self.log_path = os.path.join(folder, self.name + ".log")
        self.process = None
        self.question = question
        self.options = ["--site", SITE, "--upstream", "127.0.0.1:%d" % application, "--listen",
                        "127.0.0.1:%d" % self.port, "--narvi",
                        question if isinstance(question, str) else "127.0.0.1:%d" % question, *more]
        self.narvi = narvi

    def printed(self, *more):
        done = self.narvi.command("authz", "print-config", self.name, *self.options, *more)
        assert done.returncode == 0 and not done.stderr, done.stderr
        return done.stdout

    def printed_sites(self, *more):
        """The site, and one beside it that nobody asks for: a configuration has to be good for several."""
        self.options[1] = "beside." + SITE
        beside = self.printed(*more)
        self.options[1] = SITE
        return self.printed(*more) + beside

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def launch(self, command, **popen):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                            **popen)
        wait_for(self.listens, self.name + " listens")
        return self

    def listens(self):
        assert self.process.poll() is None, self.log()
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        except ConnectionRefusedError:
            return False

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(GIVE_UP)


def program(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/bin")


def websocket(path, *fields, origin=None):
    more = ("Origin: " + origin,) if origin else ()
    return message("GET", path, ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                                 "Sec-WebSocket-Key: bmFydmkgaXMgdGhlIGRvb3I=", *more, *fields), host=SITE)


class Behind:
    """What every proxy does. A test class says which one (`proxy_class`), and where it differs."""

    proxy_class = Proxy
    away = (503,)  # what a visitor gets while Narvi is away or too slow
    refusal_bodies = True  # the visitor sees Narvi's own texts
    passes_cookies = True
    waits_for_bodies = False
    reaches_sockets = True

    @classmethod
    def setUpClass(cls):
        cls.fastcgi = free_port()
        cls.narvi = cls.start_narvi("false", cls.fastcgi)
        cls.application = Application()
        cls.addClassCleanup(cls.application.close)
        cls.tap = Tap(cls.question_port())
        cls.addClassCleanup(cls.tap.close)
        cls.proxy = cls.start_proxy(cls.tap.port)
        session = cls.narvi.login("alice", "wonderland")
        cls.session = "Cookie: sessionid=" + session.cookies["sessionid"]
        cls.token = "Authorization: Token " + TOKEN
        cls.basic = "Authorization: Basic " + base64.b64encode(b"alice:wonderland").decode()

    @classmethod
    def start_narvi(cls, sliding, fastcgi):
        narvi = Program(COMPAT_DJANGO="5.2")
        cls.addClassCleanup(narvi.close)
        with open(os.path.join(narvi.folder.name, "narvi.toml"), "w", encoding="utf-8") as file:
            file.write(RULES % {"sliding": sliding, "fastcgi": fastcgi})
        migrated = narvi.command("migrate")
        assert migrated.returncode == 0, migrated.stderr
        for sql in ("INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1), (1, 2)",
                    "UPDATE auth_user SET first_name = 'Alice', last_name = 'Liddell' WHERE id = 1",
                    "INSERT INTO authtoken_token VALUES ('%s', '2024-01-02 03:04:05', 1)" % TOKEN):
            rows(narvi.database, sql)
        narvi.environment["NARVI_SERVER_LISTEN"] += ",unix:" + cls.socket_of(narvi)
        return narvi.start()

    @staticmethod
    def socket_of(narvi):
        return os.path.join(narvi.folder.name, "narvi.sock")

    @classmethod
    def question_port(cls):
        return cls.narvi.port

    @classmethod
    def start_proxy(cls, question, narvi=None, more=()):
        folder = tempfile.mkdtemp(prefix=cls.proxy_class.name, dir=cls.narvi.folder.name)
        proxy = cls.proxy_class(folder, narvi or cls.narvi, cls.application.port, question, more)
        cls.addClassCleanup(proxy.close)
        return proxy.start()

    def run(self, result=None):
        """A mistake shows the proxy's own log."""
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            print("\n--- %s's log\n%s\n--- narvi's log\n%s" % (self.proxy.name, self.proxy.log()[-4000:],
                                                               self.narvi.log()[-2000:]))

    def ask(self, text, proxy=None, head=False):
        with Wire.to((proxy or self.proxy).port) as wire:
            return wire.send(text).reply(head)

    def get(self, path, *fields, method="GET", host=SITE):
        return self.ask(message(method, path, fields, host=host), head=method == "HEAD")

    def got(self, answer):
        """What the application got, from its answer."""
        self.assertEqual(answer.status, 200, answer.body)
        return json.loads(answer.body)

    @staticmethod
    def values(got, name):
        """Of every field that is `name` to somebody."""
        return [value for key, value in got["headers"] if key.lower().replace("_", "-") == name.lower()]

    def who(self, answer):
        """User, groups, name and email; empty for fields that are empty or not there."""
        got = self.got(answer)
        all_values = [self.values(got, name) for name in IDENTITY]
        self.assertTrue(all(len(values) <= 1 for values in all_values), all_values)
        return tuple((values or [""])[0] for values in all_values)

    def assert_refused(self, answer, status):
        self.assertEqual(answer.status, status, answer.body)
        self.assertNotIn(b'"target"', answer.body, "the application has answered")
        self.assertIn("detail", json.loads(answer.body))

    ALICE = ("alice", "editors,open", "Alice Liddell", "alice@example.com")

    def test_allowed_by_cookie_token_and_password(self):
        for proof in (self.session, self.token, self.basic):
            with self.subTest(proof=proof.split(" ")[:2]):
                self.assertEqual(self.who(self.get("/page?a=1&b=%2F", proof)), self.ALICE)

    def test_the_application_is_told_about_the_request(self):
        got = self.got(self.get("/page?a=1&b=%2F", self.session, "X-Own: 1"))
        self.assertEqual((got["method"], got["target"]), ("GET", "/page?a=1&b=%2F"))
        self.assertEqual(self.values(got, "Host"), [SITE])
        self.assertEqual(self.values(got, "X-Own"), ["1"])
        self.assertEqual(self.values(got, "X-Forwarded-For"), ["127.0.0.1"])
        self.assertEqual(self.values(got, "X-Forwarded-Proto"), ["http"])

    def test_nobody_is_challenged(self):
        answer = self.get("/page", API)
        self.assert_refused(answer, 401)
        self.assertEqual(answer.all("WWW-Authenticate"), ["Token"])
        answer = self.get("/page", API, "Authorization: Token wrong")
        self.assert_refused(answer, 401)
        if self.refusal_bodies:
            self.assertEqual(json.loads(answer.body), {"detail": "Invalid token."})

    def test_a_browser_is_sent_to_the_login_page(self):
        answer = self.get("/page?a=1&b=%2F", BROWSER)
        self.assertEqual(answer.status, 302)
        back = "http%3A%2F%2Fapp.example.com%2Fpage%3Fa%3D1%26b%3D%252F"
        self.assertEqual(answer.all("Location"), [LOGIN + "?rd=" + back + "&rm=GET"])
        # Neither a script of a page, nor what a page loads, nor a program.
        for fields in ((BROWSER, "X-Requested-With: XMLHttpRequest"), (BROWSER, "Sec-Fetch-Mode: cors"), (API,)):
            with self.subTest(fields=fields):
                self.assert_refused(self.get("/page", *fields), 401)

    def test_refused_by_a_rule(self):
        for proof in (self.session, self.token):
            self.assert_refused(self.get("/admins/page", proof, BROWSER), 403)

    def test_throttled(self):
        self.assertEqual(self.who(self.get("/few/", self.token)), self.ALICE)
        answer = self.get("/few/", self.token)
        self.assert_refused(answer, 429)
        self.assertGreater(int(answer.header("Retry-After")), 0)

    def test_a_body_reaches_the_application_and_not_narvi(self):
        for length in (11, 200_000):
            body = "the body".ljust(length, "x")
            fields = (self.token, "Content-Type: text/plain", "Content-Length: %d" % length)
            got = self.got(self.ask(message("POST", "/page", fields, body, SITE)))
            self.assertEqual((got["method"], got["body"]), ("POST", body))
        chunked = message("POST", "/page", (self.token, "Transfer-Encoding: chunked"), host=SITE)
        self.assertEqual(self.got(self.ask(chunked + "8\r\nthe body\r\n0\r\n\r\n"))["body"], "the body")
        self.assertNotIn(b"the body", self.tap.heard)
        self.assertNotRegex(self.tap.heard, b"(?i)(content-length: *[1-9]|transfer-encoding:)")
        refused = self.ask(message("POST", "/page", ("Content-Length: 8", API), "the body", SITE))
        self.assert_refused(refused, 401)
        self.assertNotIn(b"the body", self.tap.heard)

    def test_a_body_that_never_comes(self):
        """Narvi answers at once, so a visitor who is refused is told at once, whatever he announced."""
        with Wire.to(self.proxy.port) as wire:
            wire.send(message("POST", "/page", (API, "Content-Length: 7"), host=SITE))
            if self.waits_for_bodies:
                wire.send("is here")
            self.assert_refused(wire.reply(), 401)

    def test_websocket(self):
        origin = "http://" + SITE
        with Wire.to(self.proxy.port) as wire:
            answer = wire.ask(websocket("/socket", self.session, origin=origin))
            self.assertEqual(answer.status, 101)
            wire.send(b"\x81\x05hello")
            self.assertEqual(wire.file.read(7), b"\x81\x05hello")
        self.assertEqual(self.values(self.application.requests[-1], "Remote-User"), ["alice"])
        self.assertEqual(self.ask(websocket("/socket", origin=origin)).status, 401)
        # Another site's page: the cookie does not count (check_origin).
        self.assertIn(self.ask(websocket("/socket", self.session, origin="https://evil.example")).status, (401, 403))

    def test_no_other_upgrade(self):
        """h2c would be a way around every question but the first."""
        got = self.got(self.get("/page", self.token, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                                "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"))
        self.assertEqual(self.values(got, "Upgrade"), [])

    SPELLINGS = ("Remote-User", "Remote_User", "REMOTE-USER", "remote-user", "REMOTE_USER", "rEmOtE_uSeR")

    def test_forged_identity(self):
        forged = [(name + ": " + SPOOFED,) for name in self.SPELLINGS]
        forged += [("%s: %s" % (name, SPOOFED),) * 2 for name in self.SPELLINGS]
        forged += [("Remote-Groups: " + SPOOFED, "Remote_Groups: " + SPOOFED),
                   ("Remote-Email: %s@example.com" % SPOOFED, "Remote-Name: " + SPOOFED),
                   ("Remote-User:", "Remote-User: " + SPOOFED)]
        for fields in forged:
            with self.subTest(fields=fields):
                self.assertEqual(self.who(self.get("/page", self.token, *fields)), self.ALICE)
                self.assert_refused(self.get("/page", API, *fields), 401)
                self.assertEqual(self.who(self.get("/open/page", *fields)), ("", "", "", ""))
        self.assert_spoof_unheard()

    def assert_spoof_unheard(self):
        self.assertNotIn(SPOOFED.encode(), self.tap.heard)
        self.assertNotIn(SPOOFED, json.dumps(self.application.requests))

    def test_fields_named_in_connection_stay(self):
        for name in ("Remote-User", "remote-user", "Remote_User", "X-Forwarded-For", "Host", "Authorization"):
            with self.subTest(name=name):
                got = self.got(self.get("/page", self.token, "Connection: keep-alive, " + name))
                self.assertEqual(self.values(got, "Remote-User"), ["alice"])
                self.assertEqual(self.values(got, "X-Forwarded-For"), ["127.0.0.1"])
                self.assertNotIn(name.lower(), "".join(self.values(got, "Connection")).lower())

    def test_forged_claims_about_the_request(self):
        """Of another page, host, method and sender: the answers are those of the request itself."""
        open_page = ("X-Forwarded-Uri: /open/mallory", "X-Original-URL: http://app.example.com/open/mallory",
                     "X-Original-URI: /open/mallory", "X-Rewrite-URL: /open/mallory", "X-Forwarded-Host: mallory.example",
                     "X-Original-Host: mallory.example", "X-Forwarded-Method: MALLORY", "X-Original-Method: MALLORY",
                     "Forwarded: for=10.9.8.7;host=mallory.example", "X-Forwarded-For: 10.9.8.7", "X-Real-IP: 10.9.8.7",
                     "X-Forwarded-Proto: mallory", "X_Forwarded_Uri: /open/mallory", "X_Original_URL: /open/mallory",
                     "X-Forwarded_Host: mallory.example", "X-Forwarded-User: mallory", "X_Real_IP: 10.9.8.7",
                     "X-Forwarded-Prefix: /mallory", "X-Forwarded-Server: mallory", "X-Forwarded-Groups: mallory")
        for claims in ((claim,) for claim in open_page):
            with self.subTest(claims=claims):
                self.assert_refused(self.get("/page", API, *claims), 401)
        self.assert_refused(self.get("/page", API, *open_page), 401)
        self.assertEqual(self.who(self.get("/page", self.token, *open_page)), self.ALICE)
        self.assert_spoof_unheard()
        for text in (self.tap.heard.decode("latin-1"), json.dumps(self.application.requests)):
            self.assertNotIn("10.9.8.7", text)
            self.assertNotIn("MALLORY", text)

    def test_another_host_is_not_decided_on(self):
        """The rules let everybody see open.example.com; this site is not it. And what is decided on one host is not
        sent on as a request for another."""
        for target, host in (("/page", "open.example.com"), ("http://open.example.com/page", SITE),
                             ("http://%s/page" % SITE, "open.example.com"), ("http://%s/page" % SITE, SITE)):
            with self.subTest(target=target, host=host):
                before = len(self.application.requests)
                answer = self.ask(message("GET", target, (API,), host=host))
                self.assertEqual(len(self.application.requests), before, answer.body)
                answer = self.ask(message("GET", target, (self.token,), host=host))
                for got in self.application.requests[before:]:
                    self.assertEqual((got["target"], self.values(got, "Host")), ("/page", [SITE]), answer.body)

    def test_the_visitors_query_is_not_narvis(self):
        """Keys of the question's own query narrow access."""
        self.assertEqual(self.who(self.get("/page?allowed_groups=nobody", self.token)), self.ALICE)

    def test_the_path_is_decided_on_as_it_is_sent_on(self):
        for path in ("/a%2Fb/../c//d", "/%61/./d", "/x;y/d", "//d", "/a%2fd", "/a%5Cd?q=%2F#%2F".split("#", 1)[0]):
            with self.subTest(path=path):
                self.tap.heard = b""
                answer = self.get(path, self.token)
                if answer.status == 200:
                    target = json.loads(answer.body)["target"]
                    self.assertIn(target.encode(), self.tap.heard)
                else:
                    self.assertIn(answer.status, (400, 403, 404))
        for path in ("/open/../page", "/open/..%2fpage", "/open/%2e%2e/page", "/open/..;/page", "/open//../page",
                     "/open/..%5cpage", "/page/../open/../page"):
            with self.subTest(path=path):
                before = len(self.application.requests)
                self.assertIn(self.get(path, API).status, (301, 308, 400, 401, 403, 404))
                self.assertEqual(len(self.application.requests), before)

    def test_nobody_on_an_open_page(self):
        for proof in ((), (self.session,), (self.token,)):
            self.assertEqual(self.who(self.get("/open/page", *proof)), ("", "", "", ""))

    def test_head_and_options(self):
        self.assertEqual(self.get("/page", self.token, method="HEAD").status, 200)
        self.assertEqual(self.application.requests[-1]["method"], "HEAD")
        self.assertEqual(self.get("/page", API, method="HEAD").status, 401)
        self.assert_refused(self.get("/page", API, method="OPTIONS"), 401)
        self.assertEqual(self.got(self.get("/page", self.token, method="OPTIONS"))["method"], "OPTIONS")

    def test_preflight(self):
        fields = ("Origin: https://spa.example.com", "Access-Control-Request-Method: PUT", API)
        self.assertEqual(self.who(self.get("/spa/page", *fields, method="OPTIONS")), ("", "", "", ""))
        self.assert_refused(self.get("/spa/page", API, method="OPTIONS"), 401)
        self.assert_refused(self.get("/page", *fields, method="OPTIONS"), 401)

    def test_cookies_of_a_sliding_session(self):
        port = free_port()
        narvi = self.start_narvi("true", port)
        proxy = self.start_proxy(self.second_question_port(narvi, port), narvi)
        session = narvi.login("alice", "wonderland").cookies["sessionid"]
        answer = self.ask(message("GET", "/page", ("Cookie: sessionid=" + session,), host=SITE), proxy)
        self.assertEqual(self.who(answer), self.ALICE)
        cookies = [line.split(";")[0] for line in answer.all("Set-Cookie")]
        self.assertIn("own=1", cookies)
        if self.passes_cookies:
            self.assertIn("sessionid=" + session, cookies)

    @staticmethod
    def second_question_port(narvi, _fastcgi):
        return narvi.port

    def test_over_tls(self):
        folder = self.narvi.folder.name
        certificate, key = os.path.join(folder, "tls.pem"), os.path.join(folder, "tls.pem.key")
        make_certificate(folder, SITE)
        os.rename(os.path.join(folder, "tls.key"), key)
        proxy = self.start_proxy(self.tap.port, more=("--tls-certificate", certificate, "--tls-key", key))
        context = ssl.create_default_context(cafile=certificate)
        plain = socket.create_connection(("127.0.0.1", proxy.port))
        with Wire(context.wrap_socket(plain, server_hostname=SITE)) as wire:
            got = self.got(wire.ask(message("GET", "/page", (self.token, "X-Forwarded-Proto: http"), host=SITE)))
            self.assertEqual(self.values(got, "X-Forwarded-Proto"), ["https"])
            self.assertEqual(self.values(got, "Remote-User"), ["alice"])
            answer = wire.ask(message("GET", "/page", (BROWSER,), host=SITE))
            self.assertEqual(answer.header("Location"), LOGIN + "?rd=https%3A%2F%2Fapp.example.com%2Fpage&rm=GET")

    def test_the_probe(self):
        done = self.narvi.command("authz", "probe", "http://%s/page" % SITE, "--connect",
                                  "127.0.0.1:%d" % self.proxy.port, "--expect-login")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn(" to " + LOGIN, done.stdout)
        done = self.narvi.command("authz", "probe", "http://%s/open/page" % SITE, "--connect",
                                  "127.0.0.1:%d" % self.proxy.port)
        self.assertEqual(done.returncode, 1, done.stdout)

    def test_narvi_on_a_unix_socket(self):
        if not self.reaches_sockets:
            self.skipTest("asks over TCP only")
        proxy = self.start_proxy("unix:" + self.socket_of(self.narvi))
        self.assertEqual(self.who(self.ask(message("GET", "/page", (self.token,), host=SITE), proxy)), self.ALICE)
        self.assert_refused(self.ask(message("GET", "/page", (API,), host=SITE), proxy), 401)

    def test_narvi_away(self):
        self.assert_nobody_passes(self.start_proxy(free_port()))

    def test_narvi_slow(self):
        stalled = Stalled()
        self.addCleanup(stalled.close)
        self.assert_nobody_passes(self.start_proxy(stalled.port))

    def assert_nobody_passes(self, proxy):
        before = len(self.application.requests)
        requests = [message("GET", path, (self.token, BROWSER), host=SITE) for path in ("/page", "/open/page")]
        with Wire.to(proxy.port) as one, Wire.to(proxy.port) as other:  # at once: some proxies wait long
            for wire, request in zip((one, other), requests):
                wire.send(request)
            for wire in (one, other):
                answer = wire.reply()
                self.assertIn(answer.status, self.away, answer.body)
        self.assertEqual(len(self.application.requests), before)
