"""`narvi authz probe` against a protected site, open ones, and sites that believe what a visitor claims."""

import http.server
import os
import re
import threading
import unittest

from program import Program, free_port
from proxies import Application

LOGIN = "https://auth.example.com/login"


class Believer(http.server.BaseHTTPRequestHandler):
    """Refuses, unless a field of `believed` is there. Its redirections go where `leads` says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append(self.command)
        if self.headers.get("Content-Length") or self.headers.get("Transfer-Encoding"):
            self.server.seen.append("a body")
        for name in self.server.believed:
            if name in self.headers:
                return self.reply(200)
        if "text/html" in self.headers.get("Accept", "") and self.server.leads:
            return self.reply(302, self.server.leads(self.headers))
        return self.reply(401)

    do_HEAD = do_OPTIONS = do_GET
    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET

    def reply(self, status, location=None):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Probe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.narvi = Program()
        cls.addClassCleanup(cls.narvi.close)
        with open(os.path.join(cls.narvi.folder.name, "narvi.toml"), "w", encoding="utf-8") as file:
            file.write("[systems.forward_auth]\nenabled = true\n"
                       "[[systems.forward_auth.rules]]\nhosts = [\"app.example.com\"]\n")

    def site(self, *believed, leads=None):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Believer)
        server.believed, server.leads, server.seen = believed, leads, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, "http://127.0.0.1:%d/page" % server.server_address[1]

    def probe(self, *arguments):
        done = self.narvi.command("authz", "probe", *arguments)
        return done.returncode, done.stdout.splitlines(), done.stderr

    def test_nobody_passes(self):
        server, url = self.site()
        code, lines, errors = self.probe(url)
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(lines[0], "good  GET /page  ->  401")
        self.assertEqual(lines[-1], "%s: all %d requests were refused" % (url, len(lines) - 1))
        self.assertEqual(set(server.seen), {"GET", "HEAD", "OPTIONS"})

    def test_who_is_believed_is_named(self):
        for name in ("Remote-User", "Remote_User", "X-Auth-Request-User", "X-Forwarded-Uri", "X-Original-URL",
                     "X-Forwarded-For"):
            with self.subTest(name=name):
                _, url = self.site(name)
                code, lines, errors = self.probe(url, "--user", "kim")
                self.assertEqual(code, 1)
                bad = [line for line in lines if not line.startswith("good")]
                self.assertTrue(bad)
                for line in bad:
                    self.assertRegex(line, r"\ABAD   GET /page  .*(?i:%s): .*  ->  200 \(let through\)\Z" % name)
                self.assertEqual(errors, "%s: %d of %d requests passed\n" % (url, len(bad), len(lines)))
                self.assertEqual(any("kim" in line for line in bad), name.endswith(("User", "user")))

    def test_a_site_without_any_protection(self):
        application = Application()
        self.addCleanup(application.close)
        code, lines, _ = self.probe("http://127.0.0.1:%d/" % application.port)
        self.assertEqual(code, 1)
        self.assertFalse([line for line in lines if line.startswith("good")])
        self.assertTrue(all(got["method"] in ("GET", "HEAD", "OPTIONS") and not got["body"]
                            for got in application.requests))

    def test_the_login_page(self):
        _, url = self.site(leads=lambda headers: LOGIN)
        self.assertEqual(self.probe(url, "--expect-login")[0], 0)
        _, url = self.site()
        code, lines, _ = self.probe(url, "--expect-login")
        self.assertEqual(code, 1)
        self.assertIn("BAD   GET /page  Accept: text/html  ->  401 (not sent to the login page)", lines)
        _, url = self.site(leads=lambda headers: LOGIN + "?rd=https%3A%2F%2F" + headers.get("X-Forwarded-Host", "app"))
        code, lines, _ = self.probe(url, "--expect-login")
        bad = [line for line in lines if line.startswith("BAD")]
        self.assertEqual((code, len(bad)), (1, 1))
        self.assertIn("X-Forwarded-Host: forged.invalid", bad[0])

    def test_nobody_there(self):
        url = "http://127.0.0.1:%d/" % free_port()
        code, lines, errors = self.probe(url)
        self.assertEqual((code, lines), (2, []))
        self.assertRegex(errors, r"\ACommandError: %s: .*(refused|connect).*\n\Z" % re.escape(url))

    def test_mistakes(self):
        for arguments in (("ftp://127.0.0.1/",), ("app.example.com",), ("http://127.0.0.1/", "--timeout", "0"),
                          ("http://127.0.0.1/", "--timeout", "x"), ("http://127.0.0.1/", "--user", "a\nb")):
            code, lines, errors = self.probe(*arguments)
            self.assertEqual((code, lines), (2, []), errors)
            self.assertTrue(errors.startswith("CommandError: "), errors)

    def test_somebody_who_does_not_decide(self):
        self.assertEqual(self.probe(self.site(leads=None)[1])[0], 0)
        for status, location in ((301, "%s/"), (503, None)):
            class Other(Believer):
                def do_GET(self, status=status, location=location):
                    here = "http://%s%s" % (self.headers["Host"], self.path)
                    self.reply(status, location and location % here)

                do_HEAD = do_OPTIONS = do_GET

            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Other)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
            code, lines, errors = self.probe("http://127.0.0.1:%d/page" % server.server_address[1])
            self.assertEqual(code, 2, lines)
            self.assertIn("were not decided", errors)


if __name__ == "__main__":
    unittest.main()
