"""The door of the running program: framing, limits and deadlines, seen from a socket."""

import json
import unittest

from program import running, wait_for
from wire import Wire, get, message, post

LOGIN = json.dumps({"username": "alice", "password": "wonderland"})
AFTER = get("/healthz")  # behind a refused request: never answered


class Door(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.narvi = running(cls, SERVER_HEAD_TIMEOUT="1", SERVER_BODY_TIMEOUT="1", SERVER_BODY_LIMIT="2048")

    def wire(self):
        return Wire.to(self.narvi.port)

    def assert_ended(self, wire):
        self.assertIsNone(wire.reply())

    def test_a_connection_serves_many_requests(self):
        with self.wire() as wire:
            for _ in range(3):
                self.assertEqual(wire.ask(get("/healthz")).status, 200)
                self.assertEqual(wire.ask(post("/auth-session/", LOGIN)).status, 200)
            self.assertEqual(wire.ask(get("/healthz", "Connection: close")).header("Connection"), "close")
            self.assert_ended(wire)

    def test_pipelined_requests_are_answered_in_order(self):
        requests = [(get("/healthz"), 200), (get("/auth-session/"), 405), (post("/auth-session/", LOGIN), 200),
                    (get("/nowhere"), 404)] * 4
        with self.wire() as wire:
            wire.send("".join(request for request, _ in requests))
            self.assertEqual([wire.reply().status for _ in requests], [status for _, status in requests])

    def test_head_has_no_body(self):
        with self.wire() as wire:
            wire.send(message("HEAD", "/healthz") + get("/healthz"))
            self.assertEqual(wire.reply(head=True).header("Content-Length"), "3")
            self.assertEqual(wire.reply().body, b"ok\n")

    def test_a_chunked_body_logs_in(self):
        chunks = "".join("%x\r\n%s\r\n" % (len(part), part) for part in (LOGIN[:7], LOGIN[7:])) + "0\r\n\r\n"
        with self.wire() as wire:
            answer = wire.ask(message("POST", "/auth-session/", ("Content-Type: application/json",
                                                                  "Transfer-Encoding: chunked"), chunks))
            self.assertEqual((answer.status, answer.body), (200, b'{"detail":"Session login successful."}'))
            self.assertEqual(wire.ask(get("/healthz")).status, 200)

    def test_a_body_that_waits_for_100_continue(self):
        with self.wire() as wire:
            head = post("/auth-session/", LOGIN, "Expect: 100-continue")[:-len(LOGIN)]
            self.assertEqual(wire.ask(head).status, 100)
            self.assertEqual(wire.ask(LOGIN).status, 200)

    def test_a_head_of_a_megabyte(self):
        with self.wire() as wire:
            try:
                wire.send(get("/healthz", "X-Long: " + "a" * 1024 * 1024))
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before it was all sent
            self.assertEqual(wire.reply().status, 431)

    def test_a_body_over_the_limit(self):
        big = json.dumps({"username": "alice", "password": "w" * 3000})
        with self.wire() as wire:
            answer = wire.ask(post("/auth-session/", big))
            self.assertEqual(answer.status, 413)
            self.assertEqual(answer.header("Connection"), "close")
            self.assert_ended(wire)

    def test_slow_heads_and_bodies_are_ended(self):
        cases = {"head": get("/healthz")[:-2], "first line": "GET /he",
                 "body": post("/auth-session/", LOGIN)[:-5],
                 "chunks": message("POST", "/auth-session/", ("Content-Type: application/json",
                                                              "Transfer-Encoding: chunked"), "5\r\nab")}
        wires = {name: self.wire().send(part) for name, part in cases.items()}
        for name, wire in wires.items():
            with self.subTest(name), wire:
                self.assertEqual(wire.reply().status, 408)
                self.assert_ended(wire)

    def test_a_client_that_says_nothing_is_ended(self):
        with self.wire() as wire:
            self.assert_ended(wire)

    def test_probes_without_host(self):
        cases = ((get("/healthz", host=None, version="1.0"), 200), (get("/healthz", host=None), 400),
                 (get("/readyz", host=None, version="1.0"), 400),
                 (get("/auth-session/", host=None, version="1.0"), 400))
        for request, status in cases:
            with self.subTest(request), self.wire() as wire:
                self.assertEqual(wire.ask(request).status, status)
                self.assert_ended(wire)

    def test_foreign_hosts(self):
        with self.wire() as wire:
            self.assertEqual(wire.ask(post("/auth-session/", LOGIN, host="evil.example")).status, 400)

    def test_what_two_programs_could_read_differently(self):
        head = "POST /auth-session/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        cases = {
            "length and chunked": head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "two lengths": head + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
            "list of lengths": head + "Content-Length: 0, 0\r\n\r\n",
            "signed length": head + "Content-Length: +0\r\n\r\n",
            "unknown coding": head + "Transfer-Encoding: xchunked\r\n\r\n",
            "coding with a tab": head + "Transfer-Encoding:\x0bchunked\r\n\r\n",
            "blank before the colon": head + "Content-Length : 0\r\n\r\n",
            "folding": head + "X: a\r\n b\r\n\r\n",
            "bare line feeds": "GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n",
            "bare carriage return": head + "X: a\rContent-Length: 5\r\n\r\n",
            "two hosts": "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
            "underscore": head + "Content_Length: 5\r\n\r\n",
            "chunked in 1.0": "POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "absolute target": "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "NUL": head + "X: a\0b\r\n\r\n",
            "two identities": head + "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n",
        }
        for name, request in cases.items():
            with self.subTest(name), self.wire() as wire:
                answer = wire.ask(request + AFTER)
                self.assertEqual((answer.status, answer.header("Connection")), (400, "close"))
                self.assert_ended(wire)

    def test_broken_chunks(self):
        for chunks in ("g\r\n", "5;x=y\r\nhello\r\n0\r\n\r\n", "0\r\nX: y\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n"):
            fields = ("Content-Type: application/json", "Transfer-Encoding: chunked")
            with self.subTest(chunks), self.wire() as wire:
                answer = wire.ask(message("POST", "/auth-session/", fields, chunks + AFTER))
                self.assertEqual((answer.status, answer.header("Connection")), (400, "close"))
                self.assert_ended(wire)


class Seats(unittest.TestCase):
    def test_more_connections_than_allowed_are_told(self):
        narvi = running(self, SERVER_CONNECTIONS="2")
        with Wire.to(narvi.port) as one, Wire.to(narvi.port) as two:
            self.assertEqual(one.ask(get("/healthz")).status, 200)
            self.assertEqual(two.ask(get("/healthz")).status, 200)
            with Wire.to(narvi.port) as three:
                self.assertEqual(three.reply().status, 503)
                self.assertIsNone(three.reply())
        wait_for(lambda: narvi.login("alice", "wonderland").status == 200, "the seats are free again")
        self.assertEqual(narvi.stop(), 0)


if __name__ == "__main__":
    unittest.main()
