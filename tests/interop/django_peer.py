#!/usr/bin/python3
"""A real Django process that does what it is told: one JSON object a line on standard input, one answer a line on
standard output. The answer is {"ok": value} or {"error": "ExceptionClass: message"}; the process ends at end of input.

Started with DJANGO_DATABASE_URL and DJANGO_SECRET_KEY (django_site/settings.py). From Python, use Peer.
"""

import contextlib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class PeerError(Exception):
    """The process refused or failed; the text says why, for Django with the name of its exception."""


class LinePeer:
    """The other end of the pipe, for tests: peer("create_user", username="kim", password="...")."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        encoding="utf-8", env=environment)

    def __call__(self, do, **request):
        self.process.stdin.write(json.dumps(dict(request, do=do)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise PeerError("the process ended with %s" % self.process.wait())
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["ok"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Peer(LinePeer):
    """A Django process. `environment`: what django_site/settings.py reads besides."""

    def __init__(self, database_url, secret_key, **environment):
        # -B: no bytecode in the source tree
        super().__init__(
            ["/usr/bin/python3", "-B", os.path.join(HERE, "django_peer.py")],
            dict(os.environ, DJANGO_DATABASE_URL=database_url, DJANGO_SECRET_KEY=secret_key, **environment))


def serve(requests, answers):
    """Answers each request until there are no more."""
    for line in requests:
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            answer = {"ok": VERBS[request.pop("do")](**request)}
        except Exception as error:  # whatever Django throws is an answer
            answer = {"error": "%s: %s" % (type(error).__name__, error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    sys.path.insert(0, HERE)
    os.environ["DJANGO_SETTINGS_MODULE"] = "django_site.settings"
    import django

    django.setup()
    from django_site.verbs import VERBS

    OUT = sys.stdout
    # Whatever Django prints (management commands) must not mix with the answers.
    with contextlib.redirect_stdout(sys.stderr):
        serve(sys.stdin, OUT)
