"""The FastCGI entrance of the decision point (contract remote-user-forward-auth §2.2, §6.2), asked as Apache and
lighttpd ask."""

import base64
import concurrent.futures
import json
import unittest

import fastcgi
from decision_program import LOGIN, SITE, TOKEN, Deciding, deciding
from fastcgi import FastCgi, ask, question
from program import free_port, running, wait_for


def apache(uri="/admin?a=1&b=%2F", method="GET", **more):
    """What mod_authnz_fcgi sends; fields as HTTP_..."""
    return {"HTTP_HOST": SITE, "HTTP_USER_AGENT": "test/1.0", "PATH": "/usr/bin:/bin", "SERVER_NAME": SITE,
            "REMOTE_ADDR": "203.0.113.9", "REQUEST_SCHEME": "https", "REMOTE_PORT": "40000",
            "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": method, "QUERY_STRING": uri.partition("?")[2],
            "REQUEST_URI": uri, "FCGI_ROLE": "AUTHORIZER", "FCGI_APACHE_ROLE": "AUTHENTICATOR", **more}


TOKEN_FIELD = {"HTTP_AUTHORIZATION": "Token " + TOKEN}
SPOOFED = {"HTTP_REMOTE_USER": "mallory", "HTTP_REMOTE_GROUPS": "root", "HTTP_X_FORWARDED_URI": "/open/",
           "HTTP_X_FORWARDED_METHOD": "OPTIONS", "HTTP_X_FORWARDED_HOST": "evil.example.net",
           "HTTP_X_FORWARDED_FOR": "192.0.2.1", "HTTP_X_ORIGINAL_URL": "https://app.example.com/open/",
           "HTTP_FORWARDED": "for=192.0.2.1", "HTTP_X_REAL_IP": "192.0.2.1", "REMOTE_USER": "mallory"}


