"""The graceful end: what is in flight is answered, nobody new is let in, the exit code is 0."""

import base64
import hashlib
import json
import signal
import socket
import unittest

from program import Program, rows, wait_for
from wire import Wire, get, post

ROUNDS = 3_000_000  # about a second


def slow_hash(password):
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", ROUNDS)
    return "pbkdf2_sha256$%d$salt$%s" % (ROUNDS, base64.b64encode(digest).decode())


class Stop(unittest.TestCase):
    encoded = slow_hash("wonderland")

    def setUp(self):
        self.narvi = Program().with_metrics()
        self.addCleanup(self.narvi.close)
        rows(self.narvi.database, "UPDATE auth_user SET password = ? WHERE username = 'alice'", self.encoded)
        self.narvi.start()

    def wait_until_refused(self):
        def refused():
            try:
                socket.create_connection(("127.0.0.1", self.narvi.port)).close()
                return False
            except ConnectionRefusedError:
                return True
        wait_for(refused, "new connections are refused")

    def stop_with_a_login_in_flight(self, number):
        with Wire.to(self.narvi.port) as login, Wire.to(self.narvi.port) as idle, Wire.to(self.narvi.port) as probe:
            self.assertEqual(idle.ask(get("/readyz")).status, 200)
            probe.send("GET /readyz HTTP/1.1\r\n")
            login.send(post("/auth-session/", json.dumps({"username": "alice", "password": "wonderland"})))
            wait_for(lambda: self.narvi.metrics()["narvi_hash_running"] == 1, "the hash is being computed")
            self.narvi.begin_stop(number)
            self.wait_until_refused()
            for again in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):  # nobody waits for them any more
                self.narvi.begin_stop(again)
            self.assertIsNone(idle.reply())
            stopping = probe.ask("Host: 127.0.0.1\r\n\r\n")
            self.assertEqual((stopping.status, stopping.body), (503, b"stopping\n"))
            answer = login.reply()
            self.assertEqual((answer.status, answer.header("Connection")), (200, "close"))
            self.assertIsNone(login.reply())
        self.assertEqual(self.narvi.end(), 0)
        cookies = dict(line.split(";")[0].split("=", 1) for line in answer.all("Set-Cookie"))
        self.assertEqual(rows(self.narvi.database, "SELECT count(*) FROM django_session WHERE session_key = ?",
                              cookies["sessionid"]), [(1,)])

    def test_sigterm(self):
        self.stop_with_a_login_in_flight(signal.SIGTERM)

    def test_sigint(self):
        self.stop_with_a_login_in_flight(signal.SIGINT)

    def test_what_outlasts_the_shutdown_timeout_is_cut(self):
        self.narvi.kill()
        self.narvi.environment["NARVI_SERVER_SHUTDOWN_TIMEOUT"] = "0"
        self.narvi.start()
        with Wire.to(self.narvi.port) as login:
            login.send(post("/auth-session/", json.dumps({"username": "alice", "password": "wonderland"})))
            wait_for(lambda: self.narvi.metrics()["narvi_hash_running"] == 1, "the hash is being computed")
            self.narvi.begin_stop()
            try:
                self.assertIsNone(login.reply())
            except ConnectionResetError:
                pass
        self.assertEqual(self.narvi.end(), 0)


if __name__ == "__main__":
    unittest.main()
