"""nginx with what `narvi authz print-config nginx` prints."""

import subprocess
import unittest

from proxies import API, Behind, Proxy, program


class Nginx(Proxy):
    name = "nginx"

    def start(self):
        self.write("site.conf", self.printed_sites())
        places = "".join("%s_temp_path %s;\n" % (name, name)
                         for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        path = self.write("nginx.conf", "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr info;\n"
                          "events {}\nhttp {\naccess_log off;\n%sinclude site.conf;\n}\n" % places)
        command = [program("nginx"), "-e", "stderr", "-c", path, "-p", self.folder]
        tested = subprocess.run([*command, "-t"], text=True, capture_output=True, check=False)
        assert tested.returncode == 0 and "[warn]" not in tested.stderr, tested.stderr
        return self.launch(command)


class BehindNginx(Behind, unittest.TestCase):
    proxy_class = Nginx
    refusal_bodies = False  # nginx takes no body from an answer

    def test_connections_to_narvi_are_kept(self):
        connections = len(self.tap.open)
        for _ in range(20):
            self.get("/page", self.token)
        self.assertLessEqual(len(self.tap.open) - connections, 2)

    def test_the_question_cannot_be_asked_from_outside(self):
        self.assertEqual(self.get("/_narvi", self.token, API).status, 404)


if __name__ == "__main__":
    unittest.main()
