"""The real program for the end-to-end tests: on an SQLite file of its own with known users, its standard error kept,
on whatever addresses a test wants. Conditions are awaited, and never for longer than a minute."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

from narvi_process import PROGRAM, Narvi  # noqa: E402
from pg_cluster import free_port  # noqa: E402

VECTORS = os.path.join(HERE, "..", "contracts", "vectors")
TABLES = ("auth_user", "auth_group", "django_session")
GIVE_UP = 60


def vectors(name):
    with open(os.path.join(VECTORS, name), encoding="utf-8") as file:
        return json.load(file)


FIXTURES = vectors("drf_fixtures.json")


def wait_for(condition, what):
    """Returns the first true value of `condition`."""
    end = time.monotonic() + GIVE_UP
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError("waited in vain: " + what)


def load_fixtures(path):
    """Replaces the rows of the fixtures' tables."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        for table in reversed(TABLES):
            database.execute("DELETE FROM " + table)
        for table in TABLES:
            for row in FIXTURES["tables"][table]:
                database.execute("INSERT INTO %s (%s) VALUES (%s)" % (table, ", ".join(row), ", ".join("?" * len(row))),
                                 list(row.values()))


def rows(path, sql, *parameters):
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        return database.execute(sql, parameters).fetchall()


class Template:
    """One migrated file with the fixtures, made once and copied for each program."""

    folder = None

    @classmethod
    def path(cls):
        if cls.folder is None:
            folder = tempfile.TemporaryDirectory(prefix="narvi-e2e-")
            path = os.path.join(folder.name, "site.db")
            environment = {name: value for name, value in os.environ.items() if not name.startswith("NARVI_")}
            subprocess.run([PROGRAM, "migrate"], env=dict(environment, NARVI_DATABASE_URL="sqlite:" + path),
                           cwd=folder.name, check=True, stdout=subprocess.DEVNULL)
            load_fixtures(path)
            cls.folder = folder
        return os.path.join(cls.folder.name, "site.db")


class Program(Narvi):
    """Settings are environment variables without their prefix, as in Narvi. Without a database URL the program gets
    the fixtures: alice's password is wonderland. With `LISTEN=None` the default of the settings rules."""

    def __init__(self, database_url=None, **settings):
        super().__init__(database_url or "", **dict(
            {"AUTH_PBKDF2_ITERATIONS": "1000", "SERVER_THREADS": "2", "LOG_LEVEL": "info"}, **settings))
        self.database = None
        if database_url is None:
            self.database = os.path.join(self.folder.name, "site.db")
            shutil.copy(Template.path(), self.database)
            self.environment["NARVI_DATABASE_URL"] = "sqlite:" + self.database
        self.ready_by_http = settings.get("SERVER_LISTEN") is None
        self.errors = os.path.join(self.folder.name, "stderr")
        self.metrics_port = None

    def with_metrics(self):
        self.metrics_port = free_port()
        self.environment["NARVI_SERVER_METRICS_LISTEN"] = "127.0.0.1:%d" % self.metrics_port
        return self

    def start(self, launcher=(), **popen):
        with open(self.errors, "ab") as errors, open(self.errors.replace("stderr", "stdout"), "ab") as output:
            self.process = subprocess.Popen([*launcher, PROGRAM, "serve"], cwd=self.folder.name, stderr=errors,
                                            stdout=output, stdin=subprocess.DEVNULL, env=self.environment, **popen)
        wait_for(self.is_serving, "narvi serves")
        return self

    def is_serving(self):
        if self.process.poll() is not None:
            raise AssertionError("narvi serve ended with %d: %s" % (self.process.returncode, self.log()))
        if not self.ready_by_http:
            return " serving" in self.log()
        try:
            return self.request("GET", "/readyz").status == 200
        except OSError:
            return False

    def log(self):
        with open(self.errors, encoding="utf-8") as file:
            return file.read()

    def begin_stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def end(self):
        """The exit code, once it has ended by itself."""
        code = self.process.wait(timeout=GIVE_UP)
        self.process = None
        return code

    def metrics(self):
        """Name with labels -> value."""
        text = self.metrics_text()
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1])
                for line in text.splitlines() if not line.startswith("#")}

    def metrics_text(self):
        with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % self.metrics_port) as answer:
            return answer.read().decode()


def running(case, database_url=None, **settings):
    """A started program that goes with the test case, an instance or a class."""
    program = Program(database_url, **settings)
    add = case.addClassCleanup if isinstance(case, type) else case.addCleanup
    add(program.close)
    return program.start()
