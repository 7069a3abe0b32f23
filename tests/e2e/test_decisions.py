"""Questions of a proxy on the wire: a decision never reads a body, and no body can be taken for the next question."""

import time
import unittest

from decision_program import SITE, TOKEN, deciding
from wire import Wire

PATH = "/decide/auth-request"


def question(*fields, method="GET", url="http://%s/page" % SITE, path=PATH):
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: narvi", "X-Original-Method: GET", "X-Original-URL: " + url, *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


BY_TOKEN = "Authorization: Token " + TOKEN


class Decisions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = deciding(cls)

    def wire(self):
        return Wire.to(self.program.port)

    def test_allowed_without_a_body_and_the_connection_stays(self):
        with self.wire() as wire:
            for _ in range(3):
                reply = wire.ask(question(BY_TOKEN))
                self.assertEqual((reply.status, reply.body, reply.header("Content-Length")), (200, b"", "0"))
                self.assertEqual(reply.header("Remote-User"), "alice")
                self.assertNotEqual(reply.header("Connection"), "close")

    def test_all_methods_are_answered(self):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"):
            with self.wire() as wire:
                self.assertEqual(wire.ask(question(BY_TOKEN, method=method)).status, 200, method)
        with self.wire() as wire:
            self.assertEqual(wire.send(question(BY_TOKEN, method="HEAD")).reply(head=True).status, 200)

    def test_a_body_that_is_announced_and_never_sent_holds_nothing_up(self):
        for announced in ("Content-Length: 7", "Transfer-Encoding: chunked"):
            for fields, status in (([BY_TOKEN], 200), ([], 401)):
                with self.wire() as wire:
                    start = time.monotonic()
                    reply = wire.ask(question(announced, *fields))
                    self.assertEqual(reply.status, status)
                    self.assertEqual(reply.header("Connection"), "close")
                    # The body's deadline is ten seconds: an answer that waited for it would come after that.
                    self.assertLess(time.monotonic() - start, 5)

    def test_what_follows_an_announced_body_is_no_question(self):
        """The visitor chose the length, so what comes behind it would be a question that he wrote."""
        smuggled = question(BY_TOKEN, url="http://%s/open/x" % SITE)
        for length in (1, 7, len(smuggled)):
            with self.wire() as wire:
                wire.send(question("Content-Length: %d" % length, url="http://%s/staff/x" % SITE))
                wire.send("x" * length + smuggled)
                self.assertEqual(wire.reply().status, 401)
                self.assertIsNone(self.rest(wire))

    def rest(self, wire):
        try:
            return wire.reply()
        except ConnectionError:  # it closed with our bytes unread
            return None

    def test_questions_in_a_row_are_answered_in_their_order(self):
        with self.wire() as wire:
            wire.send(question(BY_TOKEN) + question() + question(BY_TOKEN, url="http://%s/staff/x" % SITE))
            self.assertEqual([wire.reply().status for _ in range(3)], [200, 401, 403])

    def test_a_forged_identity_is_nobody(self):
        for name in ("Remote-User", "remote-user", "X-Remote-User", "X-Forwarded-User", "X-Auth-Request-User"):
            with self.wire() as wire:
                self.assertEqual(wire.ask(question(name + ": alice")).status, 401, name)
        for fields in (["Remote_User: alice"], ["Remote-User: alice", "Remote-User: bob"]):
            with self.wire() as wire:
                self.assertIn(wire.ask(question(*fields)).status, (400, 401), fields)


class Strangers(unittest.TestCase):
    def test_only_trusted_proxies_may_ask(self):
        program = deciding(self, trusted=("192.0.2.1",))
        with Wire.to(program.port) as wire:
            reply = wire.ask(question(BY_TOKEN))
            self.assertEqual((reply.status, reply.header("Remote-User")), (403, None))


if __name__ == "__main__":
    unittest.main()
