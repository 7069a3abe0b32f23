"""The completion scripts, in the shells that are installed."""

import os
import shutil
import subprocess
import tempfile
import unittest

from program import PROGRAM


def script(shell, folder):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NARVI_", "DJANGO_"))}
    done = subprocess.run([PROGRAM, "completion", shell], cwd=folder, env=clean, text=True, capture_output=True,
                          check=True)
    path = os.path.join(folder, "narvi." + shell)
    with open(path, "w", encoding="utf-8") as file:
        file.write(done.stdout)
    return path


class Completion(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="narvi-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def complete(self, *words):
        """What bash offers for the last of `words`."""
        program = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _narvi; '
                   'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "--norc", "-c", program, "bash", self.script, "narvi", *words], cwd=self.folder,
                              text=True, capture_output=True, check=False)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash(self):
        self.script = script("bash", self.folder)
        subprocess.run(["bash", "-n", self.script], check=True)
        first = self.complete("")
        self.assertLessEqual({"serve", "migrate", "users", "createsuperuser", "help", "--version"}, set(first))
        self.assertEqual(len(first), len(set(first)))
        self.assertEqual(self.complete("impo"), ["import-users"])
        self.assertEqual(set(self.complete("users", "")),
                         {"list", "show", "activate", "deactivate", "delete", "--help"})
        self.assertEqual(self.complete("users", "sh"), ["show"])
        self.assertEqual(self.complete("users", "list", "--act"), ["--active"])
        self.assertEqual(self.complete("--config", "x.toml", "users", "list", "--se"), ["--search"])
        self.assertEqual(self.complete("completion", ""), ["bash", "zsh", "fish"])
        self.assertEqual(self.complete("import-users", "--format", ""), ["csv", "json"])
        self.assertEqual(self.complete("import-users", "--format", "="), ["csv", "json"])
        self.assertEqual(self.complete("import-users", "--format", "=", "j"), ["json"])
        self.assertEqual(self.complete("import-users", "--model", ""), [])
        self.assertEqual(self.complete("help", "users", "de"), ["deactivate", "delete"])
        self.assertEqual(self.complete("import-users", "narvi.b"), ["narvi.bash"])
        self.assertEqual(self.complete("serve", "--config", "narvi.b"), ["narvi.bash"])
        self.assertEqual(self.complete("serve", "--config", "=", "narvi.b"), ["narvi.bash"])

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh(self):
        subprocess.run(["zsh", "-n", script("zsh", self.folder)], check=True)

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        subprocess.run(["fish", "--no-execute", script("fish", self.folder)], check=True)

    def test_every_command_stands_in_every_script(self):
        for shell in ("bash", "zsh", "fish"):
            with open(script(shell, self.folder), encoding="utf-8") as file:
                text = file.read()
            for word in ("serve", "createuser", "import-users", "deactivate", "hash-passwords"):
                self.assertIn(word, text)


if __name__ == "__main__":
    unittest.main()
