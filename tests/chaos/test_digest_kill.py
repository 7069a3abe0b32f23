"""kill -9 during `narvi authtoken digest`, again and again while a server runs: every token is accepted at every
moment, none is digested twice, and the command goes on where it was. Rounds: NARVI_KILL_ROUNDS (20)."""

import base64
import hashlib
import os
import random
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

from narvi_process import PROGRAM, Narvi  # noqa: E402
from places import PostgresPlace, SqlitePlace  # noqa: E402

ROUNDS = int(os.environ.get("NARVI_KILL_ROUNDS", "20"))
TOKENS = 20000
CREATED = "2024-01-02 03:04:05.678901+00:00"


def token(number):
    return hashlib.sha1(b"%d" % number).hexdigest()


def digest(text):
    return "sha256 " + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:33]


class KillDuringDigest:
    place_class = None

    def test_every_token_lives_through_it(self):
        place = self.place_class()
        self.addCleanup(place.close)
        settings = {"SYSTEMS_AUTHTOKEN_ENABLED": "true", "SYSTEMS_AUTHTOKEN_TOKEN_STORAGE": "digest",
                    "REST_FRAMEWORK_DEFAULT_AUTHENTICATION_CLASSES": "TokenAuthentication"}
        narvi = Narvi(place.url, **settings)
        self.addCleanup(narvi.close)
        self.assertEqual(narvi.command("migrate").returncode, 0)
        self.fill(place)
        narvi.start()
        dice = random.Random(1)
        killed_midway = 0
        for _ in range(ROUNDS):
            command = subprocess.Popen([PROGRAM, "authtoken", "digest", "--yes"], cwd=narvi.folder.name,
                                       env=narvi.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            enough = self.in_clear(place) - dice.randrange(1, 3000)  # the kill falls anywhere in the batches
            while command.poll() is None and self.in_clear(place) > enough:
                self.check_some(narvi, dice)
            command.kill()
            command.wait()
            left = self.in_clear(place)
            killed_midway += 0 < left < TOKENS
            self.check_rows(place)
            if left == 0:
                break
        self.assertGreater(killed_midway, 0, "no kill fell into the work")
        done = narvi.command("authtoken", "digest", "--yes")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.in_clear(place), 0)
        self.check_rows(place)
        self.check_some(narvi, dice)

    def fill(self, place):
        users = ",".join("(%d, 'user%d', '', '', '', '', TRUE, FALSE, FALSE, '%s')" % (n, n, CREATED)
                         for n in range(1, TOKENS + 1))
        tokens = ",".join("('%s', '%s', %d)" % (token(n), CREATED, n) for n in range(1, TOKENS + 1))
        place.execute("INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_active, is_staff, "
                      "is_superuser, date_joined) VALUES " + users)
        place.execute("INSERT INTO authtoken_token (key, created, user_id) VALUES " + tokens)

    def in_clear(self, place):
        return place.rows("SELECT count(*) FROM authtoken_token WHERE substr(key, 1, 7) <> 'sha256 '")[0][0]

    def check_rows(self, place):
        """Each row is its token, or its digest: never a digest of a digest."""
        for key, number in place.rows("SELECT key, user_id FROM authtoken_token"):
            if key not in (token(number), digest(token(number))):
                self.fail("the row of user %d holds %r" % (number, key))

    def check_some(self, narvi, dice):
        """An accepted token gets as far as the body, which is empty; a refused one does not."""
        for _ in range(5):
            number = dice.randrange(1, TOKENS + 1)
            answer = narvi.request("POST", "/api-token-auth/", {"Authorization": "Token " + token(number)}, "")
            self.assertEqual(answer.status, 400, "user %d: %s" % (number, answer.body))
            refused = narvi.request("POST", "/api-token-auth/", {"Authorization": "Token " + digest(token(number))}, "")
            self.assertEqual(refused.status, 401, refused.body)


class KillDuringDigestSqlite(KillDuringDigest, unittest.TestCase):
    place_class = SqlitePlace


class KillDuringDigestPostgres(KillDuringDigest, unittest.TestCase):
    place_class = PostgresPlace


if __name__ == "__main__":
    unittest.main()
