"""Narvi with the views of same_views.cpp, as a process."""

import os
import subprocess

from narvi_process import narvi_environment
from pg_cluster import free_port


class SameServer:
    """`settings` are those of narvi_environment; `now`: seconds since the epoch, where its clock stands still."""

    def __init__(self, database_url, now, **settings):
        self.port = free_port()
        environment = narvi_environment(database_url, SERVER_LISTEN="127.0.0.1:%d" % self.port, **settings)
        self.process = subprocess.Popen([os.environ["NARVI_INTEROP_VIEWS"], str(now)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)
        if self.process.stdout.readline() != "ready\n":
            raise AssertionError("the views ended with %d" % self.close())

    def close(self):
        """The exit code, which is 0 also to the leak checker."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
            self.process.wait(timeout=60)
            self.process.stdout.close()
        return self.process.returncode
