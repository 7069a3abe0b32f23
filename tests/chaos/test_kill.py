"""kill -9 under a load of logins, again and again: a session whose login was acknowledged is never lost, and the file
stays sound. The number of rounds is NARVI_KILL_ROUNDS (20)."""

import os
import random
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

from narvi_process import Narvi  # noqa: E402
from places import PostgresPlace, SqlitePlace  # noqa: E402

ROUNDS = int(os.environ.get("NARVI_KILL_ROUNDS", "20"))
CLIENTS = 6
LOGINS_BEFORE_THE_KILL = 8


class Client(threading.Thread):
    """Logs in until the server is gone; keeps the sessions that were acknowledged."""

    def __init__(self, narvi):
        super().__init__()
        self.narvi = narvi
        self.sessions = []

    def run(self):
        while True:
            try:
                answer = self.narvi.login("kim", "a secret")
            except (OSError, ValueError):
                return
            except Exception as error:  # http.client raises its own kinds when a server dies in mid-answer
                if type(error).__module__ != "http.client":
                    raise
                return
            if answer.status == 200:
                self.sessions.append(answer.cookies["sessionid"])


class KillUnderLoad:
    place_class = None

    def test_no_acknowledged_session_is_lost(self):
        place = self.place_class()
        self.addCleanup(place.close)
        narvi = Narvi(place.url, AUTH_PBKDF2_ITERATIONS="1000", AUTH_HASH_THREADS="2")
        self.addCleanup(narvi.close)
        self.assertEqual(narvi.command("migrate").returncode, 0)
        made = narvi.command("createsuperuser", "--noinput", "--username", "kim", "--email", "kim@example.org",
                             DJANGO_SUPERUSER_PASSWORD="a secret")
        self.assertEqual(made.returncode, 0, made.stderr)
        acknowledged = set()
        dice = random.Random(1)
        for turn in range(ROUNDS):
            narvi.start()
            clients = [Client(narvi) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            self.wait_for_logins(clients)
            time.sleep(dice.random() * 0.1)  # the kill falls anywhere in the commits
            narvi.kill()
            for client in clients:
                client.join()
                acknowledged.update(client.sessions)
            stored = {row[0] for row in place.rows("SELECT session_key FROM django_session")}
            self.assertEqual(acknowledged - stored, set(), "lost in round %d" % turn)
            self.check_sound(place)
        self.assertGreater(len(acknowledged), ROUNDS)

    def wait_for_logins(self, clients):
        while sum(len(client.sessions) for client in clients) < LOGINS_BEFORE_THE_KILL:
            if not any(client.is_alive() for client in clients):
                self.fail("the server died by itself")
            time.sleep(0.01)

    def check_sound(self, place):
        """Nothing to ask of a PostgreSQL server that lived on."""


class KillUnderLoadSqlite(KillUnderLoad, unittest.TestCase):
    place_class = SqlitePlace

    def check_sound(self, place):
        self.assertEqual(place.rows("PRAGMA integrity_check"), [("ok",)])


class KillUnderLoadPostgres(KillUnderLoad, unittest.TestCase):
    place_class = PostgresPlace


if __name__ == "__main__":
    unittest.main()
