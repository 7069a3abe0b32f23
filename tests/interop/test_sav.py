"""Session login beside a real Django on one database: what one side makes the other accepts, and each side's logout
ends it on both."""

import unittest

from narvi_process import Narvi
from places import Places, on_both_engines

CSRF = "a" * 32 + "b" * 32


@on_both_engines
class SessionsOfBothSides(Places, unittest.TestCase):
    def setUp(self):
        self.place = self.new_place()
        self.narvi = Narvi(self.place.url)
        self.addCleanup(self.narvi.close)
        migrated = self.narvi.command("migrate")
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.peer = self.new_peer(self.place)
        self.peer("create_user", username="kim", email="kim@example.org", password="a longer secret")
        self.narvi.start()

    def test_a_user_of_django_logs_in_here_and_is_known_there(self):
        answer = self.narvi.login("kim", "a longer secret")
        self.assertEqual((answer.status, answer.body), (200, '{"detail":"Session login successful."}'))
        self.assertEqual(self.peer("session_user", session_key=answer.cookies["sessionid"]), "kim")
        self.assertIsNotNone(self.peer("get_user", username="kim")["last_login"])
        seen = self.peer("client", method="GET", path="/whoami/",
                         headers={"Cookie": "sessionid=" + answer.cookies["sessionid"]})
        self.assertEqual(seen["json"]["username"], "kim")
        self.assertTrue(self.peer("csrf_check", cookie=answer.cookies["csrftoken"], token=answer.cookies["csrftoken"]))

    def test_wrong_passwords_and_inactive_users_are_refused(self):
        self.assertEqual(self.narvi.login("kim", "wrong").status, 400)
        self.assertEqual(self.narvi.login("nobody", "a longer secret").status, 400)
        self.peer("set_fields", username="kim", is_active=False)
        self.assertEqual(self.narvi.login("kim", "a longer secret").status, 400)

    def test_logout_here_ends_it_there(self):
        answer = self.narvi.login("kim", "a longer secret")
        session, csrf = answer.cookies["sessionid"], answer.cookies["csrftoken"]
        self.assertEqual(self.narvi.logout(session, csrf).status, 200)
        self.assertIsNone(self.peer("session_user", session_key=session))
        self.assertFalse(self.peer("session_exists", session_key=session))

    def test_a_session_of_django_is_accepted_here_and_ends_there(self):
        session = self.peer("login_session", username="kim")
        self.assertTrue(self.narvi.session_lives(session))
        self.peer("logout_session", session_key=session)
        self.assertFalse(self.narvi.session_lives(session))

    def test_logout_here_ends_a_session_of_django(self):
        session = self.peer("login_session", username="kim")
        self.assertEqual(self.narvi.logout(session, CSRF).status, 200)
        self.assertIsNone(self.peer("session_user", session_key=session))

    def test_a_new_password_in_django_ends_sessions_made_here(self):
        session = self.narvi.login("kim", "a longer secret").cookies["sessionid"]
        self.assertTrue(self.narvi.session_lives(session))
        self.peer("set_password", username="kim", password="another secret")
        self.assertFalse(self.narvi.session_lives(session))
        self.assertEqual(self.narvi.login("kim", "another secret").status, 200)

    def test_data_of_django_survives_a_login_here(self):
        anonymous = self.peer("session_set", session_key=None, key="cart", value=[1, "\u00e4", {"big": 2**70}])
        answer = self.narvi.login("kim", "a longer secret", {"Cookie": "sessionid=" + anonymous})
        session = answer.cookies["sessionid"]
        self.assertNotEqual(session, anonymous)
        self.assertEqual(self.peer("session_decode", session_key=session)["cart"], [1, "\u00e4", {"big": 2**70}])
        self.assertFalse(self.peer("session_exists", session_key=anonymous))

    def test_the_password_hash_is_left_as_django_made_it(self):
        before = self.peer("get_user", username="kim")["password"]
        self.narvi.login("kim", "a longer secret")
        self.assertEqual(self.peer("get_user", username="kim")["password"], before)

    def test_a_superuser_made_here_is_one_there(self):
        made = self.narvi.command("createsuperuser", "--noinput", "--username", "root", "--email", "R@EXAMPLE.org",
                                  DJANGO_SUPERUSER_PASSWORD="yet another secret")
        self.assertEqual((made.returncode, made.stdout), (0, "Superuser created successfully.\n"), made.stderr)
        root = self.peer("get_user", username="root")
        self.assertTrue(root["is_superuser"] and root["is_staff"] and root["is_active"])
        self.assertEqual(root["email"], "R@example.org")
        self.assertEqual(self.peer("authenticate", username="root", password="yet another secret"), "root")
        again = self.narvi.command("createsuperuser", "--noinput", "--username", "root", "--email", "x@example.org")
        self.assertEqual((again.returncode, again.stderr), (1, "CommandError: Error: That username is already taken.\n"))

    def test_ends_cleanly(self):
        self.narvi.login("kim", "a longer secret")
        self.assertEqual(self.narvi.stop(), 0)


if __name__ == "__main__":
    unittest.main()
