"""REST framework's tokens beside a real Django on one database: what one side makes the other accepts."""

import json
import unittest

from django_peer import PeerError
from narvi_process import Narvi
from places import Places, on_both_engines

PASSWORD = "a longer secret"
# Obtaining asks the default schemes first: with Token among them, a header shows what Narvi makes of it.
SCHEMES = "TokenAuthentication"


@on_both_engines
class TokensOfBothSides(Places, unittest.TestCase):
    def setUp(self):
        self.place = self.new_place()
        self.narvi = self.new_narvi()
        migrated = self.narvi.command("migrate")
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.peer = self.new_peer(self.place, DJANGO_AUTHTOKEN="1")
        self.peer("create_user", username="kim", email="kim@example.org", password=PASSWORD)

    def new_narvi(self, **settings):
        narvi = Narvi(self.place.url, SYSTEMS_AUTHTOKEN_ENABLED="true", COMPAT_REST_FRAMEWORK="3.14",
                      REST_FRAMEWORK_DEFAULT_AUTHENTICATION_CLASSES=SCHEMES, **settings)
        self.addCleanup(narvi.close)
        return narvi

    def obtain(self, narvi, headers=None, password=PASSWORD):
        body = json.dumps({"username": "kim", "password": password})
        return narvi.request("POST", "/api-token-auth/", dict(headers or {}, **{"Content-Type": "application/json"}),
                             body)

    def accepts(self, narvi, key):
        """Whether Narvi takes the key: a wrong one is refused before the body is looked at."""
        answer = self.obtain(narvi, {"Authorization": "Token " + key})
        self.assertIn(answer.status, (200, 401))
        return answer.status == 200

    def django(self, method, path, headers=None, body=""):
        return self.peer("client", method=method, path=path, headers=headers, body=body)

    def test_django_finds_nothing_to_migrate(self):
        self.assertEqual(self.peer("migrate_plan"), [])
        self.assertFalse(self.peer("makemigrations_needed"))

    def test_a_token_made_here_is_accepted_there(self):
        self.narvi.start()
        answer = self.obtain(self.narvi)
        self.assertEqual(answer.status, 200, answer.body)
        key = answer.json()["token"]
        self.assertRegex(key, "^[0-9a-f]{40}$")
        self.assertEqual(self.peer("token_user", key=key), "kim")
        seen = self.django("GET", "/api/", {"Authorization": "Token " + key})
        self.assertEqual((seen["status"], seen["json"]), (200, {"user": "kim", "auth": key}))
        self.assertEqual(self.peer("create_token", username="kim"), key, "and is the one Django would make")

    def test_a_token_made_there_is_accepted_here(self):
        self.narvi.start()
        key = self.peer("create_token", username="kim")
        self.assertTrue(self.accepts(self.narvi, key))
        self.assertEqual(self.obtain(self.narvi).json(), {"token": key})
        self.peer("set_fields", username="kim", is_active=False)
        refused = self.obtain(self.narvi, {"Authorization": "Token " + key})
        self.assertEqual((refused.status, refused.body), (401, '{"detail":"User inactive or deleted."}'))
        self.assertEqual(self.peer("token_user", key=key), "User inactive or deleted.")

    def test_obtaining_answers_the_same_on_both_sides(self):
        self.narvi.start()
        json_type = {"Content-Type": "application/json"}
        bodies = ('{"username":"kim","password":"%s"}' % PASSWORD, '{"username":"kim","password":"no"}', "{}", "[]",
                  "null", '{"username":"","password":null}', '{"username":" ","password":[]}', '{"username":1}',
                  '{"username":"a\\u0000","password":"b"}', '{"username":true,"password":{}}', "{", '"text"', "")
        for body in bodies:
            with self.subTest(body):
                ours = self.narvi.request("POST", "/api-token-auth/", json_type, body)
                theirs = self.django("POST", "/api-token-auth/", json_type, body)
                self.assertEqual((ours.status, ours.body), (theirs["status"], theirs["body"]))
        ours = self.narvi.request("OPTIONS", "/api-token-auth/")
        theirs = self.django("OPTIONS", "/api-token-auth/")
        self.assertEqual((ours.status, ours.body, ours.headers["Allow"]),
                         (theirs["status"], theirs["body"], theirs["headers"]["Allow"]))

    def test_the_commands_of_both(self):
        made = self.narvi.command("drf_create_token", "kim")
        self.assertRegex(made.stdout, "^Generated token [0-9a-f]{40} for user kim\n$")
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        self.assertEqual(self.peer("drf_create_token", username="kim"), made.stdout)
        theirs = self.peer("drf_create_token", username="kim", reset=True)
        self.assertNotEqual(theirs, made.stdout)
        self.assertEqual(self.narvi.command("drf_create_token", "kim").stdout, theirs)
        ours = self.narvi.command("drf_create_token", "-r", "kim")
        self.assertNotEqual(ours.stdout, theirs)
        self.assertEqual(self.peer("drf_create_token", username="kim"), ours.stdout)
        refused = self.narvi.command("drf_create_token", "nobody")
        self.assertEqual((refused.returncode, refused.stdout, refused.stderr),
                         (1, "", "CommandError: Cannot create the Token: user nobody does not exist\n"))
        with self.assertRaisesRegex(PeerError, "Cannot create the Token: user nobody does not exist"):
            self.peer("drf_create_token", username="nobody")
        self.assertEqual(self.narvi.command("drf_create_token").returncode, 2)

    def test_backfill_makes_tokens_that_django_accepts(self):
        for number in range(3):
            self.peer("create_user", username="user%d" % number, email="", password=None)
        kept = self.peer("create_token", username="user1")
        done = self.narvi.command("authtoken", "backfill")
        self.assertEqual((done.returncode, done.stdout), (0, "Made 3 tokens.\n"), done.stderr)
        self.assertEqual(self.peer("create_token", username="user1"), kept)
        for key, user in self.place.rows("SELECT t.key, u.username FROM authtoken_token t "
                                         "JOIN auth_user u ON u.id = t.user_id"):
            self.assertEqual(self.peer("token_user", key=key), user)

    def test_what_stands_in_a_digested_row_opens_nothing_in_django(self):
        key = self.peer("create_token", username="kim")
        narvi = self.new_narvi(SYSTEMS_AUTHTOKEN_TOKEN_STORAGE="digest")
        done = narvi.command("authtoken", "digest", "--yes")
        self.assertEqual((done.returncode, done.stdout), (0, "Digested 1 token.\n"), done.stderr)
        stored = self.place.rows("SELECT key FROM authtoken_token")[0][0]
        self.assertEqual(self.peer("token_user", key=key), "Invalid token.")
        for presented in (stored, stored.replace(" ", "%20"), stored.split()[1]):
            seen = self.django("GET", "/api/", {"Authorization": "Token " + presented})
            self.assertEqual(seen["status"], 401, seen["body"])
        narvi.start()
        self.assertTrue(self.accepts(narvi, key))


if __name__ == "__main__":
    unittest.main()
