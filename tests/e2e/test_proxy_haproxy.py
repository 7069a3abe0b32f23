"""HAProxy with what `narvi authz print-config haproxy` prints, and the script that `--lua` prints."""

import os
import subprocess
import tempfile
import unittest

from program import free_port
from proxies import SITE, Behind, Proxy, program
from wire import message


class Haproxy(Proxy):
    name = "haproxy"

    def start(self, script=None):
        script = self.write("narvi.lua", script or self.printed("--lua"))
        path = self.write("haproxy.cfg", self.printed("--lua-file", script))
        command = [program("haproxy"), "-f", path]
        tested = subprocess.run([*command, "-c"], text=True, capture_output=True, check=False)
        assert tested.returncode == 0 and "WARNING" not in tested.stderr, tested.stderr
        return self.launch([*command, "-db"])


class BehindHaproxy(Behind, unittest.TestCase):
    proxy_class = Haproxy

    def test_two_sites(self):
        """Each has a frontend and an address of its own; the script is loaded twice."""
        port = "127.0.0.1:%d" % free_port()
        more = ("--lua-file", os.path.join(self.proxy.folder, "narvi.lua"))
        beside = self.narvi.command("authz", "print-config", "haproxy", "--site", "beside." + SITE, "--listen", port,
                                    *more)
        path = self.proxy.write("two.cfg", self.proxy.printed(*more) + beside.stdout)
        tested = subprocess.run([program("haproxy"), "-c", "-f", path], text=True, capture_output=True, check=False)
        self.assertEqual((tested.returncode, "WARNING" in tested.stderr), (0, False), tested.stderr)

    def test_a_script_that_fails_lets_nobody_pass(self):
        for body in ("error('broken')", "", "txn:set_var('txn.narvi', 'maybe')"):
            with self.subTest(body=body):
                proxy = Haproxy(tempfile.mkdtemp(dir=self.narvi.folder.name), self.narvi, self.application.port, 1)
                self.addCleanup(proxy.close)
                proxy.start("core.register_action('narvi', {'http-req'}, function(txn) %s end)\n" % body)
                answer = self.ask(message("GET", "/page", (self.token,), host=SITE), proxy)
                self.assert_refused(answer, 503)


if __name__ == "__main__":
    unittest.main()
