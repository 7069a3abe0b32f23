"""The guide's pages that are to be copied line by line, copied line by line: their `sh` blocks run in one shell in an
empty folder, and each command of a `console` block prints what the page shows. Ports are free ones instead of 8000."""

import os
import re
import signal
import subprocess
import tempfile
import unittest

from program import HERE, PROGRAM, free_port

GUIDE = os.path.join(HERE, "..", "..", "docs", "guide")
PORTS = ("8000", "8001", "8002", "8080", "9092")
LIMIT = 240  # seconds for a page on a busy machine; a few are enough
MARK = "-- step %d --"

# What differs from run to run. A token, id or instant that is shown twice has to be the same one twice.
CHANGES = (
    r"[0-9a-f]{64}",
    r"[0-9a-f]{40}",
    r"(?:session|authtoken|knox|durin)-[A-Za-z0-9_-]{22}",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z",
    r"Date: [^\n]+",
)
# These may be the same or not.
MINUTE = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}\b"


def steps(text):
    """(commands, shown) in their order; `shown` is None for a block whose output the page does not show."""
    for kind, block in re.findall(r"(?ms)^```(sh|console)\n(.*?)^```$", text):
        if kind == "sh":
            yield block, None
            continue
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            lines = part.split("\n")
            more = 1
            while lines[more].startswith("> "):
                lines[more] = lines[more][2:]
                more += 1
            yield "\n".join(lines[:more]) + "\n", "\n".join(lines[more:])


def pattern(shown):
    """The regular expression of what a page shows."""
    pieces, seen, at = [], {}, 0
    for found in re.finditer("|".join(CHANGES + (MINUTE,)), shown):
        pieces.append(re.escape(shown[at:found.start()]))
        at = found.end()
        if re.fullmatch(MINUTE, found[0]):
            pieces.append(MINUTE)
            continue
        name = seen.get(found[0])
        if name is not None:
            pieces.append("(?P=%s)" % name)
            continue
        seen[found[0]] = name = "same%d" % len(seen)
        general = next(change for change in CHANGES if re.fullmatch(change, found[0]))
        pieces.append("(?P<%s>%s)" % (name, general))
    return "".join(pieces) + re.escape(shown[at:])


class Page:
    """One page in a folder of its own."""

    def __init__(self, name):
        with open(os.path.join(GUIDE, name), encoding="utf-8") as file:
            self.steps = list(steps(file.read()))
        self.ports = {port: str(free_port()) for port in PORTS}

    def script(self):
        lines = []
        for number, (commands, shown) in enumerate(self.steps):
            lines += ["echo '%s'" % (MARK % number), "set -e" if shown is None else "set +e", commands]
        text = "\n".join(lines + ["echo '%s'" % (MARK % len(self.steps))])
        return re.sub("|".join(r"\b%s\b" % port for port in self.ports), lambda found: self.ports[found[0]], text)

    def run(self, folder):
        """What each step printed; fewer than there are steps if one failed."""
        os.mkdir(os.path.join(folder, "bin"))
        os.symlink(PROGRAM, os.path.join(folder, "bin", "narvi"))
        os.mkdir(os.path.join(folder, "empty"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("NARVI_", "DJANGO_"))}
        environment["PATH"] = os.path.join(folder, "bin") + ":/usr/bin:/bin:/usr/sbin:/sbin"
        output = os.path.join(folder, "output")
        with open(output, "wb") as file:
            shell = subprocess.Popen(["bash", "-c", self.script()], cwd=os.path.join(folder, "empty"), env=environment,
                                     stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                                     start_new_session=True)
            try:
                shell.wait(timeout=LIMIT)
            except subprocess.TimeoutExpired:
                pass  # the output shows how far it came
            finally:
                self.end(shell)
        with open(output, encoding="utf-8") as file:
            text = file.read()
        for port, free in self.ports.items():
            text = text.replace(":" + free, ":" + port)
        return re.split(r"(?m)^-- step \d+ --\n", text)[1:]

    @staticmethod
    def end(shell):
        """The shell and whatever it left in its session."""
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        shell.wait()


class Guides(unittest.TestCase):
    def check(self, name, fewest):
        page = Page(name)
        with tempfile.TemporaryDirectory(prefix="narvi-guide-") as folder:
            os.chmod(folder, 0o755)
            printed = page.run(folder)
        shown = 0
        for (commands, wanted), output in zip(page.steps, printed):
            if wanted is not None:
                shown += 1
                with self.subTest(commands=commands):
                    self.assertRegex(output.replace("\r", ""), r"\A" + pattern(wanted) + r"\Z", commands)
        self.assertEqual(len(printed), len(page.steps) + 1, "ended early: " + "\n".join(printed[-2:]))
        self.assertGreaterEqual(shown, fewest)

    def test_all_sessions(self):
        self.check("all-sessions.md", 10)

    def test_apache(self):
        self.check("apache.md", 6)

    def test_caddy(self):
        self.check("caddy.md", 6)

    def test_durin(self):
        self.check("durin.md", 13)

    def test_forward_auth(self):
        self.check("forward-auth.md", 3)

    def test_from_drf(self):
        self.check("from-drf.md", 12)

    def test_haproxy(self):
        self.check("haproxy.md", 6)

    def test_knox(self):
        self.check("knox.md", 9)

    def test_nginx(self):
        self.check("nginx.md", 6)

    def test_protect_with_sessions(self):
        self.check("protect-with-sessions.md", 10)

    def test_protect_with_tokens(self):
        self.check("protect-with-tokens.md", 8)

    def test_tokens(self):
        self.check("tokens.md", 9)


if __name__ == "__main__":
    unittest.main()
