"""Recorded answers of Django, byte for byte, through the socket of the running program."""

import re
import unittest

from program import FIXTURES, load_fixtures, running, vectors
from wire import Wire, message

SITE = FIXTURES["settings"]
PLACEHOLDERS = {
    "<random>": "[A-Za-z0-9]{32,64}",
    "<date>": "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT",
}
ELSEWHERE = {  # they need another setting or another system
    "sav.inactive_allowall_backend", "obtain.inactive_allowall_backend", "basic.inactive_allowall_backend"}


def pattern(text):
    parts = re.split("(%s)" % "|".join(PLACEHOLDERS), text)
    return "".join(PLACEHOLDERS.get(part, re.escape(part)) for part in parts)


class RecordedAnswers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.narvi = running(cls, SECURITY_SECRET_KEY=SITE["SECRET_KEY"], COMPAT_REST_FRAMEWORK="3.14",
                            SERVER_ALLOWED_HOSTS=",".join([*SITE["ALLOWED_HOSTS"], "127.0.0.1"]),
                            SERVER_TRUSTED_PROXIES="127.0.0.1",
                            SECURITY_PROXY_SSL_HEADER="X-Forwarded-Proto:https",
                            AUTH_AUTHENTICATION_BACKENDS=",".join(SITE["AUTHENTICATION_BACKENDS"]))

    def test_every_recorded_answer(self):
        recorded = [vector for vector in vectors("sav_http.json") if vector["name"] not in ELSEWHERE]
        known = {name for vector in recorded for name in vector["expect"]["headers"]}
        with Wire.to(self.narvi.port) as wire:  # all on one connection: none may leave anything behind
            for vector in recorded:
                with self.subTest(vector["name"]):
                    if vector["name"] != "sav.logout_twice":  # follows sav.logout_ok on its rows
                        load_fixtures(self.narvi.database)
                    self.compare(wire.ask(self.request(vector)), vector["expect"], known)
        self.assertEqual(len(recorded), 32)

    @staticmethod
    def request(vector):
        given = vector["request"]
        body = given.get("body") or ""
        fields = ["%s: %s" % header for header in given["headers"].items()]
        if body:
            fields.append("Content-Length: %d" % len(body.encode()))
        if vector["setup"].get("https"):
            fields.append("X-Forwarded-Proto: https")
        return message(given["method"], given["path"], fields, body, host=SITE["host_header"])

    def compare(self, reply, expect, known):
        self.assertEqual(reply.status, expect["status"])
        for name in known - {"Content-Length"}:
            wanted = expect["headers"].get(name)
            self.assertEqual(reply.all(name), [] if wanted is None else [wanted], name)
        if expect.get("raw") is not None:
            self.assertEqual(reply.body.decode(), expect["raw"])
            self.assertEqual(reply.all("Content-Length"), [str(len(reply.body))])
        cookies = expect.get("set_cookie") or []
        self.assertEqual(len(reply.all("Set-Cookie")), len(cookies), reply.all("Set-Cookie"))
        for sent, wanted in zip(reply.all("Set-Cookie"), cookies):
            self.assertRegex(sent, "^%s$" % pattern(wanted))


if __name__ == "__main__":
    unittest.main()
