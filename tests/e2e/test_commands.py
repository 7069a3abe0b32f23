"""The command line as an operator meets it: output, exit codes, and the files that a command leaves."""

import json
import os
import re
import stat
import subprocess
import tempfile
import unittest

from program import PROGRAM, Template


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="narvi-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_narvi(self, *arguments, code=0, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NARVI_", "DJANGO_"))}
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, env=dict(clean, **environment), text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def files(self):
        return sorted(os.listdir(self.folder))

    def test_what_touches_no_database_leaves_no_file(self):
        for arguments in (("version",), ("--version",), ("help",), ("help", "migrate"), ("--help",), ("routes",),
                          ("config",), ("config", "--default")):
            with self.subTest(arguments):
                done = self.run_narvi(*arguments)
                self.assertNotEqual(done.stdout, "")
                self.assertEqual(done.stderr, "")
                self.assertEqual(self.files(), [])

    def test_version(self):
        self.assertRegex(self.run_narvi("version").stdout, r"^narvi \d+\.\d+\.\d+\n$")

    def test_wrong_usage(self):
        cases = (
            (("migrat",), 'narvi: there is no command "migrat"\n  mend: did you mean `narvi migrate`?\n'),
            (("migrate", "--pln"), 'narvi migrate: there is no option "--pln"\n  mend: did you mean --plan?\n'),
            (("check", "now"),
             'narvi check: there is no place for "now"\n  mend: `narvi help check` shows how it is used\n'),
        )
        for arguments, message in cases:
            with self.subTest(arguments):
                done = self.run_narvi(*arguments, code=2)
                self.assertEqual((done.stdout, done.stderr), ("", message))
        self.assertIn("Usage: narvi COMMAND", self.run_narvi(code=2).stderr)

    def test_commands_of_two_words(self):
        listed = self.run_narvi("help", "users").stdout
        self.assertIn("  users list ", listed)
        alone = self.run_narvi("users", code=2)
        self.assertEqual((alone.stdout, alone.stderr), ("", listed))
        self.assertEqual(self.run_narvi("users", "lst", code=2).stderr,
                         'narvi: there is no command "users lst"\n  mend: did you mean `narvi users list`?\n')
        self.assertIn("Usage: narvi users show [--config FILE] [OPTIONS] USER",
                      self.run_narvi("users", "show", "--help").stdout)

    def test_problems_name_file_line_and_mend(self):
        self.write("narvi.toml", '[server]\nlistn = ["127.0.0.1:9"]\n\n[database]\ndeadline = "soon"\n')
        lines = self.run_narvi("serve", code=2).stderr.splitlines()
        self.assertRegex(lines[0], r"narvi\.toml:2: \[server\] listn: there is no such setting$")
        self.assertEqual(lines[1], "  mend: did you mean listen?")
        self.assertRegex(lines[2], r"narvi\.toml:5: \[database\] deadline: ")
        self.assertEqual(self.files(), ["narvi.toml"])

    def test_contradictions_name_both_places(self):
        self.write("narvi.toml", '[security]\nsecret_key = "abc"\nsecret_key_file = "k"\n')
        for command in ("serve", "check", "migrate"):
            error = self.run_narvi(command, code=2).stderr
            self.assertRegex(error, r"narvi\.toml:3: \[security\] secret_key_file: .*narvi\.toml:2")
            self.assertIn("  mend: keep one of the two", error)
        self.assertEqual(self.files(), ["narvi.toml"])

    def test_a_configuration_that_is_not_there_or_not_toml(self):
        self.assertIn("missing.toml", self.run_narvi("check", "--config", "missing.toml", code=2).stderr)
        self.write("bad.toml", "[server\n")
        self.assertIn("bad.toml:1", self.run_narvi("check", "--config", "bad.toml", code=2).stderr)
        self.assertIn("NARVI_SERVER_LISTN: ", self.run_narvi("check", code=2, NARVI_SERVER_LISTN="x").stderr)

    def test_the_default_file_loads_as_it_is_and_uncommented(self):
        text = self.run_narvi("config", "--default").stdout
        self.write("commented.toml", text)
        self.run_narvi("config", "--config", "commented.toml")
        live = re.sub(r"(?m)^# ?([a-z0-9_]+ = )", r"\1", text)
        self.assertGreater(len(re.findall(r"(?m)^[a-z0-9_]+ = ", live)), 80)
        self.write("live.toml", live)
        self.run_narvi("config", "--config", "live.toml")

    def test_routes(self):
        lines = self.run_narvi("routes").stdout.splitlines()
        self.assertEqual(lines[0].split(), ["PATH", "NAME", "METHODS", "SCHEMES", "PERMISSIONS", "THROTTLES"])
        paths = {line[2:].split()[0] for line in lines[1:] if line[2:].startswith("/")}
        self.assertEqual(paths, {"/healthz", "/readyz", "/auth-session/"})
        self.assertEqual([line for line in lines if line.startswith("! /")], [lines[3]], "open and unsafe")
        self.assertTrue(lines[-1].startswith("! everybody may"))
        moved = self.run_narvi("routes", NARVI_SYSTEMS_SAV_PATH="/login/").stdout
        self.assertRegex(moved, r"(?m)^! /login/ +sav\.session +POST, DELETE, OPTIONS +session, basic +open: ")

    def test_routes_with_limits_and_as_json(self):
        on = {"NARVI_SYSTEMS_AUTHTOKEN_ENABLED": "true", "NARVI_SYSTEMS_AUTHTOKEN_THROTTLE_ADDRESS": "10/15m"}
        self.assertRegex(self.run_narvi("routes", **on).stdout, r"(?m)^! /api-token-auth/ .*  address 10/15min$")
        routes = {route["path"]: route for route in json.loads(self.run_narvi("routes", "--json", **on).stdout)}
        self.assertEqual(set(routes), {"/healthz", "/readyz", "/auth-session/", "/api-token-auth/"})
        self.assertEqual(routes["/api-token-auth/"], {
            "path": "/api-token-auth/", "name": "authtoken.obtain", "methods": ["POST", "OPTIONS"],
            "schemes": ["session", "basic"], "permissions": [],
            "throttles": [{"name": "address", "limit": "10/15min"}], "open": True,
            "open_because": "name and password are in the body", "open_and_unsafe": True})
        self.assertFalse(routes["/healthz"]["open_and_unsafe"])

    def test_commands_of_systems(self):
        self.assertRegex(self.run_narvi("--help").stdout,
                         r"(?m)^One permanent token for each user \(rest_framework\.authtoken\):\n  drf_create_token ")
        key = {"NARVI_SECURITY_SECRET_KEY": "k" * 25 + "0123456789" * 3}
        self.assertEqual(self.run_narvi("drf_create_token", "kim", code=1, **key).stderr,
                         "CommandError: [systems.authtoken] is off\n  mend: set enabled = true there\n")
        on = dict(key, NARVI_SYSTEMS_AUTHTOKEN_ENABLED="true")
        self.assertIn("there is no database at narvi.db\n  mend: run narvi migrate",
                      self.run_narvi("drf_create_token", "kim", code=1, **on).stderr)
        self.run_narvi("migrate", **on)
        self.run_narvi("createsuperuser", "--noinput", "--username", "kim", "--email", "kim@example.org", **on)
        made = self.run_narvi("drf_create_token", "kim", **on)
        self.assertRegex(made.stdout, r"^Generated token [0-9a-f]{40} for user kim\n$")
        self.assertEqual(made.stderr, "")
        self.assertEqual(self.run_narvi("drf_create_token", "kim", **on).stdout, made.stdout)
        self.assertNotEqual(self.run_narvi("drf_create_token", "kim", "-r", **on).stdout, made.stdout)
        self.run_narvi("drf_create_token", code=2, **on)
        self.assertEqual(self.run_narvi("authtoken", "backfill", **on).stdout, "Every user has a token.\n")
        self.assertIn("Usage: narvi authtoken digest", self.run_narvi("help", "authtoken", "digest").stdout)

    def test_migrate_twice_and_its_plan(self):
        planned = re.findall(r"  (\w+\.\w+)", self.run_narvi("migrate", "--plan").stdout)
        self.assertIn("sessions.0001_initial", planned)
        self.assertEqual(self.files(), [])
        done = self.run_narvi("migrate").stdout
        self.assertRegex(done, r"Applied: \d+ migrations, \d+ content types, \d+ permissions\.\n$")
        self.assertEqual(sorted(re.findall(r"  (\w+\.\w+)", done)), sorted(planned))
        for arguments in (("migrate",), ("migrate", "--plan")):
            self.assertEqual(self.run_narvi(*arguments).stdout, "Nothing to migrate: the database is complete.\n")
        self.assertEqual(self.files(), ["narvi.db"])
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.folder, "narvi.db")).st_mode) & 0o077, 0)

    def test_a_database_that_is_not_there_is_not_made(self):
        key = {"NARVI_SECURITY_SECRET_KEY": "k" * 25 + "0123456789" * 3}
        for arguments in (("check",), ("serve",), ("changepassword", "kim"),
                          ("createsuperuser", "--noinput", "--username", "kim", "--email", "kim@example.org")):
            error = self.run_narvi(*arguments, code=1, **key).stderr
            self.assertIn("there is no database at narvi.db\n  mend: run narvi migrate", error)
            self.assertEqual(self.files(), [])

    def test_an_unmigrated_database(self):
        key = {"NARVI_SECURITY_SECRET_KEY": "k" * 25 + "0123456789" * 3}
        self.write("narvi.db", "")
        for command in ("check", "serve"):
            error = self.run_narvi(command, code=1, **key).stderr
            self.assertIn("contenttypes.0001_initial", error)
            self.assertIn("  mend: run narvi migrate", error)
        made = self.run_narvi("createsuperuser", "--noinput", "--username", "kim", "--email", "kim@example.org", code=1,
                              **key)
        self.assertIn("CommandError: ", made.stderr)
        self.run_narvi("migrate")
        self.assertEqual(self.run_narvi("check", **key).stdout, "No problems found.\n")

    def test_the_secret_file(self):
        self.run_narvi("migrate")
        made = self.run_narvi("check")
        path = os.path.join(self.folder, "narvi.secret")
        self.assertIn("a secret key was made and written to narvi.secret", made.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="ascii") as file:
            key = file.read()
        self.assertRegex(key, r"^[A-Za-z0-9]{50}\n$")
        self.assertNotIn(key.strip(), made.stdout + made.stderr)
        self.assertNotIn("secret key", self.run_narvi("check").stderr)
        os.chmod(path, 0o640)
        for command in ("check", "serve", "createsuperuser"):
            error = self.run_narvi(command, *(["--noinput"] if command == "createsuperuser" else []), code=2).stderr
            self.assertIn("is open to other users (mode 0640)", error)
            self.assertIn("  mend: chmod 600 narvi.secret", error)

    def test_createsuperuser_without_a_terminal(self):
        database = {"NARVI_DATABASE_URL": "sqlite:" + Template.path(), "NARVI_SECURITY_SECRET_KEY": "k" * 50}
        cases = (
            (("--noinput",), {}, "CommandError: You must use --username with --noinput.\n"),
            (("--noinput", "--username", "kim"), {}, "CommandError: You must use --email with --noinput.\n"),
            (("--noinput", "--username", "alice", "--email", "a@b.example"), {},
             "CommandError: Error: That username is already taken.\n"),
            (("--noinput", "--username", "", "--email", "a@b.example"), {},
             "CommandError: Username cannot be blank.\n"),
        )
        for arguments, environment, message in cases:
            with self.subTest(arguments):
                done = self.run_narvi("createsuperuser", *arguments, code=1, **database, **environment)
                self.assertEqual((done.stdout, done.stderr), ("", message))
        weak = dict(database, DJANGO_SUPERUSER_USERNAME="alice", DJANGO_SUPERUSER_EMAIL="nowhere")
        done = self.run_narvi("createsuperuser", "--noinput", "--username", "kim", code=1, **weak)
        self.assertEqual(done.stderr, "CommandError: Enter a valid email address.\n")  # the option beats alice
        skipped = self.run_narvi("createsuperuser", **database)
        self.assertIn("Superuser creation skipped due to not running in a TTY.", skipped.stdout)
        absent = self.run_narvi("changepassword", "nobody", code=1, **database)
        self.assertEqual(absent.stderr, "CommandError: user 'nobody' does not exist\n")
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main()
