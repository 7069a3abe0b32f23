"""TLS by the program itself, and new certificates without a restart."""

import os
import signal
import socket
import ssl
import subprocess
import unittest
import warnings

from program import Program, wait_for
from wire import Wire, get, post

LOGIN = '{"username": "alice", "password": "wonderland"}'


def make_certificate(folder, name):
    """Writes tls.pem and tls.key; returns the certificate's DER bytes."""
    certificate, key = os.path.join(folder, "tls.pem"), os.path.join(folder, "tls.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=" + name, "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    with open(certificate, encoding="ascii") as file:
        return ssl.PEM_cert_to_DER_cert(file.read())


class Tls(unittest.TestCase):
    def setUp(self):
        self.narvi = Program()
        self.addCleanup(self.narvi.close)
        self.narvi.ready_by_http = False
        self.folder = self.narvi.folder.name
        self.first = make_certificate(self.folder, "first")
        self.narvi.environment.update(NARVI_SERVER_TLS_CERTIFICATE=os.path.join(self.folder, "tls.pem"),
                                      NARVI_SERVER_TLS_KEY=os.path.join(self.folder, "tls.key"))

    def connect(self, **versions):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what we ask for
            for name, version in versions.items():
                setattr(context, name, version)
        return Wire(context.wrap_socket(socket.create_connection(("127.0.0.1", self.narvi.port))))

    def shown(self):
        with self.connect() as wire:
            return wire.socket.getpeercert(binary_form=True)

    def test_logins_over_tls(self):
        self.narvi.start()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.connect(minimum_version=version, maximum_version=version) as wire:
                for _ in range(2):
                    self.assertEqual(wire.ask(post("/auth-session/", LOGIN)).status, 200)
        with self.assertRaises((ssl.SSLError, ConnectionResetError)):
            self.connect(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)
        with Wire.to(self.narvi.port) as plain:  # no TLS at all: ended without an answer
            plain.send(get("/healthz"))
            try:
                self.assertNotIn(b"HTTP/", plain.file.read())
            except ConnectionResetError:
                pass
        self.assertEqual(self.narvi.stop(), 0)

    def test_a_new_certificate_for_new_connections(self):
        self.narvi.start()
        with self.connect() as old:
            self.assertEqual(old.ask(get("/healthz")).status, 200)
            second = make_certificate(self.folder, "second")
            self.assertEqual(self.shown(), self.first)
            self.narvi.begin_stop(signal.SIGHUP)
            wait_for(lambda: self.shown() == second, "the new certificate")
            self.assertEqual(old.ask(get("/healthz")).status, 200)  # connections survive it

    def test_a_bad_new_certificate_keeps_the_old_one(self):
        self.narvi.start()
        with open(os.path.join(self.folder, "tls.pem"), "w", encoding="ascii") as file:
            file.write("not a certificate\n")
        self.narvi.begin_stop(signal.SIGHUP)
        wait_for(lambda: "the certificate was not reloaded; the old one stays" in self.narvi.log(), "the complaint")
        self.assertEqual(self.shown(), self.first)
        second = make_certificate(self.folder, "second")
        self.narvi.begin_stop(signal.SIGHUP)
        wait_for(lambda: self.shown() == second, "the mended certificate")

    def test_a_key_of_another_certificate_stops_the_start(self):
        certificate = self.narvi.environment["NARVI_SERVER_TLS_CERTIFICATE"]
        os.rename(certificate, certificate + ".first")
        make_certificate(self.folder, "second")
        os.rename(certificate + ".first", certificate)
        done = self.narvi.command("serve")
        self.assertEqual(done.returncode, 1)
        self.assertIn("narvi: key " + self.narvi.environment["NARVI_SERVER_TLS_KEY"], done.stderr)


if __name__ == "__main__":
    unittest.main()
