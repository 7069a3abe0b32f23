"""createsuperuser and changepassword on a terminal."""

import fcntl
import os
import pty
import subprocess
import termios
import unittest

from program import GIVE_UP, PROGRAM, Program, rows


class Terminal:
    """A command on a pseudo-terminal of its own, typed at like a person would."""

    def __init__(self, narvi, *arguments):
        self.master, slave = pty.openpty()
        self.seen = ""
        self.process = subprocess.Popen([PROGRAM, *arguments], cwd=narvi.folder.name, env=narvi.environment,
                                        stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)

    def read(self):
        try:
            data = os.read(self.master, 4096)
        except OSError:  # the other side is closed
            data = b""
        self.seen += data.decode()
        return data

    def answer(self, prompt, text):
        """Waits for the prompt, then types."""
        while not self.seen.endswith(prompt):
            assert self.read(), "ended before %r: %r" % (prompt, self.seen)
        self.seen += "|"
        os.write(self.master, text.encode())

    def end(self):
        """The exit code."""
        while self.read():
            pass
        os.close(self.master)
        return self.process.wait(timeout=GIVE_UP)


class OnATerminal(unittest.TestCase):
    def setUp(self):
        self.narvi = Program()
        self.addCleanup(self.narvi.close)

    def login(self, username, password):
        self.narvi.start()
        try:
            return self.narvi.login(username, password).status
        finally:
            self.assertEqual(self.narvi.stop(), 0)

    def users(self):
        return [name for name, in rows(self.narvi.database, "SELECT username FROM auth_user ORDER BY id")]

    def test_createsuperuser(self):
        terminal = Terminal(self.narvi, "createsuperuser")
        terminal.answer(": ", "alice\n")  # the prompt may offer the system's user
        while "already taken" not in terminal.seen:
            self.assertTrue(terminal.read())
        terminal.answer(": ", "kim\n")
        terminal.answer("Email address: ", "Kim@EXAMPLE.org\n")
        terminal.answer("Password: ", "first words\n")
        terminal.answer("Password (again): ", "other words\n")
        terminal.answer("Password: ", "  \n")
        terminal.answer("Password (again): ", "  \n")
        terminal.answer("Password: ", "right words\n")
        terminal.answer("Password (again): ", "right words\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("Error: That username is already taken.", terminal.seen)
        self.assertIn("Error: Your passwords didn't match.", terminal.seen)
        self.assertIn("Error: Blank passwords aren't allowed.", terminal.seen)
        self.assertIn("Superuser created successfully.", terminal.seen)
        self.assertNotIn("words", terminal.seen.replace("passwords", ""))  # nothing typed is shown
        self.assertEqual(rows(self.narvi.database, "SELECT email, is_staff, is_superuser, is_active FROM auth_user "
                                                   "WHERE username = 'kim'"), [("Kim@example.org", 1, 1, 1)])
        self.assertEqual(self.login("kim", "right words"), 200)

    def test_interrupting_it(self):
        before = self.users()
        steps = [("Username: ", "kim\n"), ("Email address: ", "\n"), ("Password: ", "words\n"),
                 ("Password (again): ", "words\n")]
        self.narvi.environment["NARVI_COMPAT_DJANGO"] = "5.2"
        for interrupted in range(len(steps)):
            with self.subTest(steps[interrupted][0]):
                terminal = Terminal(self.narvi, "createsuperuser")
                for number, (prompt, text) in enumerate(steps[:interrupted + 1]):
                    # The name's prompt offers the system's user if it is free.
                    terminal.answer(prompt if number else ": ", "\x03" if number == interrupted else text)
                self.assertEqual(terminal.end(), 1)
                self.assertIn("Operation cancelled.", terminal.seen)
                self.assertEqual(self.users(), before)

    def test_default_name_is_that_of_the_system_user_in_plain_letters(self):
        self.narvi.environment["LOGNAME"] = "J\u00falia K"
        terminal = Terminal(self.narvi, "createsuperuser", "--email", "j@example.org")
        terminal.answer("Username (leave blank to use 'juliak'): ", "\n")
        terminal.answer("Password: ", "right words\n")
        terminal.answer("Password (again): ", "right words\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("juliak", self.users())
        for taken_or_invalid in ("juliak", "a/b", "\u65e5\u672c"):
            self.narvi.environment["LOGNAME"] = taken_or_invalid
            terminal = Terminal(self.narvi, "createsuperuser")
            terminal.answer("Username: ", "\x03")
            self.assertEqual(terminal.end(), 1)
            self.assertIn("Operation cancelled.", terminal.seen)

    def test_fields_are_checked_one_by_one(self):
        terminal = Terminal(self.narvi, "createsuperuser", "--username", "alice")
        terminal.answer(": ", "a b\n")  # alice is taken: asked for
        while "Enter a valid username." not in terminal.seen:
            self.assertTrue(terminal.read())
        terminal.answer(": ", "kim\n")
        terminal.answer("Email address: ", "nowhere\n")
        terminal.answer("Email address: ", "\n")
        terminal.answer("Password: ", "right words\n")
        terminal.answer("Password (again): ", "right words\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("Error: That username is already taken.", terminal.seen)
        self.assertIn("Error: Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ "
                      "characters.", terminal.seen)
        self.assertIn("Error: Enter a valid email address.", terminal.seen)
        self.assertEqual(rows(self.narvi.database, "SELECT email FROM auth_user WHERE username = 'kim'"), [("",)])

    def test_a_weak_password_only_if_it_is_wanted(self):
        self.narvi.environment["NARVI_AUTH_AUTH_PASSWORD_VALIDATORS"] = (
            "UserAttributeSimilarityValidator,MinimumLengthValidator,NumericPasswordValidator")
        terminal = Terminal(self.narvi, "createsuperuser", "--username", "kimberley", "--email", "k@example.org")
        terminal.answer("Password: ", "123\n")
        terminal.answer("Password (again): ", "123\n")
        terminal.answer("Bypass password validation and create user anyway? [y/N]: ", "n\n")
        terminal.answer("Password: ", "kimberley1\n")
        terminal.answer("Password (again): ", "kimberley1\n")
        terminal.answer("Bypass password validation and create user anyway? [y/N]: ", "y\n")
        self.assertEqual(terminal.end(), 0)
        for message in ("This password is too short. It must contain at least 8 characters.",
                        "This password is entirely numeric.", "The password is too similar to the username."):
            self.assertIn(message, terminal.seen)
        self.assertEqual(self.login("kimberley", "kimberley1"), 200)

    def test_changepassword_with_validators(self):
        self.narvi.environment["NARVI_AUTH_AUTH_PASSWORD_VALIDATORS"] = "MinimumLengthValidator,NumericPasswordValidator"
        terminal = Terminal(self.narvi, "changepassword", "alice")
        terminal.answer("Password: ", "123\n")
        terminal.answer("Password (again): ", "123\n")
        terminal.answer("Password: ", "p\u00e4ssw\u00f6rter\n")
        terminal.answer("Password (again): ", "p\u00e4ssw\u00f6rter\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("It must contain at least 8 characters.\r\nThis password is entirely numeric.", terminal.seen)
        self.assertEqual(self.login("alice", "p\u00e4ssw\u00f6rter"), 200)

    def test_changepassword_without_an_answer(self):
        for answers in (("\n",), ("\x03",), ("new words\n", "\n")):
            with self.subTest(answers):
                terminal = Terminal(self.narvi, "changepassword", "alice")
                for prompt, answer in zip(("Password: ", "Password (again): "), answers):
                    terminal.answer(prompt, answer)
                self.assertEqual(terminal.end(), 1)
                self.assertIn("CommandError: aborted", terminal.seen)
        self.assertEqual(self.login("alice", "wonderland"), 200)

    def test_changepassword_of_the_system_user(self):
        self.narvi.environment["LOGNAME"] = "alice"
        terminal = Terminal(self.narvi, "changepassword")
        terminal.answer("Password: ", "\n")
        self.assertEqual(terminal.end(), 1)
        self.assertIn("Changing password for user 'alice'", terminal.seen)

    def test_changepassword(self):
        terminal = Terminal(self.narvi, "changepassword", "alice")
        terminal.answer("Password: ", "one words\n")
        terminal.answer("Password (again): ", "two words\n")
        terminal.answer("Password: ", "new words\n")
        terminal.answer("Password (again): ", "new words\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("Changing password for user 'alice'", terminal.seen)
        self.assertIn("Passwords do not match. Please try again.", terminal.seen)
        self.assertIn("Password changed successfully for user 'alice'", terminal.seen)
        self.assertNotIn(" words", terminal.seen)
        self.assertEqual(self.login("alice", "new words"), 200)
        self.assertEqual(self.login("alice", "wonderland"), 400)

    def test_three_mismatches_end_it(self):
        terminal = Terminal(self.narvi, "changepassword", "alice")
        for number in range(3):
            terminal.answer("Password: ", "a%d\n" % number)
            terminal.answer("Password (again): ", "b%d\n" % number)
        self.assertEqual(terminal.end(), 1)
        self.assertIn("CommandError: Aborting password change for user 'alice' after 3 attempts", terminal.seen)
        self.assertEqual(self.login("alice", "wonderland"), 200)


if __name__ == "__main__":
    unittest.main()
