"""A real Redis for the end-to-end tests: a temporary folder, a unix socket, nothing kept, ended by its own pid."""

import os
import signal
import socket
import subprocess
import tempfile

from program import wait_for


class RedisServer:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="narvi-e2e-redis-")
        self.path = os.path.join(self.folder.name, "redis.sock")
        self.process = None

    @property
    def url(self):
        return "unix:" + self.path

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.path, "--save", "", "--dir", self.folder.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait_for(self.answers, "Redis answers")
        return self

    def answers(self):
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(self.path)
                client.sendall(b"PING\r\n")
                return client.recv(100) == b"+PONG\r\n"
            except OSError:
                return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def close(self):
        if self.process is not None:
            self.kill()
        self.folder.cleanup()


def running_redis(case):
    server = RedisServer()
    case.addCleanup(server.close)
    return server.start()
