"""Narvi's migrate and Django's migrate on one database, in both orders, at once, and interrupted."""

import random
import subprocess
import time
import unittest

from places import Places, narvi_migrate, narvi_migrate_command, on_both_engines


@on_both_engines
class Migrate(Places, unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.place = self.new_place()
        self.peer = self.new_peer(self.place)

    def state(self):
        """What must not move when there is nothing to do."""
        return (self.place.exact_dump(), self.peer("counts"),
                self.place.rows("SELECT id, app, name, applied FROM django_migrations ORDER BY id"),
                self.place.rows("SELECT id, name, content_type_id, codename FROM auth_permission ORDER BY id"),
                self.place.rows("SELECT id, app_label, model FROM django_content_type ORDER BY id"))

    def assert_complete(self):
        """Django has nothing to apply, and its own migrate (with post_migrate) changes nothing."""
        self.assertEqual(self.peer("migrate_plan"), [])
        before = self.state()
        self.peer("migrate")
        self.assertEqual(before, self.state())

    def test_django_finds_nothing_to_do_after_narvi(self):
        lines = narvi_migrate(self.place)
        self.assertIn("ran auth.0001_initial", lines)
        self.assertIn("recorded auth.0012_alter_user_first_name_max_length", lines)
        self.assert_complete()
        self.assertEqual(self.peer("counts")["auth_permission"], 24)

    def test_narvi_finds_nothing_to_do_after_django(self):
        self.peer("migrate")
        before = self.state()
        self.assertEqual(narvi_migrate(self.place, "--plan"), [])
        self.assertEqual(narvi_migrate(self.place), [])
        self.assertEqual(narvi_migrate(self.place, "--check"), [])
        self.assertEqual(before, self.state())

    def test_narvi_twice(self):
        narvi_migrate(self.place)
        before = self.state()
        self.assertEqual(narvi_migrate(self.place), [])
        self.assertEqual(before, self.state())

    def test_narvi_completes_what_django_has_only_part_of(self):
        """A site without sessions and administration gets them; what Django made stays."""
        self.peer("migrate", app="auth")
        made = set(self.place.rows("SELECT id, app, name FROM django_migrations"))
        lines = narvi_migrate(self.place)
        self.assertIn("ran sessions.0001_initial", lines)
        self.assertNotIn("ran auth.0001_initial", lines)
        self.assertLessEqual(made, set(self.place.rows("SELECT id, app, name FROM django_migrations")))
        self.assert_complete()

    def test_narvi_leaves_an_older_level_to_django(self):
        self.peer("migrate", app="auth", level="0008")
        before = self.state()
        with self.assertRaisesRegex(AssertionError, "older than auth.0009"):
            narvi_migrate(self.place)
        self.assertEqual(before, self.state())
        self.peer("migrate")
        narvi_migrate(self.place)
        self.assert_complete()

    def test_plan_writes_nothing(self):
        lines = narvi_migrate(self.place, "--plan")
        self.assertEqual(len([line for line in lines if line.startswith(("ran ", "recorded "))]), 18)
        self.assertEqual(self.peer("counts"), {})

    def test_several_at_once(self):
        runs = [subprocess.Popen(narvi_migrate_command(self.place), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                 text=True) for _ in range(4)]
        for run in runs:
            _, complaint = run.communicate()
            self.assertEqual((run.returncode, complaint), (0, ""))
        self.assert_complete()
        self.assertEqual(self.peer("counts")["django_migrations"], 18)

    def kill_one_run(self, place, wait):
        run = subprocess.Popen(narvi_migrate_command(place), stdout=subprocess.PIPE)
        wait(run)
        run.kill()
        run.communicate()

    def test_killed_anywhere_the_next_run_completes_it(self):
        reference = self.new_place()
        started = time.monotonic()
        narvi_migrate(reference)
        whole_run = time.monotonic() - started
        chance = random.Random(20260115)
        waits = [lambda run: run.stdout.readline()] * 3  # the first transaction has committed, the others have not
        # Not waits for something: the moments of death.
        waits += [lambda run: time.sleep(chance.uniform(0.3, 1.0) * whole_run)] * 9
        for wait in waits:
            place = self.new_place()
            self.kill_one_run(place, wait)
            narvi_migrate(place)
            self.assertEqual(place.schema(), reference.schema())
            for table in ("django_migrations", "django_content_type", "auth_permission"):
                sql = "SELECT count(*) FROM " + table
                self.assertEqual(place.rows(sql), reference.rows(sql))


if __name__ == "__main__":
    unittest.main()
