"""Whatever is secret carries a mark here, and no output of the program may show it."""

import base64
import hashlib
import json
import os
import unittest

from program import Program, rows
from wire import Wire, get, message, post

MARK = "S3CR3T"


class Secrets(unittest.TestCase):
    def setUp(self):
        self.key = MARK + "-the-key-of-the-site-0123456789-abcdefghijklmnopqrstuvwxyz"
        self.narvi = Program(SECURITY_SECRET_KEY=self.key, LOG_LEVEL="debug", LOG_ACCESS_LOG="access.log",
                             SECURITY_SECRET_KEY_FALLBACKS=MARK + "-an-older-key", COMPAT_DJANGO="5.2").with_metrics()
        self.addCleanup(self.narvi.close)
        digest = base64.b64encode(hashlib.pbkdf2_hmac("sha256", (MARK + "word").encode(), b"salt", 1000)).decode()
        rows(self.narvi.database, "UPDATE auth_user SET password = ? WHERE username = 'alice'",
             "pbkdf2_sha256$1000$salt$" + digest)

    def read(self, name):
        with open(os.path.join(self.narvi.folder.name, name), encoding="utf-8") as file:
            return file.read()

    def requests(self):
        good = json.dumps({"username": "alice", "password": MARK + "word"})
        cookies = "Cookie: sessionid=%s; csrftoken=%s" % (MARK.lower() * 5, MARK + "a" * 26)
        basic = "Authorization: Basic " + base64.b64encode(("alice:%sword" % MARK).encode()).decode()
        return [
            post("/auth-session/?password=" + MARK, good),
            post("/auth-session/", json.dumps({"username": "alice", "password": MARK + "-wrong"})),
            post("/auth-session/", '{"username": "alice", "password": "%s' % MARK),  # broken JSON
            post("/auth-session/", '{"username": "alice", "password": {"%s": 1}}' % MARK),
            post("/auth-session/", good, cookies, "X-CSRFToken: " + MARK),
            post("/auth-session/", good, kind="text/" + MARK),
            message("DELETE", "/auth-session/?token=" + MARK, (cookies, "X-CSRFToken: " + MARK + "b" * 26)),
            message("DELETE", "/auth-session/", (basic,)),
            message("DELETE", "/auth-session/", ("Authorization: Basic " + MARK,)),
            message("DELETE", "/auth-session/", ("Authorization: Bearer " + MARK, "Origin: https://%s" % MARK)),
            get("/nowhere?token=" + MARK, "Authorization: Token " + MARK),
            get("/healthz", "Authorization: a" + MARK, "Authorization: b" + MARK),
            get("/healthz?" + MARK, "Cookie: " + MARK + "\x01"),
            get("/healthz", "X-Forwarded-For: " + MARK, host=MARK + ".example"),
        ]

    def test_no_output_of_the_server(self):
        self.narvi.start()
        session = None
        for request in self.requests():
            with Wire.to(self.narvi.port) as wire:
                answer = wire.ask(request)
                self.assertNotIn(MARK, answer.body.decode() if answer.status != 415 else "")
                session = session or [line for line in answer.all("Set-Cookie") if line.startswith("sessionid=")][0]
        metrics = self.narvi.metrics_text()
        self.assertEqual(self.narvi.stop(), 0)
        outputs = {"log": self.narvi.log(), "access log": self.read("access.log"), "metrics": metrics}
        self.assertGreater(len(outputs["access log"].splitlines()), len(self.requests()))
        key = session.split(";")[0].split("=")[1]
        basic = base64.b64encode(("alice:%sword" % MARK).encode()).decode()
        for name, text in outputs.items():
            for secret in (MARK.lower(), key.lower(), basic.lower()):
                self.assertNotIn(secret, text.lower(), name)

    def test_no_output_of_a_database_that_fails(self):
        self.narvi.start()
        rows(self.narvi.database, "DROP TABLE django_session")
        with Wire.to(self.narvi.port) as wire:
            answer = wire.ask(self.requests()[0])
        self.assertGreaterEqual(answer.status, 500)
        self.assertEqual(self.narvi.stop(), 0)
        for text in (answer.body.decode(), self.narvi.log(), self.read("access.log")):
            self.assertNotIn(MARK, text)

    def test_no_output_of_commands(self):
        away = "postgresql://narvi:%s@127.0.0.1:1/site?password=%s" % (MARK, MARK)
        broken = os.path.join(self.narvi.folder.name, "broken.toml")
        cases = (
            (("check",), {}), (("config",), {}), (("routes",), {}), (("migrate", "--plan"), {}),
            (("config",), {"NARVI_DATABASE_URL": away}), (("check",), {"NARVI_DATABASE_URL": away}),
            (("migrate",), {"NARVI_DATABASE_URL": away}), (("serve",), {"NARVI_DATABASE_URL": away}),
            (("check",), {"NARVI_DATABASE_URL": "mysql://root:%s@db" % MARK}),
            (("createsuperuser", "--noinput", "--username", "alice", "--email", "a@example.org"),
             {"DJANGO_SUPERUSER_PASSWORD": MARK}),
        )
        for arguments, environment in cases:
            with self.subTest(arguments=arguments, environment=environment):
                done = self.narvi.command(*arguments, **environment)
                self.assertNotIn(MARK, done.stdout + done.stderr)
        for text in ('[security]\nsecret_key = "%s\n', "[security]\nsecret_key = %s\n", "[database]\nurl = ['%s']\n",
                     "[security]\nsecret_key_fallbacks = '%s'\n", "[security]\nsecret_key = '%s'\nsecret_key = 'b'\n",
                     "[security]\nsecret_key = { a = '%s' }\n"):
            with open(broken, "w", encoding="utf-8") as file:
                file.write(text % MARK)
            with self.subTest(text):
                done = self.narvi.command("check", "--config", broken)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertNotIn(MARK, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
