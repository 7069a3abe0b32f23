"""Apache with what `narvi authz print-config apache` prints. It asks over FastCGI."""

import subprocess
import unittest

from proxies import RULES, Behind, Proxy, program

MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "authnz_fcgi", "headers", "proxy", "proxy_http",
           "proxy_wstunnel", "setenvif", "ssl")


class Apache(Proxy):
    name = "apache"

    def start(self):
        """The address of the entrance is a setting, so a copy of the settings tells the test's."""
        settings = self.write("print.toml", RULES % {"sliding": "false", "fastcgi": self.question})
        self.write("site.conf", self.printed_sites("--config", settings))
        modules = "".join("LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n" % (name, name)
                          for name in MODULES)
        path = self.write("apache.conf", """ServerRoot %s
ServerName localhost
User nobody
Group nogroup
PidFile apache.pid
Listen 127.0.0.1:%d
ErrorLog %s
LogLevel info
Mutex file:%s default
%sInclude site.conf
""" % (self.folder, self.port, self.log_path, self.folder, modules))
        command = [program("apache2"), "-f", path]
        tested = subprocess.run([*command, "-t"], text=True, capture_output=True, check=False)
        assert tested.returncode == 0 and "Syntax OK" in tested.stderr, tested.stderr
        return self.launch([*command, "-DFOREGROUND"])


class BehindApache(Behind, unittest.TestCase):
    proxy_class = Apache
    away = (500,)
    reaches_sockets = False
    waits_for_bodies = True  # before it answers at all

    @classmethod
    def question_port(cls):
        return cls.fastcgi

    @staticmethod
    def second_question_port(_narvi, fastcgi):
        return fastcgi


if __name__ == "__main__":
    unittest.main()
