"""Views behind every scheme, permission and throttle are answered the same here as by Debian's REST framework 3.14 on
Django 3.2: status, body and headers, byte for byte. What differs on purpose is a table; a row that no request needs any
more fails the test."""

import time
import unittest

from places import Places, on_both_engines
from same_differences import INTENDED_OF_VIEWS
from same_parts import PASSWORD
from same_server import SameServer
from same_view_requests import People, all_requests
from same_wire import compare

SEED = 20221122
RANDOM_ONES = 300


@on_both_engines
class SameViews(Places, unittest.TestCase):
    def setUp(self):
        self.place = self.new_place()
        now = int(time.time())
        # One cheap hasher on both sides: the answers count here, not the time they take.
        self.peer = self.new_peer(self.place, DJANGO_AUTHTOKEN="1", DJANGO_SAME_VIEWS=str(now),
                                  DJANGO_HASHERS="MD5PasswordHasher")
        self.peer("migrate")
        self.people = self.populate()
        self.server = SameServer(self.place.url, now, SYSTEMS_AUTHTOKEN_ENABLED="true", COMPAT_REST_FRAMEWORK="3.14",
                                 SERVER_ALLOWED_HOSTS="*", SERVER_TRUSTED_PROXIES="127.0.0.1", LOG_LEVEL="error",
                                 AUTH_PASSWORD_HASHERS="MD5PasswordHasher",
                                 AUTH_AUTHENTICATION_BACKENDS="ModelBackend,RemoteUserBackend")
        self.addCleanup(self.server.close)

    def populate(self):
        for username, password in (("kim", PASSWORD), ("ada", PASSWORD), ("inactive", PASSWORD),
                                   ("jörg", "pässe:1"), ("unusable", None)):
            self.peer("create_user", username=username, email="", password=password)
        self.peer("create_superuser", username="root", email="", password=PASSWORD)
        self.peer("set_fields", username="ada", is_staff=True)
        self.peer("grant", username="ada", permissions=["auth.change_group"])
        self.peer("grant", group="makers", permissions=["auth.add_group"])
        self.peer("join_group", username="ada", group="makers")
        names = ("kim", "ada", "root", "inactive", "jörg")
        sessions = {name: self.peer("login_session", username=name) for name in names}
        sessions["expired"] = self.peer("login_session", username="kim")
        tokens = {name: self.peer("create_token", username=name) for name in names}
        self.peer("set_fields", username="inactive", is_active=False)
        self.place.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00' "
                           "WHERE session_key = '%s'" % sessions["expired"])
        return People(sessions, tokens)

    def test_every_view_answers_the_same(self):
        requests = all_requests(self.people, SEED, RANDOM_ONES)
        self.assertGreater(len(requests), 800)
        compare(self, requests, self.peer, self.server.port, INTENDED_OF_VIEWS)
        self.assertEqual(self.server.close(), 0)


if __name__ == "__main__":
    unittest.main()
