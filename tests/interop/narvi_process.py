"""The real program as a process: configured by its environment, ready when it says so, ended by its own pid."""

import http.client
import json
import os
import signal
import subprocess
import tempfile
import time

from django_peer import LinePeer
from pg_cluster import free_port
from places import SECRET_KEY

PROGRAM = os.environ.get("NARVI_PROGRAM", "")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read().decode()
        self.cookies = {}
        for line in response.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value.strip('"')

    def json(self):
        return json.loads(self.body)


def narvi_environment(database_url, **settings):
    """`settings` are environment variables without their prefix: {"COMPAT_DJANGO": "3.2"}."""
    # The program refuses NARVI_ variables that are no settings, so those of the test run stay here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NARVI_")}
    environment.update({
        "NARVI_DATABASE_URL": database_url,
        "NARVI_SECURITY_SECRET_KEY": SECRET_KEY,
        "NARVI_COMPAT_DJANGO": "3.2",
        "NARVI_LOG_LEVEL": "warning",
        "NARVI_LOG_ACCESS_LOG": "none",
    })
    environment.update({"NARVI_" + name: value for name, value in settings.items()})
    return environment


class NarviVerbs(LinePeer):
    """Narvi's accounts without a door: answers the verbs of django_site/verbs.py that concern values and rows."""

    def __init__(self, database_url, **settings):
        super().__init__([os.environ["NARVI_INTEROP_ACCOUNTS"]], narvi_environment(database_url, **settings))


class Narvi:
    """`settings` are those of narvi_environment."""

    def __init__(self, database_url, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="narvi-process-")
        self.port = free_port()
        self.process = None
        self.environment = narvi_environment(
            database_url, **{"SERVER_LISTEN": "127.0.0.1:%d" % self.port, **settings})

    def command(self, *arguments, **environment):
        """Runs one command to its end."""
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder.name, text=True, capture_output=True, check=False,
                              stdin=subprocess.DEVNULL, env=dict(self.environment, **environment))

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "serve"], cwd=self.folder.name, stdin=subprocess.DEVNULL,
                                        env=self.environment)
        while True:
            if self.process.poll() is not None:
                raise AssertionError("narvi serve ended with %d" % self.process.returncode)
            try:
                if self.request("GET", "/readyz").status == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.02)

    def stop(self):
        """The graceful end. The exit code, which is 0 also to the leak checker."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process = None
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def close(self):
        if self.process is not None:
            self.kill()
        self.folder.cleanup()

    def request(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def login(self, username, password, headers=None):
        body = json.dumps({"username": username, "password": password})
        return self.request("POST", "/auth-session/", dict(headers or {}, **{"Content-Type": "application/json"}), body)

    def logout(self, session, csrf=None):
        cookie = "sessionid=" + session
        headers = {}
        if csrf is not None:
            cookie += "; csrftoken=" + csrf
            headers["X-CSRFToken"] = csrf
        return self.request("DELETE", "/auth-session/", dict(headers, Cookie=cookie))

    def session_lives(self, session):
        """A DELETE without CSRF token is refused for a living session and harmless for a dead one."""
        return self.logout(session).status == 403
