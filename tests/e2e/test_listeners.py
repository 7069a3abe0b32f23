"""Where the program listens: several addresses, unix sockets, sockets of a service manager."""

import os
import signal
import socket
import stat
import sys
import unittest

from program import Program, free_port
from wire import Wire, get, post

LOGIN = '{"username": "alice", "password": "wonderland"}'
# What systemd does: the socket becomes descriptor 3, and the environment names the process that is meant.
LAUNCHER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


class Addresses(unittest.TestCase):
    def on_unix_socket(self, **settings):
        program = Program(SERVER_LISTEN="", **settings)
        self.addCleanup(program.close)
        path = os.path.join(program.folder.name, "narvi.sock")
        program.environment["NARVI_SERVER_LISTEN"] = "unix:" + path
        return program, path

    def test_several_at_once(self):
        program = Program()
        self.addCleanup(program.close)
        path, other = os.path.join(program.folder.name, "narvi.sock"), free_port()
        program.environment["NARVI_SERVER_LISTEN"] += ",unix:%s,127.0.0.1:%d" % (path, other)
        program.start()
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660)
        for wire in (Wire.to(program.port), Wire.to(other), Wire.to_unix(path)):
            with wire:
                self.assertEqual(wire.ask(get("/healthz")).status, 200)
                self.assertEqual(wire.ask(post("/auth-session/", LOGIN)).status, 200)
        self.assertEqual(program.stop(), 0)
        self.assertFalse(os.path.exists(path))

    def test_a_socket_file_that_a_crash_left_is_replaced(self):
        program, path = self.on_unix_socket(SERVER_SOCKET_MODE="0600")
        program.start()
        program.kill()
        self.assertTrue(os.path.exists(path))
        os.unlink(program.errors)
        program.start()
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with Wire.to_unix(path) as wire:
            self.assertEqual(wire.ask(get("/readyz")).status, 200)

    def test_an_address_in_use_stops_the_start(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            program = Program(SERVER_LISTEN=address)
            self.addCleanup(program.close)
            done = program.command("serve")
        self.assertEqual(done.returncode, 1)
        self.assertIn("narvi: listen %s: bind: Address already in use" % address, done.stderr)

    def test_a_peer_on_a_trusted_unix_socket_speaks_for_its_client(self):
        program, path = self.on_unix_socket(SERVER_TRUSTED_PROXIES="unix", SECURITY_SSL_REDIRECT="true",
                                            SECURITY_PROXY_SSL_HEADER="X-Forwarded-Proto: https")
        program.start()
        with Wire.to_unix(path) as wire:
            self.assertEqual(wire.ask(post("/auth-session/", LOGIN)).status, 301)
            self.assertEqual(wire.ask(post("/auth-session/", LOGIN, "X-Forwarded-Proto: https")).status, 200)


class ServiceManager(unittest.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.addCleanup(self.listener.close)
        self.program = Program(SERVER_LISTEN="systemd")
        self.addCleanup(self.program.close)
        self.notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.notified.close)
        self.notified.settimeout(60)
        path = os.path.join(self.program.folder.name, "notify")
        self.notified.bind(path)
        self.program.environment["NOTIFY_SOCKET"] = path

    def start(self):
        descriptor = self.listener.fileno()
        launcher = [sys.executable, "-c", LAUNCHER, str(descriptor)]
        return self.program.start(launcher, pass_fds=[descriptor])

    def connect(self):
        return Wire.to(self.listener.getsockname()[1])

    def heard(self):
        return self.notified.recv(4096).decode()

    def test_it_is_told_of_start_reload_and_stop(self):
        self.start()
        self.assertEqual(self.heard(), "READY=1")
        with self.connect() as wire:
            self.assertEqual(wire.ask(post("/auth-session/", LOGIN)).status, 200)
        self.program.begin_stop(signal.SIGHUP)
        self.assertIn("RELOADING=1", self.heard())
        self.assertEqual(self.heard(), "READY=1")
        self.program.begin_stop()
        self.assertEqual(self.heard(), "STOPPING=1")
        self.assertEqual(self.program.end(), 0)

    def test_a_restart_refuses_no_connection(self):
        self.start()
        self.assertEqual(self.program.stop(), 0)
        with self.connect() as early:
            early.send(post("/auth-session/", LOGIN))
            os.unlink(self.program.errors)
            self.start()
            self.assertEqual(early.reply().status, 200)

    def test_no_socket_handed_over(self):
        done = self.program.command("serve")
        self.assertEqual(done.returncode, 1)
        self.assertIn("listen systemd: the service manager handed over no socket", done.stderr)


if __name__ == "__main__":
    unittest.main()
