"""Where interop tests put their databases: the same test class runs on SQLite and on PostgreSQL (on_both_engines)."""

import atexit
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import schema
from django_peer import Peer
from pg_cluster import PgCluster

SECRET_KEY = "interop-secret-key-0123456789-abcdefghijklmnopqrstuvwxyz"


class SqlitePlace:
    """A database file in a folder of its own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="narvi-interop-")
        self.path = os.path.join(self.folder, "site.db")
        self.url = "sqlite:" + self.path

    def schema(self):
        return schema.sqlite_schema(self.path)

    def rows(self, sql):
        return schema.sqlite_rows(self.path, sql)

    def execute(self, sql):
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(sql)

    def exact_dump(self):
        """Everything that a change of the schema would change."""
        return schema.sqlite_rows(self.path, "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master")

    def close(self):
        shutil.rmtree(self.folder)


class PostgresPlace:
    """A database of its own in the program's one cluster."""

    cluster = None

    def __init__(self):
        if PostgresPlace.cluster is None:
            PostgresPlace.cluster = PgCluster()
            PostgresPlace.cluster.start()
            atexit.register(PostgresPlace.cluster.stop)
        self.name = self.cluster.create_database()
        self.url = self.cluster.url(self.name)

    def schema(self):
        with contextlib.closing(self.cluster.connect(self.name)) as connection:
            return schema.postgres_schema(connection)

    def rows(self, sql):
        with contextlib.closing(self.cluster.connect(self.name)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def execute(self, sql):
        with contextlib.closing(self.cluster.connect(self.name)) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)

    def exact_dump(self):
        return schema.postgres_dump(self.url)

    def close(self):
        pass  # goes with the cluster


def on_both_engines(test_class):
    """Class decorator: replaces an abstract test class by one for each engine, with `self.new_place()`."""
    module = sys.modules[test_class.__module__]
    for place in (SqlitePlace, PostgresPlace):
        name = test_class.__name__ + place.__name__.replace("Place", "")
        setattr(module, name, type(name, (test_class,), {"place_class": place, "__module__": test_class.__module__}))
    return None


class Places:
    """Mixin of unittest.TestCase: databases and Django processes that go with the test."""

    place_class = None

    def new_place(self):
        place = self.place_class()
        self.addCleanup(place.close)
        return place

    def new_peer(self, place, **environment):
        peer = Peer(place.url, SECRET_KEY, **environment)
        self.addCleanup(peer.close)
        return peer


def narvi_migrate_command(place, *options):
    """Narvi's migrate for a database. NARVI_INTEROP_MIGRATE names the program; without it nothing can be tested."""
    return [os.environ["NARVI_INTEROP_MIGRATE"], place.url, *options]


def narvi_migrate(place, *options):
    """Runs Narvi's migrate and returns the lines it printed. Fails if it failed."""
    done = subprocess.run(narvi_migrate_command(place, *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True)
    if done.returncode != 0:
        raise AssertionError("narvi migrate ended with %d: %s" % (done.returncode, done.stderr))
    return done.stdout.splitlines()
