"""Databases that go away, come back, or are held by somebody else: 503 for those who need them, never 500."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
import unittest

from program import Program, running, wait_for
from pg_cluster import PgCluster


class PausedCluster(PgCluster):
    """A cluster that can be stopped and started again with its data."""

    def pause(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait()

    def resume(self):
        with open(os.path.join(self.folder, "log"), "a", encoding="utf-8") as log:
            self.server = subprocess.Popen(
                self._command("postgres", "-D", os.path.join(self.folder, "data"), "-p", str(self.port), "-c",
                              "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"),
                cwd=self.folder, stdout=log, stderr=log)
        self._wait_until_ready()


class PostgresAway(unittest.TestCase):
    def assert_away(self, answer):
        self.assertEqual(answer.status, 503, answer.body)
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertIsNone(answer.headers["Set-Cookie"])

    def test_away_and_back(self):
        cluster = PausedCluster()
        cluster.start()
        self.addCleanup(cluster.stop)
        narvi = Program(cluster.url(cluster.create_database()))
        self.addCleanup(narvi.close)
        self.assertEqual(narvi.command("migrate").returncode, 0)
        made = narvi.command("createsuperuser", "--noinput", "--username", "kim", "--email", "kim@example.org",
                             DJANGO_SUPERUSER_PASSWORD="a secret")
        self.assertEqual(made.returncode, 0, made.stderr)
        narvi.start()
        session = narvi.login("kim", "a secret").cookies["sessionid"]
        for _ in range(2):
            cluster.pause()
            self.assert_away(narvi.login("kim", "a secret"))
            self.assert_away(narvi.logout(session))
            self.assertEqual(narvi.request("GET", "/readyz").status, 503)
            self.assertEqual(narvi.request("GET", "/healthz").status, 200)
            self.assertEqual(narvi.request("GET", "/auth-session/").status, 405)
            cluster.resume()
            wait_for(lambda: narvi.login("kim", "a secret").status == 200, "logins work again")
            self.assertEqual(narvi.request("GET", "/readyz").status, 200)
            self.assertTrue(narvi.session_lives(session))
        cluster.pause()
        self.assertEqual(narvi.stop(), 0)


class SqliteHeld(unittest.TestCase):
    def held(self, narvi):
        """Another process's write lock."""
        connection = contextlib.closing(sqlite3.connect(narvi.database, isolation_level=None))
        held = self.enterContext(connection)
        held.execute("BEGIN IMMEDIATE")
        return held

    def test_a_login_waits_for_the_lock(self):
        narvi = Program(DATABASE_DEADLINE="60").with_metrics()
        self.addCleanup(narvi.close)
        narvi.start()
        held, answers = self.held(narvi), []
        login = threading.Thread(target=lambda: answers.append(narvi.login("alice", "wonderland")))
        login.start()
        wait_for(lambda: narvi.metrics()["narvi_sqlite_lock_waits_total"] > 0, "the login waits for the lock")
        self.assertEqual(narvi.request("GET", "/readyz").status, 200)
        self.assertEqual(answers, [])
        held.execute("ROLLBACK")
        login.join()
        self.assertEqual([answer.status for answer in answers], [200])

    def test_a_lock_held_beyond_the_deadline(self):
        narvi = running(self, DATABASE_DEADLINE="1")
        held = self.held(narvi)
        answer = narvi.login("alice", "wonderland")
        self.assertEqual(answer.status, 503, answer.body)
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertIsNone(answer.headers["Set-Cookie"])
        held.execute("ROLLBACK")
        self.assertEqual(narvi.login("alice", "wonderland").status, 200)
        self.assertEqual(narvi.stop(), 0)


if __name__ == "__main__":
    unittest.main()
