"""The Django process that the interop tests talk to: each verb, on a database that Narvi migrated."""

import unittest

from django_peer import PeerError
from places import Places, narvi_migrate, on_both_engines


@on_both_engines
class PeerVerbs(Places, unittest.TestCase):
    def setUp(self):
        self.place = self.new_place()
        narvi_migrate(self.place)
        self.peer = self.new_peer(self.place)

    def test_users(self):
        made = self.peer("create_user", username="kim", email="Kim@Example.ORG", password="first-secret")
        self.assertEqual((made["username"], made["email"], made["is_staff"]), ("kim", "Kim@example.org", False))
        self.assertTrue(made["password"].startswith("pbkdf2_sha256$260000$"))
        self.assertTrue(self.peer("check_password", username="kim", password="first-secret"))
        self.assertFalse(self.peer("check_password", username="kim", password="other"))
        self.peer("set_password", username="kim", password="second-secret")
        self.assertEqual(self.peer("authenticate", username="kim", password="second-secret"), "kim")
        self.assertIsNone(self.peer("authenticate", username="kim", password="first-secret"))
        self.assertIsNone(self.peer("get_user", username="nobody"))
        root = self.peer("create_superuser", username="root", email="r@example.org", password="x")
        self.assertTrue(root["is_superuser"] and root["is_staff"])
        self.assertIn("auth.add_user", root["permissions"])
        self.assertTrue(self.peer("set_fields", username="kim", is_active=False)["is_active"] is False)
        self.assertIsNone(self.peer("authenticate", username="kim", password="second-secret"))
        self.assertEqual(self.peer("delete_user", username="kim"), 1)
        self.assertIsNone(self.peer("get_user", username="kim"))

    def test_sessions(self):
        self.peer("create_user", username="kim", password="secret")
        key = self.peer("login_session", username="kim")
        self.assertEqual(self.peer("session_user", session_key=key), "kim")
        self.assertIsNone(self.peer("session_user", session_key="x" * 32))
        self.assertEqual(sorted(self.peer("session_decode", session_key=key)),
                         ["_auth_user_backend", "_auth_user_hash", "_auth_user_id"])
        self.assertEqual(self.peer("session_set", session_key=key, key="cart", value=[1, "ä"]), key)
        self.assertEqual(self.peer("session_decode", session_key=key)["cart"], [1, "ä"])
        self.assertEqual(self.peer("session_expiry", session_key=key)["age"], 1209600)
        answer = self.peer("client", method="GET", path="/whoami/", headers={"Cookie": "sessionid=" + key})
        self.assertEqual((answer["status"], answer["json"]["username"]), (200, "kim"))
        self.peer("logout_session", session_key=key)
        self.assertFalse(self.peer("session_exists", session_key=key))
        self.assertIsNone(self.peer("session_user", session_key=key))

    def test_a_new_password_ends_sessions(self):
        self.peer("create_user", username="kim", password="secret")
        key = self.peer("login_session", username="kim")
        self.peer("set_password", username="kim", password="other")
        self.assertIsNone(self.peer("session_user", session_key=key))

    def test_client_and_csrf(self):
        answer = self.peer("client", method="GET", path="/whoami/")
        self.assertEqual(answer["json"], {"username": None, "session_keys": []})
        csrf = self.peer("csrf")
        self.assertTrue(self.peer("csrf_check", cookie=csrf["cookie"], token=csrf["token"]))
        self.assertTrue(self.peer("csrf_check", cookie=csrf["cookie"], token=csrf["token"], header=False))
        self.assertFalse(self.peer("csrf_check", cookie=csrf["cookie"], token="A" * 64))
        self.assertEqual(self.peer("csrf", cookie=csrf["cookie"])["cookie"], csrf["cookie"])

    def test_a_login_through_the_page(self):
        self.peer("create_user", username="kim", password="secret")
        csrf = self.peer("csrf")
        answer = self.peer("client", method="POST", path="/accounts/login/",
                           headers={"Cookie": "csrftoken=" + csrf["cookie"],
                                    "Content-Type": "application/x-www-form-urlencoded"},
                           body="username=kim&password=secret&csrfmiddlewaretoken=" + csrf["token"])
        self.assertEqual((answer["status"], answer["headers"]["Location"]), (302, "/accounts/profile/"))
        self.assertEqual(self.peer("session_user", session_key=answer["cookies"]["sessionid"]), "kim")

    def test_errors_are_answers(self):
        with self.assertRaisesRegex(PeerError, "DoesNotExist"):
            self.peer("check_password", username="nobody", password="x")
        with self.assertRaisesRegex(PeerError, "KeyError"):
            self.peer("no_such_verb")
        self.assertIn("django", self.peer("versions"))

    def test_the_site_is_whole(self):
        self.assertFalse(self.peer("makemigrations_needed"))


if __name__ == "__main__":
    unittest.main()
