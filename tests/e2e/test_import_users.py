"""import-users with CSV and with files that are wrong, large or cut off."""

import json
import os
import signal
import subprocess
import unittest

from program import GIVE_UP, PROGRAM, Program, rows, wait_for


class Import(unittest.TestCase):
    def setUp(self):
        self.narvi = Program()
        self.addCleanup(self.narvi.close)

    def write(self, name, text):
        path = os.path.join(self.narvi.folder.name, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def take(self, *arguments, code=0, text=None):
        done = subprocess.run([PROGRAM, "import-users", *arguments], cwd=self.narvi.folder.name, text=True,
                              capture_output=True, check=False, env=self.narvi.environment, timeout=GIVE_UP,
                              input=text or "")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def users(self, columns="username", where="1 = 1"):
        return rows(self.narvi.database, "SELECT %s FROM auth_user WHERE %s ORDER BY id" % (columns, where))

    def login(self, *credentials):
        self.narvi.start()
        try:
            return [self.narvi.login(username, password).status for username, password in credentials]
        finally:
            self.assertEqual(self.narvi.stop(), 0)

    def test_csv(self):
        path = self.write("users.csv", "username,email,is_staff,groups,last_name\r\n"
                                       'kim,kim@example.org,yes,,"Kim, ""K"""\r\n'
                                       "lee,,no,writers;authors,\r\n")
        refused = self.take(path, code=1)
        self.assertEqual(refused.stderr, "line 3: user 'lee': there is no group 'writers'\n")
        self.assertEqual(refused.stdout, "Users: 1 created, 0 unchanged, 0 updated, 1 refused\n")
        self.assertEqual(self.users("email, is_staff, is_active, last_name", "username = 'kim'"),
                         [("kim@example.org", 1, 1, 'Kim, "K"')])
        self.assertTrue(self.users("password", "username = 'kim'")[0][0].startswith("!"))
        taken = self.take(path, "--create-groups")
        self.assertEqual(taken.stdout, "Users: 1 created, 1 unchanged, 0 updated, 0 refused\n")
        self.assertEqual(rows(self.narvi.database, "SELECT g.name FROM auth_group g JOIN auth_user_groups l ON "
                                                   "l.group_id = g.id JOIN auth_user u ON u.id = l.user_id WHERE "
                                                   "u.username = 'lee' ORDER BY g.name"), [("authors",), ("writers",)])

    def test_clear_passwords_only_when_asked(self):
        path = self.write("users.csv", "username,clear_password\nkim,a kim secret\nlee,a lee secret\nnone,\n")
        before = self.users()
        refused = self.take(path, code=1)
        self.assertIn("clear passwords are taken only with --hash-passwords", refused.stderr)
        self.assertNotIn("secret", refused.stderr + refused.stdout)
        self.assertEqual(self.users(), before)
        self.take(path, "--hash-passwords")
        stored = dict(self.users("username, password"))
        self.assertTrue(stored["kim"].startswith("pbkdf2_sha256$1000$"))
        self.assertTrue(stored["none"].startswith("!"))
        self.assertEqual(self.login(("kim", "a kim secret"), ("lee", "a lee secret"), ("none", "")), [200, 200, 400])
        self.assertIn("3 unchanged", self.take(path, "--hash-passwords").stdout)
        self.assertEqual(dict(self.users("username, password"))["kim"], stored["kim"])

    def test_standard_input_and_warnings(self):
        text = "username,password\nkim,md5$salt$d40497d3861888ac0ef97ad41b2127d7\n"
        done = self.take("-", "--format", "csv", text=text)
        self.assertIn("line 2: user 'kim': warning: password: the algorithm \"md5\"", done.stderr)
        self.assertEqual(self.users("password", "username = 'kim'"),
                         [("md5$salt$d40497d3861888ac0ef97ad41b2127d7",)])

    def test_a_file_that_breaks_off(self):
        objects = [{"model": "auth.user", "fields": {"username": "u%d" % number}} for number in range(3)]
        text = json.dumps(objects)
        path = self.write("dump.json", text[:-20])
        done = self.take(path, code=1)
        self.assertRegex(done.stderr, r"CommandError: line 1: the object does not end\n")
        self.assertIn("Users: 2 created", done.stdout)
        self.write("dump.json", text)
        self.assertIn("Users: 1 created, 2 unchanged", self.take(path).stdout)
        self.assertIn("No such file", self.take("missing.json", code=1).stderr)

    def test_one_bad_row_does_not_take_its_chunk_along(self):
        users = [{"model": "auth.user", "pk": number, "fields": {"username": "u%d" % number}}
                 for number in range(100, 140)]
        users[7]["pk"] = "seven"
        users[9]["fields"]["is_staff"] = "perhaps"
        users[11]["fields"]["username"] = "u110"
        path = self.write("dump.json", json.dumps(users, indent=1))
        done = self.take(path, code=1)
        self.assertIn("user 'u107': its key is not one of this user table", done.stderr)
        self.assertIn("user 'u109': is_staff: true or false was expected", done.stderr)
        self.assertIn("user 'u110': its name belongs to the user with key 110 here", done.stderr)
        self.assertIn("Users: 37 created, 0 unchanged, 0 updated, 3 refused", done.stdout)
        dry = self.take(path, "--dry-run", code=1)
        self.assertIn("0 would be created, 37 unchanged", dry.stdout)

    def test_interrupted_and_taken_up_again(self):
        """Through a pipe that is held open, so that the moment is certain: after the first chunk."""
        read, write = os.pipe()
        process = subprocess.Popen([PROGRAM, "import-users", "-"], cwd=self.narvi.folder.name, text=True, stdin=read,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.narvi.environment)
        os.close(read)
        lines = [json.dumps({"model": "auth.user", "fields": {"username": "u%04d" % number}}) + "\n"
                 for number in range(1100)]
        known = len(self.users())
        with os.fdopen(write, "w", encoding="utf-8") as pipe:
            pipe.write("".join(lines[:600]))
            pipe.flush()
            wait_for(lambda: len(self.users()) == known + 500, "the first chunk is stored")
            process.send_signal(signal.SIGINT)
            pipe.write("".join(lines[600:]))
        output, error = process.communicate(timeout=GIVE_UP)
        self.assertEqual(process.returncode, 1)
        self.assertIn("CommandError: Interrupted after line 1000.", error)
        self.assertIn("the same command again goes on", error)
        self.assertIn("Users: 1000 created", output)
        self.assertEqual(len(self.users()), known + 1000)
        path = self.write("dump.json", "".join(lines))
        self.assertIn("Users: 100 created, 1000 unchanged, 0 updated, 0 refused", self.take(path).stdout)


if __name__ == "__main__":
    unittest.main()
