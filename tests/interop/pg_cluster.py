"""A real PostgreSQL server for the interop tests: temporary folder, free loopback port, stopped by its own pid."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg2

PROGRAMS = "/usr/lib/postgresql/15/bin"


def free_port():
    """A loopback port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class PgCluster:
    """Use as a context manager, or call start() and stop()."""

    def __init__(self):
        self.folder = None
        self.port = None
        self.server = None
        self.databases = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.folder = tempfile.mkdtemp(prefix="narvi-interop-pg-")
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        data = os.path.join(self.folder, "data")
        try:
            subprocess.run(
                self._command("initdb", "--pgdata=" + data, "--username=postgres", "--auth=trust",
                              "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                check=True, cwd=self.folder, stdout=subprocess.DEVNULL)
            self.port = free_port()
            with open(os.path.join(self.folder, "log"), "w", encoding="utf-8") as log:
                self.server = subprocess.Popen(
                    self._command("postgres", "-D", data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                                  "-c", "unix_socket_directories=", "-c", "fsync=off"),
                    cwd=self.folder, stdout=log, stderr=log)
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait()
            self.server = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def create_database(self):
        """Creates an empty database under a fresh name and returns the name."""
        self.databases += 1
        name = "interop_%d" % self.databases
        with contextlib.closing(self.connect("postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE " + name)
        return name

    def connect(self, database):
        return psycopg2.connect(host="127.0.0.1", port=self.port, user="postgres", dbname=database)

    def url(self, database):
        return "postgresql://postgres@127.0.0.1:%d/%s" % (self.port, database)

    @staticmethod
    def _command(program, *arguments):
        command = [os.path.join(PROGRAMS, program), *arguments]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command[:0] = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                           "--pdeathsig=QUIT", "--"]
        return command

    def _wait_until_ready(self):
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg2.OperationalError as error:
                if self.server.poll() is not None:
                    with open(os.path.join(self.folder, "log"), encoding="utf-8") as log:
                        raise RuntimeError("PostgreSQL did not start: " + log.read()) from error
                time.sleep(0.02)
