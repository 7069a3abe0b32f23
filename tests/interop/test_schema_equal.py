"""The tables that Narvi makes are the tables that real Django makes."""

import unittest

from places import Places, narvi_migrate, on_both_engines

RECORDED = "SELECT id, app, name FROM django_migrations ORDER BY id"
PERMISSIONS = """SELECT p.id, p.name, p.codename, t.id, t.app_label, t.model
                 FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id ORDER BY p.id"""


@on_both_engines
class SchemaEqual(Places, unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.of_django = self.new_place()
        self.new_peer(self.of_django)("migrate")
        self.of_narvi = self.new_place()
        narvi_migrate(self.of_narvi)

    def test_same_schema(self):
        expected, found = self.of_django.schema(), self.of_narvi.schema()
        self.assertEqual(sorted(expected), sorted(found))
        for part in expected:
            self.assertEqual(expected[part], found[part], part)

    def test_same_rows(self):
        for sql in (RECORDED, PERMISSIONS):
            self.assertEqual(self.of_django.rows(sql), self.of_narvi.rows(sql))

    def test_the_comparison_sees_differences(self):
        for change in ("DROP INDEX auth_user_groups_user_id_6a12ed8b", "ALTER TABLE auth_group ADD COLUMN extra text"):
            before = self.of_narvi.schema()
            self.of_narvi.execute(change)
            self.assertNotEqual(before, self.of_narvi.schema(), change)


if __name__ == "__main__":
    unittest.main()
