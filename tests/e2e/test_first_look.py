"""packaging/run-local.sh: what `./dev run` prints works as printed."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from program import GIVE_UP, HERE, PROGRAM, free_port


class FirstLook(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="narvi-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.makedirs(os.path.join(self.folder, "build", "release"))
        os.symlink(PROGRAM, os.path.join(self.folder, "build", "release", "narvi"))
        os.mkdir(os.path.join(self.folder, "packaging"))
        shutil.copy(os.path.join(HERE, "..", "..", "packaging", "run-local.sh"), os.path.join(self.folder, "packaging"))
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("NARVI_")}
        self.environment.update(NARVI_SERVER_LISTEN="127.0.0.1:%d" % free_port(), NARVI_LOG_ACCESS_LOG="none")

    def start(self):
        """The running script and all that it printed until it served."""
        process = subprocess.Popen(["packaging/run-local.sh"], cwd=self.folder, env=self.environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        printed = []
        for line in process.stdout:
            printed.append(line)
            if " info serving " in line:
                return process, "".join(printed)
        self.fail("".join(printed))

    def stop(self, process):
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=GIVE_UP), 0)

    def run_printed(self, printed):
        """Runs each command in turn; the bodies and heads of the answers."""
        text = printed.split("Try, in another terminal:\n")[1].split("  Serving on")[0].replace("\\\n", "")
        commands = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
        outputs = []
        for command in commands:
            done = subprocess.run(["bash", "-c", command], cwd=self.folder, text=True, capture_output=True, check=False,
                                  env=self.environment)
            self.assertEqual(done.returncode, 0, command + done.stderr)
            outputs.append(done.stdout)
        return outputs

    def test_two_starts(self):
        process, printed = self.start()
        password = re.search(r"This is the only time the password is shown:\n\n"
                             r"      user name  admin\n      password   ([A-Za-z0-9]{16})\n", printed)[1]
        health, login, logout, usage = self.run_printed(printed)
        self.assertIn("HTTP/1.1 200 OK", health)
        self.assertIn("HTTP/1.1 200 OK", login)
        self.assertIn('{"detail":"Session login successful."}', login)
        self.assertIn("HTTP/1.1 200 OK", logout)
        self.assertIn("Set-Cookie: sessionid=", logout)  # so somebody was logged in
        self.assertIn('{"detail":"Session logout successful."}', logout)
        self.assertIn("Usage: narvi COMMAND", usage)
        self.stop(process)
        state = os.path.join(self.folder, ".run")
        self.assertEqual(os.stat(state).st_mode & 0o077, 0)
        self.assertEqual(sorted(os.listdir(state)), ["administrator", "narvi.db", "narvi.secret"])

        process, printed = self.start()
        self.assertNotIn(password, printed)
        self.assertNotIn("administrator was created", printed)
        login = self.run_printed(printed.replace("the password shown at the first start", password))[1]
        self.assertIn('{"detail":"Session login successful."}', login)
        self.stop(process)


if __name__ == "__main__":
    unittest.main()
