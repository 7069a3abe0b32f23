"""Caddy with what `narvi authz print-config caddy` prints."""

import os
import unittest

from proxies import Behind, Proxy, program


class Caddy(Proxy):
    name = "caddy"

    def start(self):
        self.write("site.caddy", self.printed_sites())
        path = self.write("Caddyfile", "{\n\tadmin off\n}\nimport site.caddy\n")
        environment = dict(os.environ, HOME=self.folder, XDG_DATA_HOME=self.folder, XDG_CONFIG_HOME=self.folder)
        command = [program("caddy"), "run", "--config", path, "--adapter", "caddyfile"]
        return self.launch(command, env=environment)


class BehindCaddy(Behind, unittest.TestCase):
    proxy_class = Caddy
    away = (502, 504)
    waits_for_bodies = True  # before it answers at all


if __name__ == "__main__":
    unittest.main()
