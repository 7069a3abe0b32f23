"""createuser and the commands under `users`."""

import json
import os
import subprocess
import unittest

from program import GIVE_UP, PROGRAM, Program, rows
from test_terminal import Terminal


class Users(unittest.TestCase):
    def setUp(self):
        self.narvi = Program(AUTH_AUTH_PASSWORD_VALIDATORS="MinimumLengthValidator,NumericPasswordValidator")
        self.addCleanup(self.narvi.close)

    def run_narvi(self, *arguments, code=0, text="", **environment):
        done = subprocess.run([PROGRAM, *arguments], cwd=self.narvi.folder.name, text=True, capture_output=True,
                              check=False, env=dict(self.narvi.environment, **environment), timeout=GIVE_UP, input=text)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def rows(self, sql):
        return rows(self.narvi.database, sql)

    def logins(self, *credentials):
        self.narvi.start()
        try:
            return [self.narvi.login(username, password).status for username, password in credentials]
        finally:
            self.assertEqual(self.narvi.stop(), 0)

    def test_createuser_without_questions(self):
        self.run_narvi("createuser", code=1)
        self.run_narvi("import-users", "-", "--format", "csv", "--create-groups",
                       text="username,groups\nother,editors;authors\n")
        made = self.run_narvi("createuser", "--noinput", "--username", "kim", "--email", "Kim@EXAMPLE.org",
                              "--first-name", "Kim", "--last-name", "K", "--staff", "--group", "editors,authors",
                              DJANGO_USER_PASSWORD="a good secret")
        self.assertEqual((made.stdout, made.stderr), ("User created successfully.\n", ""))
        self.assertEqual(self.rows("SELECT email, first_name, last_name, is_staff, is_superuser, is_active FROM "
                                   "auth_user WHERE username = 'kim'"), [("Kim@example.org", "Kim", "K", 1, 0, 1)])
        self.assertEqual(len(self.rows("SELECT 1 FROM auth_user_groups l JOIN auth_user u ON u.id = l.user_id WHERE "
                                       "u.username = 'kim'")), 2)
        self.run_narvi("createuser", "--password-stdin", "--username", "lee", "--inactive", text="another secret\n")
        self.run_narvi("createuser", "--noinput", "--username", "robot")
        self.assertEqual(self.logins(("kim", "a good secret"), ("lee", "another secret"), ("robot", "")),
                         [200, 400, 400])

    def test_createuser_refusals(self):
        cases = (
            (("--noinput",), {}, "You must use --username with --noinput."),
            (("--noinput", "--username", ""), {}, "Username cannot be blank."),
            (("--noinput", "--username", "alice"), {}, "Error: That username is already taken."),
            (("--noinput", "--username", "a b"), {}, "Enter a valid username. This value may contain only letters, "
                                                     "numbers, and @/./+/-/_ characters."),
            (("--noinput", "--username", "x" * 151), {},
             "Ensure this value has at most 150 characters (it has 151)."),
            (("--noinput", "--username", "kim", "--email", "nowhere"), {}, "Enter a valid email address."),
            (("--noinput", "--username", "kim", "--group", "nobody"), {}, "there is no group 'nobody'"),
            (("--noinput", "--username", "kim"), {"DJANGO_USER_PASSWORD": "123"},
             "This password is too short. It must contain at least 8 characters.\n"
             "This password is entirely numeric."),
            (("--password-stdin", "--username", "kim"), {}, "there is no password on standard input"),
        )
        before = self.rows("SELECT * FROM auth_user")
        for arguments, environment, message in cases:
            with self.subTest(arguments):
                done = self.run_narvi("createuser", *arguments, code=1, **environment)
                self.assertEqual((done.stdout, done.stderr), ("", "CommandError: " + message + "\n"))
        self.assertEqual(self.rows("SELECT * FROM auth_user"), before)

    def test_createuser_on_a_terminal(self):
        terminal = Terminal(self.narvi, "createuser", "--username", "kim", "--last-name", "K")
        terminal.answer("Email address: ", "nowhere\n")
        terminal.answer("Email address: ", "kim@example.org\n")
        terminal.answer("Password: ", "a good secret\n")
        terminal.answer("Password (again): ", "a good secret\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("Error: Enter a valid email address.", terminal.seen)
        self.assertEqual(self.logins(("kim", "a good secret")), [200])

    def test_list(self):
        listed = self.run_narvi("users", "list").stdout.splitlines()
        self.assertEqual(listed[0].split(), ["KEY", "USERNAME", "EMAIL", "NAME", "FLAGS", "LAST", "LOGIN"])
        names = [name for name, in self.rows("SELECT username FROM auth_user ORDER BY id")]
        self.assertEqual([line.split()[1] for line in listed[1:]], names)
        users = [json.loads(line) for line in self.run_narvi("users", "list", "--json").stdout.splitlines()]
        self.assertEqual([user["username"] for user in users], names)
        self.assertEqual(set(users[0]), {"id", "username", "email", "first_name", "last_name", "is_active", "is_staff",
                                         "is_superuser", "last_login", "date_joined"})
        for options, condition in (
                (("--active",), "is_active = 1"), (("--inactive",), "is_active = 0"), (("--staff",), "is_staff = 1"),
                (("--superuser",), "is_superuser = 1"), (("--search", "ALI"), "username LIKE '%ali%'"),
                (("--search", "%"), "username LIKE '%!%%' ESCAPE '!'"),
                (("--active", "--staff"), "is_active = 1 AND is_staff = 1")):
            with self.subTest(options):
                found = self.run_narvi("users", "list", "--json", *options).stdout.splitlines()
                self.assertEqual([json.loads(line)["username"] for line in found], [name for name, in self.rows(
                    "SELECT username FROM auth_user WHERE " + condition + " ORDER BY id")])

    def test_a_list_of_several_pages(self):
        self.run_narvi("import-users", "-", "--format", "csv",
                       text="username\n" + "".join("u%04d\n" % number for number in range(1200)))
        lines = self.run_narvi("users", "list", "--search", "u").stdout.splitlines()
        names = [line.split()[1] for line in lines[1:]]
        self.assertEqual(names, sorted(set(names), key=names.index))
        self.assertLessEqual({"u%04d" % number for number in range(1200)}, set(names))

    def test_show_and_who_is_meant(self):
        key, email = self.rows("SELECT id, email FROM auth_user WHERE username = 'alice'")[0]
        by_name = self.run_narvi("users", "show", "alice").stdout
        self.assertEqual(self.run_narvi("users", "show", str(key)).stdout, by_name)
        self.assertRegex(by_name, r"(?m)^username +alice$")
        self.assertRegex(by_name, r"(?m)^password +algorithm pbkdf2_sha256, iterations \d+, salt ")
        encoded, = self.rows("SELECT password FROM auth_user WHERE username = 'alice'")[0]
        self.assertNotIn(encoded.split("$")[3], by_name)
        shown = json.loads(self.run_narvi("users", "show", "alice", "--json").stdout)
        self.assertEqual((shown["id"], shown["username"], shown["email"]), (key, "alice", email))
        self.assertEqual((shown["groups"], shown["user_permissions"]), ([], []))
        self.assertNotIn(encoded.split("$")[3], json.dumps(shown))
        missing = self.run_narvi("users", "show", "nobody", code=1)
        self.assertEqual(missing.stderr, "CommandError: user 'nobody' does not exist\n")
        self.run_narvi("createuser", "--noinput", "--username", "kim", "--email", "both@example.org")
        self.run_narvi("createuser", "--noinput", "--username", str(key), "--email", "Both@example.org")
        self.assertIn("' may mean '", self.run_narvi("users", "show", str(key), code=1).stderr)
        twice = self.run_narvi("users", "show", "both@example.org", code=1).stderr
        self.assertIn("'both@example.org' may mean 'kim' (key ", twice)

    def test_names_cannot_steer_the_terminal(self):
        self.run_narvi("import-users", "-", text=json.dumps(
            {"model": "auth.user", "fields": {"username": "kim", "last_name": "\x1b[2Jx"}}))
        for arguments in (("users", "list"), ("users", "show", "kim")):
            output = self.run_narvi(*arguments).stdout
            self.assertNotIn("\x1b", output)
            self.assertIn("\\x1b[2Jx", output)

    def test_activate_and_deactivate(self):
        self.assertIn("may not log in any more", self.run_narvi("users", "deactivate", "alice").stdout)
        self.assertIn("is inactive already", self.run_narvi("users", "deactivate", "alice").stdout)
        self.assertEqual(self.logins(("alice", "wonderland")), [400])
        self.assertIn("may log in again", self.run_narvi("users", "activate", "alice").stdout)
        self.assertEqual(self.logins(("alice", "wonderland")), [200])
        self.run_narvi("users", "activate", "nobody", code=1)

    def test_delete(self):
        self.run_narvi("createuser", "--noinput", "--username", "kim")
        self.assertIn("--yes", self.run_narvi("users", "delete", "kim", code=1).stderr)
        dry = self.run_narvi("users", "delete", "kim", "--dry-run").stdout
        self.assertIn("Would delete user 'kim'", dry)
        self.assertEqual(len(self.rows("SELECT 1 FROM auth_user WHERE username = 'kim'")), 1)
        terminal = Terminal(self.narvi, "users", "delete", "kim")
        terminal.answer("[y/N]: ", "\n")
        self.assertEqual(terminal.end(), 1)
        self.assertEqual(len(self.rows("SELECT 1 FROM auth_user WHERE username = 'kim'")), 1)
        self.assertIn("Deleted user 'kim'", self.run_narvi("users", "delete", "kim", "--yes").stdout)
        self.assertEqual(self.rows("SELECT 1 FROM auth_user WHERE username = 'kim'"), [])

    def test_rows_of_somebody_else_keep_a_user(self):
        self.run_narvi("createuser", "--noinput", "--username", "kim")
        self.rows("CREATE TABLE shop_order (id integer primary key, buyer_id integer NOT NULL REFERENCES auth_user(id))")
        self.rows("INSERT INTO shop_order SELECT 1, id FROM auth_user WHERE username = 'kim'")
        for option in ("--yes", "--dry-run"):
            self.assertIn("shop_order", self.run_narvi("users", "delete", "kim", option, code=1).stderr)
        self.assertEqual(len(self.rows("SELECT 1 FROM auth_user WHERE username = 'kim'")), 1)


if __name__ == "__main__":
    unittest.main()
