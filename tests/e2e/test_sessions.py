"""`narvi sessions`, `narvi cleartokens` and the list of all credentials, against the running server."""

import base64
import json
import subprocess
import unittest

from program import GIVE_UP, PROGRAM, Program, rows, wait_for
from test_terminal import Terminal

SCHEMES = "TokenAuthentication,SessionAuthentication,BasicAuthentication"


class Sessions(unittest.TestCase):
    def setUp(self):
        self.narvi = Program(SYSTEMS_CREDENTIALS_ENABLED="true", SYSTEMS_AUTHTOKEN_ENABLED="true",
                             REST_FRAMEWORK_DEFAULT_AUTHENTICATION_CLASSES=SCHEMES)
        self.addCleanup(self.narvi.close)
        self.run_narvi("migrate")
        rows(self.narvi.database, "DELETE FROM django_session")

    def run_narvi(self, *arguments, code=0, **environment):
        done = subprocess.run([PROGRAM, *arguments], cwd=self.narvi.folder.name, text=True, capture_output=True,
                              check=False, env=dict(self.narvi.environment, **environment), timeout=GIVE_UP)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def token(self):
        return self.run_narvi("drf_create_token", "alice").split()[2]

    def get(self, path, authorization):
        return self.narvi.request("GET", path, headers={"Authorization": authorization})

    def test_a_person_lists_and_ends_them(self):
        self.assertEqual(self.run_narvi("sessions", "alice"), "alice has no session and no token.\n")
        token = self.token()
        self.narvi.start()
        self.assertEqual(self.narvi.login("alice", "wonderland").status, 200)
        answer = self.get("/narvi/sessions/", "Token " + token)
        self.assertEqual(answer.status, 200)
        listed = json.loads(answer.body)
        self.assertEqual(sorted(entry["kind"] for entry in listed), ["authtoken", "session"])
        lines = self.run_narvi("sessions", "alice").splitlines()
        self.assertEqual(lines[0].split()[:2], ["ID", "CLIENT"])
        self.assertEqual(sorted(line.split()[0] for line in lines[1:]), sorted(entry["id"] for entry in listed))
        ended = next(entry["id"] for entry in listed if entry["kind"] == "session")
        self.assertEqual(self.run_narvi("sessions", "alice", "--end", ended), "Ended %s.\n" % ended)
        self.assertEqual(rows(self.narvi.database, "SELECT count(*) FROM django_session"), [(0,)])
        self.assertIn("has no session or token", self.run_narvi("sessions", "alice", "--end", ended, code=1))
        self.assertEqual(self.run_narvi("sessions", "alice", "--all"), "Ended 1 session or token.\n")
        self.assertEqual(self.get("/narvi/sessions/", "Token " + token).status, 401)
        self.assertEqual(self.narvi.stop(), 0)

    def test_wrong_use(self):
        self.assertIn("does not exist", self.run_narvi("sessions", "nobody", code=1))
        self.assertIn("give one of them", self.run_narvi("sessions", "alice", "--all", "--end", "x", code=1))

    def test_the_last_use_is_written_in_the_background_and_at_the_end(self):
        token = self.token()
        self.narvi.start()
        self.assertEqual(self.get("/narvi/user/", "Token " + token).status, 200)
        noted = "SELECT kind, address, last_used IS NOT NULL FROM narvi_credential"
        self.assertEqual(wait_for(lambda: rows(self.narvi.database, noted), "the note"),
                         [("authtoken", "127.0.0.0/24", 1)])
        self.assertEqual(self.narvi.login("bob", "builder").status, 200)
        self.assertEqual(self.narvi.stop(), 0)
        self.assertEqual(len(rows(self.narvi.database, noted)), 2)

    def test_basic_credentials_are_none(self):
        self.narvi.start()
        basic = "Basic " + base64.b64encode(b"alice:wonderland").decode()
        self.assertEqual(json.loads(self.get("/narvi/sessions/", basic).body), [])
        self.assertIsNone(json.loads(self.get("/narvi/user/", basic).body)["session"])
        self.assertEqual(self.narvi.stop(), 0)

    def test_cleartokens(self):
        lifetime = {"NARVI_SYSTEMS_AUTHTOKEN_LIFETIME": "3600"}
        self.token()
        self.run_narvi("drf_create_token", "bob")
        self.assertEqual(self.run_narvi("cleartokens"), "")
        self.assertEqual(rows(self.narvi.database, "SELECT count(*) FROM authtoken_token"), [(2,)])
        rows(self.narvi.database, "UPDATE authtoken_token SET created = '2020-01-01 00:00:00' WHERE user_id = 1")
        self.assertEqual(self.run_narvi("cleartokens", **lifetime), "")
        self.assertEqual(rows(self.narvi.database, "SELECT user_id FROM authtoken_token"), [(2,)])

    def test_cleartokens_draws_a_bar_on_a_terminal(self):
        self.narvi.environment["NARVI_SYSTEMS_AUTHTOKEN_LIFETIME"] = "3600"
        self.token()
        rows(self.narvi.database, "UPDATE authtoken_token SET created = '2020-01-01 00:00:00'")
        terminal = Terminal(self.narvi, "cleartokens")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("Deleting what expired: authtoken", terminal.seen)


if __name__ == "__main__":
    unittest.main()