class Entrance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.narvi = deciding(cls, fastcgi=True)
        cls.port = cls.narvi.fastcgi_port

    def test_the_log_tells_the_address(self):
        self.assertIn("127.0.0.1:%d" % self.port, self.narvi.log())

    def assert_allowed(self, answer, user):
        self.assertEqual((answer.status, answer.body, answer.ended), (200, "", fastcgi.COMPLETE), answer.lines)
        self.assertEqual(answer.all("Variable-REMOTE_USER"), [user])
        for name in ("GROUPS", "NAME", "EMAIL"):
            self.assertEqual(len(answer.all("Variable-REMOTE_" + name)), 1)

    def test_who_may_pass(self):
        basic = {"REMOTE_USER": "alice", "REMOTE_PASSWD": "wonderland"}
        session = {"HTTP_COOKIE": "a=b; sessionid=" + self.narvi.login("alice", "wonderland").cookies["sessionid"]}
        for credentials in (session, TOKEN_FIELD, basic):
            with self.subTest(credentials=list(credentials)):
                answer = ask(self.port, apache(**credentials))
                self.assert_allowed(answer, "alice")
                self.assertEqual(answer.get("Variable-REMOTE_GROUPS"), self.narvi.groups)
                self.assertEqual(answer.get("Variable-REMOTE_EMAIL"), "alice@example.com")
                claims = answer.get("Variable-X_NARVI_ASSERTION").split(".")[1]
                self.assertEqual(json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"], "1")

    def test_nobody_may_pass_where_it_is_open(self):
        answer = ask(self.port, apache("/open/page"))
        self.assert_allowed(answer, "")
        self.assertEqual(answer.get("Variable-REMOTE_GROUPS"), "")

    def test_nobody(self):
        answer = ask(self.port, apache())
        self.assertEqual((answer.status, answer.get("WWW-Authenticate"), answer.get("Content-Type")),
                         (401, "Token", "application/json"))
        self.assertEqual(json.loads(answer.body), {"detail": "Authentication credentials were not provided."})
        self.assertEqual(answer.all("Variable-REMOTE_USER"), [])

    def test_bad_credentials(self):
        for credentials in ({"HTTP_AUTHORIZATION": "Token nonsense"},
                            {"REMOTE_USER": "alice", "REMOTE_PASSWD": "nonsense"},
                            {"HTTP_AUTHORIZATION": "Token nonsense", "REMOTE_USER": "alice", "REMOTE_PASSWD": "wonderland"}):
            with self.subTest(credentials=credentials):
                self.assertEqual(ask(self.port, apache(**credentials)).status, 401)

    def test_a_browser_is_sent_to_the_login(self):
        for method, status in (("GET", 302), ("POST", 303)):
            answer = ask(self.port, apache(method=method, HTTP_ACCEPT="text/html"))
            self.assertEqual((answer.status, answer.body), (status, ""))
            self.assertEqual(answer.get("Location"), LOGIN + "?rd=https%3A%2F%2Fapp.example.com%2Fadmin%3Fa%3D1%26b"
                             "%3D%252F&rm=" + method)

    def test_refused_by_a_rule(self):
        answer = ask(self.port, apache("/staff/x", **TOKEN_FIELD))
        self.assertEqual((answer.status, json.loads(answer.body)),
                         (403, {"detail": "You do not have permission to perform this action."}))

    def test_what_a_visitor_claims_is_nothing(self):
        self.assertEqual(ask(self.port, apache(**SPOOFED)).status, 401)
        self.assertEqual(ask(self.port, apache("/near/x", **SPOOFED)).status, 401)
        self.assertEqual(ask(self.port, apache("/near/x", **dict(SPOOFED, REMOTE_ADDR="192.0.2.7"))).status, 200)
        self.assert_allowed(ask(self.port, apache(**SPOOFED, **TOKEN_FIELD)), "alice")

    def test_a_visitor_cannot_take_away_what_the_server_says(self):
        for options in ("X-Forwarded-For", "close, x-forwarded-uri", "Upgrade, X_Forwarded_Host", "Remote-User"):
            answer = ask(self.port, apache("/open/page", HTTP_CONNECTION=options, **TOKEN_FIELD))
            self.assertEqual((answer.status, json.loads(answer.body)), (400, {"detail": "Malformed request."}), options)
            self.assertEqual((answer.get("Cache-Control"), answer.get("Content-Type")),
                             ("no-store", "application/json"))
        self.assert_allowed(ask(self.port, apache(HTTP_CONNECTION="close, Upgrade", **TOKEN_FIELD)), "alice")

    def test_malformed(self):
        for changes in ({"HTTP_HOST": "evil.example.net"}, {"HTTP_HOST": "a b"}, {"REQUEST_METHOD": "get!"},
                        {"REQUEST_URI": "no-slash"}, {"REQUEST_SCHEME": "gopher"}, {"HTTP_X_A": "a\nb"}):
            with self.subTest(changes=changes):
                answer = ask(self.port, apache(**dict(TOKEN_FIELD, **changes)))
                self.assertIn(answer.status, (400, 403))
                self.assertEqual(answer.all("Variable-REMOTE_USER"), [])
        for missing in ("HTTP_HOST", "REQUEST_METHOD", "REQUEST_URI"):
            with self.subTest(missing=missing):
                values = apache(**TOKEN_FIELD)
                del values[missing]
                self.assertEqual(ask(self.port, values).status, 400)

    def test_kept_connections(self):
        with FastCgi(self.port) as connection:
            for number in range(1, 30):
                values = apache(**TOKEN_FIELD) if number % 2 else apache()
                answer = connection.ask(values, number, keep=True)
                connection.send(fastcgi.record(fastcgi.STDIN, number))  # lighttpd ends its empty body
                self.assertEqual(answer.status, 200 if number % 2 else 401)

    def test_other_roles_and_managers(self):
        with FastCgi(self.port) as connection:
            connection.send(fastcgi.record(fastcgi.GET_VALUES, 0, fastcgi.pairs({"FCGI_MPXS_CONNS": ""})))
            self.assertEqual(connection.read_record(), (fastcgi.GET_VALUES_RESULT, 0,
                                                        fastcgi.pairs({"FCGI_MPXS_CONNS": "0"})))
            connection.send(question(apache(), 3, keep=True, role=fastcgi.RESPONDER))
            self.assertEqual(connection.answer(3).ended, fastcgi.UNKNOWN_ROLE)
            self.assertEqual(connection.ask(apache(), 4).status, 401)
            self.assertIsNone(connection.read_record())

    def test_too_much(self):
        self.assertEqual(ask(self.port, apache(HTTP_X="x" * 32_800)).status, 431)
        self.assertEqual(ask(self.port, apache(**{"HTTP_X%d" % i: "x" for i in range(300)})).status, 431)
        self.assertEqual(ask(self.port, apache(HTTP_X="x" * 20_000, **TOKEN_FIELD)).status, 200)

    def test_many_at_once(self):
        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            answers = list(pool.map(lambda i: ask(self.port, apache(**(TOKEN_FIELD if i % 2 else {}))), range(256)))
        self.assertEqual([answer.status for answer in answers], [401, 200] * 128)


class Others(unittest.TestCase):
    def test_an_untrusted_peer_is_refused(self):
        narvi = deciding(self, fastcgi=True, trusted=("192.0.2.1", "unix"))
        answer = ask(narvi.fastcgi_port, apache(**TOKEN_FIELD))
        self.assertEqual((answer.status, answer.all("Variable-REMOTE_USER")), (403, []))
        for broken in ({"HTTP_X_A": "a\nb"}, {"HTTP_CONNECTION": "X-Forwarded-For"}, {"HTTP_X": "x" * 32_800}):
            self.assertEqual(ask(narvi.fastcgi_port, apache(**broken)).status, 403)

    def test_unix_sockets(self):
        for trusted, status in ((("unix",), 200), (("127.0.0.1",), 403)):
            narvi = deciding(self, fastcgi=True, socket=True, trusted=trusted)
            self.assertEqual(ask(narvi.socket, apache(**TOKEN_FIELD)).status, status)

    def test_the_doors_limits(self):
        narvi = deciding(self, fastcgi=True, SERVER_HEAD_LIMIT="4096", SERVER_TARGET_LIMIT="1024",
                         SERVER_FIELD_LIMIT="20")
        for changes, status in (({"HTTP_X": "x" * 3000}, 200), ({"HTTP_X": "x" * 4096}, 431),
                                ({"HTTP_X%d" % i: "" for i in range(100)}, 200),
                                ({"HTTP_X%d" % i: "" for i in range(150)}, 431)):
            self.assertEqual(ask(narvi.fastcgi_port, apache(**changes, **TOKEN_FIELD)).status, status)

    def test_it_is_counted_and_logged(self):
        narvi = Deciding(fastcgi=True).with_metrics()
        self.addCleanup(narvi.close)
        narvi.start()
        for values in (apache(**TOKEN_FIELD), apache(), apache()):
            ask(narvi.fastcgi_port, values)
        wait_for(lambda: len(narvi.access()) == 3, "three lines")
        line = json.loads(narvi.access()[-1])
        self.assertEqual((line["status"], line["path"]), (401, "/decide/forward-auth"), line)
        self.assertNotIn(TOKEN, "".join(narvi.access()))
        counted = {name: value for name, value in narvi.metrics().items() if 'route="forward_auth.forward-auth"' in name}
        self.assertEqual(sum(value for name, value in counted.items() if '"4xx"' in name), 2, counted)
        self.assertEqual(sum(value for name, value in counted.items() if '"2xx"' in name), 1, counted)

    def test_it_stops_gracefully(self):
        narvi = deciding(self, fastcgi=True)
        with FastCgi(narvi.fastcgi_port) as idle, FastCgi(narvi.fastcgi_port) as late:
            self.assertEqual(idle.ask(apache(), keep=True).status, 401)
            late.send(question(apache())[:100])
            narvi.begin_stop()
            self.assertIsNone(idle.read_record())
            late.send(question(apache())[100:])
            self.assertEqual(late.answer().status, 401)
        self.assertEqual(narvi.end(), 0)

    def test_an_address_that_is_taken_stops_the_start(self):
        first = running(self)
        second = Deciding(fastcgi=True)
        self.addCleanup(second.close)
        second.write_settings(("127.0.0.1",), "127.0.0.1:%d" % first.port, "")
        done = second.command("serve")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("fastcgi_listen", done.stderr)
        self.assertIn("narvi.toml:", done.stderr)

    def test_settings_that_cannot_be(self):
        narvi = Deciding(fastcgi=True)
        self.addCleanup(narvi.close)
        for address, why in (("nonsense", "is not an address"), ("systemd", "is not an address"),
                             ("127.0.0.1:%d" % narvi.port, "taken by another listener")):
            narvi.write_settings(("127.0.0.1",), address, "")
            done = narvi.command("check")
            self.assertEqual(done.returncode, 2)
            self.assertIn(why, done.stderr)
        done = narvi.command("check", NARVI_SYSTEMS_FORWARD_AUTH_FAMILIES="ext-authz",
                             NARVI_SYSTEMS_FORWARD_AUTH_FASTCGI_LISTEN="127.0.0.1:%d" % free_port())
        self.assertIn('add "forward-auth" to the list', done.stderr)


if __name__ == "__main__":
    unittest.main()
