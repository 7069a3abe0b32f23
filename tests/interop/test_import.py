"""import-users takes what a real Django dumped; afterwards both sides know the users, their groups and permissions."""

import os
import tempfile
import unittest

from narvi_process import Narvi
from places import Places, SqlitePlace, on_both_engines

SAME = ("username", "email", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "groups",
        "permissions", "password")


@on_both_engines
class ImportOfADump(Places, unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="narvi-interop-")
        self.addCleanup(folder.cleanup)
        self.dump = os.path.join(folder.name, "dump.json")
        old = SqlitePlace()
        self.addCleanup(old.close)
        self.source = self.new_peer(old)
        self.source("migrate")
        self.source("create_superuser", username="root", email="root@example.org", password="the first secret")
        self.source("delete_user", username="root")  # key 1 stays unused
        self.source("create_superuser", username="boss", email="boss@example.org", password="the second secret")
        self.source("create_user", username="kim", email="Kim@Example.org", password="the third secret",
                    first_name="K\u00edm", last_name="\u2603 \"quoted\"")
        self.source("create_user", username="gone", email="", password="the fourth secret", is_active=False)
        self.source("create_user", username="robot", email="robot@example.org")
        self.source("join_group", username="kim", group="editors")
        self.source("grant", permissions=["auth.change_user", "auth.view_group"], group="editors")
        self.source("grant", permissions=["auth.add_group"], username="kim")
        self.source("login_session", username="kim")
        self.names = ("boss", "kim", "gone", "robot")

        self.place = self.new_place()
        self.narvi = Narvi(self.place.url)
        self.addCleanup(self.narvi.close)
        migrated = self.narvi.command("migrate")
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.peer = self.new_peer(self.place)

    def take(self, *options, code=0):
        done = self.narvi.command("import-users", self.dump, *options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def assert_same_users(self, keys=True):
        for name in self.names:
            there, here = self.source("get_user", username=name), self.peer("get_user", username=name)
            self.assertEqual({field: here[field] for field in SAME}, {field: there[field] for field in SAME})
            if keys:
                self.assertEqual(here["id"], there["id"])

    def assert_logins_on_both_sides(self):
        self.narvi.start()
        self.assertEqual(self.narvi.login("boss", "the second secret").status, 200)
        answer = self.narvi.login("kim", "the third secret")
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.peer("session_user", session_key=answer.cookies["sessionid"]), "kim")
        self.assertEqual(self.narvi.login("gone", "the fourth secret").status, 400)
        self.assertEqual(self.peer("authenticate", username="kim", password="the third secret"), "kim")
        self.assertIsNone(self.peer("authenticate", username="gone", password="the fourth secret"))
        self.assertEqual(self.narvi.stop(), 0)

    def test_everything_with_numbers(self):
        self.source("dumpdata", path=self.dump, labels=["contenttypes", "auth"])
        done = self.take()
        self.assertIn("Users: 4 created, 0 unchanged, 0 updated, 0 refused", done.stdout)
        self.assertIn("Groups: 1 created", done.stdout)
        self.assertEqual(done.stderr, "")
        self.assert_same_users()
        self.assert_logins_on_both_sides()

    def test_everything_with_natural_keys(self):
        self.source("dumpdata", path=self.dump, labels=["auth"], natural=True)
        self.take()
        self.assert_same_users(keys=False)
        self.assert_logins_on_both_sides()

    def test_new_keys_go_on_behind_those_of_the_file(self):
        self.source("dumpdata", path=self.dump, labels=["contenttypes", "auth"])
        self.take()
        highest = max(self.source("get_user", username=name)["id"] for name in self.names)
        self.assertEqual(self.peer("create_user", username="next")["id"], highest + 1)

    def test_again_changes_nothing_and_update_repairs(self):
        self.source("dumpdata", path=self.dump, labels=["contenttypes", "auth"])
        self.take()
        again = self.take()
        self.assertIn("Users: 0 created, 4 unchanged, 0 updated, 0 refused", again.stdout)
        self.assertIn("Groups: 0 created, 1 unchanged", again.stdout)
        self.peer("set_fields", username="kim", email="other@example.org")
        self.peer("join_group", username="kim", group="others")
        refused = self.take(code=1)
        self.assertRegex(refused.stderr, r"line \d+: user 'kim': it is there already, with other email, groups\n")
        self.assertIn("Users: 0 created, 3 unchanged, 0 updated, 1 refused", refused.stdout)
        self.assertIn("Users: 0 created, 3 unchanged, 1 updated, 0 refused", self.take("--update").stdout)
        self.assert_same_users()

    def test_a_dry_run_says_the_same_and_writes_nothing(self):
        self.source("dumpdata", path=self.dump, labels=["contenttypes", "auth"])
        before = self.peer("counts")
        self.assertIn("Users: 4 would be created, 0 unchanged", self.take("--dry-run").stdout)
        self.assertEqual(self.peer("counts"), before)

    def test_conflicts_are_refused_by_line(self):
        self.source("dumpdata", path=self.dump, labels=["contenttypes", "auth"])
        self.peer("create_user", username="first", password="x")
        self.peer("create_user", username="second", password="x")  # has the key of boss
        refused = self.take(code=1)
        self.assertRegex(refused.stderr, r"line \d+: user 'boss': its key 2 belongs to 'second'\n")
        self.assertIn("Users: 3 created, 0 unchanged, 0 updated, 1 refused", refused.stdout)
        self.take("--keep-keys", "no")
        self.assert_same_users(keys=False)

    def test_json_lines(self):
        self.source("dumpdata", path=self.dump, labels=["contenttypes", "auth"], form="jsonl")
        self.assertIn("Users: 4 created", self.take().stdout)
        self.assert_same_users()


if __name__ == "__main__":
    unittest.main()
