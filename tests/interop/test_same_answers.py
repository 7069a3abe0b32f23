"""Everything that is asked of obtain-token and around it gets the same answer here as from Debian's REST framework
3.14 on Django 3.2: status, body and headers, byte for byte. What differs on purpose is a table; a row that no request
needs any more fails the test."""

import unittest

from narvi_process import Narvi
from places import Places, on_both_engines
from same_differences import INTENDED
from same_parts import PASSWORD, Shown
from same_requests import all_requests
from same_wire import compare

SEED = 20221122
RANDOM_ONES = 300


@on_both_engines
class SameAnswers(Places, unittest.TestCase):
    def setUp(self):
        self.place = self.new_place()
        # One cheap hasher on both sides: the answers count here, not the time they take.
        self.narvi = Narvi(self.place.url, SYSTEMS_AUTHTOKEN_ENABLED="true", COMPAT_REST_FRAMEWORK="3.14",
                           SERVER_ALLOWED_HOSTS="*", AUTH_PASSWORD_HASHERS="MD5PasswordHasher", LOG_LEVEL="error")
        self.addCleanup(self.narvi.close)
        migrated = self.narvi.command("migrate")
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.peer = self.new_peer(self.place, DJANGO_AUTHTOKEN="1", DJANGO_HASHERS="MD5PasswordHasher")
        self.shown = self.populate()
        self.narvi.start()

    def populate(self):
        for username, password in (("kim", PASSWORD), ("inactive", PASSWORD), ("jörg", "pässe:1"),
                                   ("unusable", None)):
            self.peer("create_user", username=username, email="", password=password)
        living, inactive, expired = (self.peer("login_session", username=username)
                                     for username in ("kim", "inactive", "kim"))
        self.peer("set_fields", username="inactive", is_active=False)
        self.place.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00' "
                           "WHERE session_key = '%s'" % expired)
        return Shown(living, inactive, expired, self.peer("create_token", username="kim"))

    def test_everything_is_answered_the_same(self):
        requests = all_requests(self.shown, SEED, RANDOM_ONES)
        self.assertGreater(len(requests), 300)
        compare(self, requests, self.peer, self.narvi.port, INTENDED)
        self.assertEqual(self.narvi.stop(), 0)


if __name__ == "__main__":
    unittest.main()
