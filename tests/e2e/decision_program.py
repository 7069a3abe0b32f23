"""A narvi that decides for proxies at the entrances that are not HTTP."""

import os

from program import Program, free_port, rows

SITE = "app.example.com"
LOGIN = "https://auth.example.com/login"
TOKEN = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"

SETTINGS = """
[server]
trusted_proxies = [%(trusted)s]
[log]
access_log = "access.log"
[rest_framework]
default_authentication_classes = ["TokenAuthentication", "SessionAuthentication", "BasicAuthentication"]
[systems.authtoken]
enabled = true
[systems.forward_auth]
enabled = true
path = "/decide/"
login_url = "https://auth.example.com/login"
cookie_domains = ["example.com"]
assertion = "hs256"
assertion_key = "an assertion key of the tests, long enough"
fastcgi_listen = [%(fastcgi)s]
grpc_listen = "%(grpc)s"
[[systems.forward_auth.rules]]
name = "open"
hosts = ["app.example.com"]
paths = ["/open/**"]
policy = "bypass"
[[systems.forward_auth.rules]]
name = "near"
hosts = ["app.example.com"]
paths = ["/near/**"]
networks = ["192.0.2.0/24"]
policy = "bypass"
[[systems.forward_auth.rules]]
name = "staff"
hosts = ["app.example.com"]
paths = ["/staff/**"]
permission_classes = ["IsAdminUser"]
[[systems.forward_auth.rules]]
name = "all"
hosts = ["app.example.com"]
"""


class Deciding(Program):
    """With the wanted entrance on a free port, or on a unix socket."""

    def __init__(self, trusted=("127.0.0.1", "unix"), fastcgi=False, grpc=False, socket=False, **settings):
        super().__init__(**settings)
        self.socket = os.path.join(self.folder.name, "entrance") if socket else None
        place = "unix:" + self.socket if socket else None
        self.fastcgi_port = free_port() if fastcgi and not socket else None
        self.grpc_port = free_port() if grpc and not socket else None
        self.write_settings(trusted, (place or "127.0.0.1:%d" % self.fastcgi_port) if fastcgi else "",
                            (place or "127.0.0.1:%d" % self.grpc_port) if grpc else "")
        for name in ("NARVI_LOG_ACCESS_LOG",):
            self.environment.pop(name)
        self.command("migrate")
        rows(self.database, "DELETE FROM authtoken_token")
        rows(self.database, "INSERT INTO authtoken_token (key, created, user_id) VALUES (?, '2026-01-01 00:00:00', 1)",
             TOKEN)
        rows(self.database, "INSERT INTO auth_user_groups (user_id, group_id) SELECT 1, id FROM auth_group")
        self.groups = ",".join(name for name, in rows(self.database, "SELECT name FROM auth_group ORDER BY name"))

    def write_settings(self, trusted, fastcgi, grpc):
        with open(os.path.join(self.folder.name, "narvi.toml"), "w", encoding="utf-8") as file:
            file.write(SETTINGS % {"trusted": ", ".join('"%s"' % peer for peer in trusted), "grpc": grpc,
                                   "fastcgi": '"%s"' % fastcgi if fastcgi else ""})

    def access(self):
        """The lines of the access log that are about decisions."""
        with open(os.path.join(self.folder.name, "access.log"), encoding="utf-8") as file:
            return [line for line in file if "/decide/" in line]


def deciding(case, **how):
    """A started program that goes with the test case, an instance or a class."""
    program = Deciding(**how)
    add = case.addClassCleanup if isinstance(case, type) else case.addCleanup
    add(program.close)
    return program.start()
