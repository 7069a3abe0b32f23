"""RemoteUserMiddleware of Django and ours: the same visits leave the same rows, and each takes over the other's
sessions. The cases are those of Django's auth_tests/test_remote_user (contract remote-user-forward-auth, section 8)."""

import unittest

from django_peer import Peer
from narvi_process import Narvi
from places import SECRET_KEY, Places, on_both_engines

DJANGO = "django.contrib.auth.backends."
OURS = "django_site.remote_users."
OLD = "2001-02-03 04:05:06+00"
CSRF = "a" * 32 + "b" * 32

USERS = """
INSERT INTO auth_user (username, password, email, first_name, last_name, is_active, is_staff, is_superuser, date_joined)
VALUES ('knownuser', '', '', '', '', TRUE, FALSE, FALSE, '%s'), ('knownuser2', '', '', '', '', TRUE, FALSE, FALSE, '%s')
""" % (OLD, OLD)


class Browser:
    """Cookies of one side."""

    def __init__(self):
        self.cookies = {}

    def fields(self, name, field, more):
        fields = dict(more)
        if name is not None:
            fields[field] = name
        if self.cookies:
            fields["Cookie"] = "; ".join("%s=%s" % pair for pair in self.cookies.items())
        return fields

    def take(self, set_cookie):
        """What the answer did to the session cookie."""
        before = self.cookies.get("sessionid")
        told = []
        for line in set_cookie:
            name, value = line.split(";")[0].split("=", 1)
            gone = "max-age=0" in line.lower()
            if gone:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
            told.append((name, "gone" if gone else "new" if name != "sessionid" or value != before else "again"))
        return sorted(told)


class Django:
    def __init__(self, site, place, middleware, backend, field):
        self.peer = Peer(place.url, SECRET_KEY, DJANGO_REMOTE_USER=middleware, DJANGO_REMOTE_BACKEND=backend)
        site.addClassCleanup(self.peer.close)
        self.field = field
        self.browser = Browser()

    def send(self, method, path, name, more):
        answer = self.peer("client", method=method, path=path, headers=self.browser.fields(name, self.field, more))
        return answer["status"], self.browser.take(answer["set_cookie"])


class Ours:
    def __init__(self, site, place, field, settings):
        self.narvi = Narvi(place.url, **dict({
            "SERVER_TRUSTED_PROXIES": "127.0.0.1",
            "AUTH_AUTHENTICATION_BACKENDS": "RemoteUserBackend,ModelBackend",
            "SYSTEMS_REMOTE_USER_ENABLED": "true",
            "SYSTEMS_REMOTE_USER_MODE": "session",
            "SYSTEMS_REMOTE_USER_SOURCE": "header:" + field,
            "SYSTEMS_REMOTE_USER_PASSWORD": "empty",
        }, **settings))
        site.addClassCleanup(self.narvi.close)
        self.narvi.start()
        self.field = field
        self.browser = Browser()

    def send(self, method, path, name, more):
        answer = self.narvi.request(method, path, self.browser.fields(name, self.field, more))
        return answer.status, self.browser.take(answer.headers.get_all("Set-Cookie") or [])


class Side:
    """One database, a Django process that looks at it, and the programs that work on it, by their settings."""

    def __init__(self, site):
        self.place = site.place_class()
        site.addClassCleanup(self.place.close)
        self.peer = Peer(self.place.url, SECRET_KEY)
        site.addClassCleanup(self.peer.close)
        self.peer("migrate")
        self.programs = {}
        self.program = None

    def use(self, settings, make):
        """The program with these settings, in front of the users of USERS and no sessions."""
        if settings not in self.programs:
            self.programs[settings] = make(self.place)
        self.program = self.programs[settings]
        self.program.browser = Browser()
        self.place.execute("DELETE FROM django_session; DELETE FROM auth_user;" + USERS)

    def state(self):
        users = [(name, password == "", email, bool(active), "never" if last is None else
                  "old" if str(last).startswith("2001-02-03") else "now")
                 for name, password, email, active, last in self.place.rows(
                     "SELECT username, password, email, is_active, last_login FROM auth_user ORDER BY username")]
        sessions = []
        for key, in self.place.rows("SELECT session_key FROM django_session"):
            data = self.peer("session_decode", session_key=key)
            name = self.place.rows("SELECT username FROM auth_user WHERE id = %d" % int(data["_auth_user_id"]))[0][0]
            sessions.append((name, "RemoteUser" in data["_auth_user_backend"], sorted(data),
                             key == self.program.browser.cookies.get("sessionid")))
        return users, sorted(sessions)


@on_both_engines
class SameRows(Places, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sides = [Side(cls), Side(cls)]

    def open(self, middleware="HeaderRemoteUserMiddleware", backend=DJANGO + "RemoteUserBackend", field="Remote-User",
             **settings):
        chosen = (middleware, backend, field, tuple(sorted(settings.items())))
        django, ours = self.sides
        django.use(chosen, lambda place: Django(type(self), place, middleware, backend, field))
        ours.use(chosen, lambda place: Ours(type(self), place, field, settings))

    def both(self, what):
        django, ours = (what(side) for side in self.sides)
        self.assertEqual(ours, django)
        return django

    def visit(self, name=None, **more):
        """What one visit told the browser; rows must be the same afterwards."""
        told = self.both(lambda side: side.program.send(
            "GET", "/whoami/", name, {key.replace("_", "-"): value for key, value in more.items()})[1])
        self.both(Side.state)
        return told

    def execute(self, sql):
        for side in self.sides:
            side.place.execute(sql)

    def users(self):
        return [row[0] for row in self.both(Side.state)[0]]

    def sessions(self):
        return [(name, remote) for name, remote, _, mine in self.both(Side.state)[1] if mine]

    def forget(self):
        for side in self.sides:
            side.program.browser.cookies.clear()

    def test_nobody(self):
        self.open()
        self.assertEqual(self.visit(), [])
        self.assertEqual(self.visit(""), [])
        self.assertEqual(self.users(), ["knownuser", "knownuser2"])

    def test_an_unknown_user_is_created_once(self):
        self.open()
        self.assertEqual(self.visit("newuser"), [("csrftoken", "new"), ("sessionid", "new")])
        self.assertEqual(self.users(), ["knownuser", "knownuser2", "newuser"])
        self.assertEqual(self.visit("newuser"), [])
        self.forget()
        self.visit("newuser")
        self.assertEqual(self.users(), ["knownuser", "knownuser2", "newuser"])

    def test_known_users_switch(self):
        self.open()
        self.visit("knownuser")
        self.assertEqual(self.sessions(), [("knownuser", True)])
        self.assertEqual(self.visit("knownuser2"), [("csrftoken", "new"), ("sessionid", "new")])
        self.assertEqual(self.sessions(), [("knownuser2", True)])

    def test_last_login_of_each_session(self):
        self.open()
        self.visit("knownuser")
        self.assertIn("now", self.sides[0].state()[0][0])
        self.execute("UPDATE auth_user SET last_login = '%s'" % OLD)
        self.visit("knownuser")
        self.assertIn("old", self.sides[0].state()[0][0])
        self.forget()
        self.visit("knownuser")
        self.assertIn("now", self.sides[0].state()[0][0])

    def test_the_name_disappears(self):
        self.open()
        self.visit("knownuser")
        self.assertEqual(self.visit(), [("sessionid", "gone")])
        self.assertEqual(self.sessions(), [])

    def test_a_login_with_a_password_stays(self):
        self.open()
        for side in self.sides:
            side.peer("set_password", username="knownuser", password="a longer secret")
            side.program.browser.cookies["sessionid"] = side.peer("login_session", username="knownuser")
        self.assertEqual(self.visit(), [])
        self.assertEqual(self.sessions(), [("knownuser", False)])
        self.assertEqual(self.visit("knownuser"), [])
        self.assertEqual(self.visit(""), [])
        self.assertEqual(self.sessions(), [("knownuser", False)])
        self.visit("knownuser2")
        self.assertEqual(self.sessions(), [("knownuser2", True)])

    def test_empty_is_another_user(self):
        self.open()
        self.visit("knownuser")
        self.assertEqual(self.visit(""), [("sessionid", "gone")])

    def test_inactive_users(self):
        self.open()
        self.execute("UPDATE auth_user SET is_active = FALSE WHERE username = 'knownuser'")
        self.assertEqual(self.visit("knownuser"), [])
        self.visit("knownuser2")
        self.assertEqual(self.visit("knownuser"), [("sessionid", "gone")])
        self.execute("UPDATE auth_user SET is_active = TRUE WHERE username = 'knownuser'")
        self.visit("knownuser")
        self.execute("UPDATE auth_user SET is_active = FALSE WHERE username = 'knownuser'")
        self.visit("knownuser")

    def test_inactive_users_of_the_backend_for_all(self):
        self.open(backend=DJANGO + "AllowAllUsersRemoteUserBackend",
                  AUTH_AUTHENTICATION_BACKENDS="AllowAllUsersRemoteUserBackend,ModelBackend")
        self.execute("UPDATE auth_user SET is_active = FALSE WHERE username = 'knownuser'")
        self.visit("knownuser")
        self.assertEqual(self.sessions(), [("knownuser", True)])
        self.visit()
        self.assertEqual(self.sessions(), [])

    def test_nobody_is_created(self):
        self.open(backend=OURS + "NoCreateRemoteUserBackend", SYSTEMS_REMOTE_USER_CREATE_UNKNOWN_USER="false")
        self.assertEqual(self.visit("newuser"), [])
        self.assertEqual(self.users(), ["knownuser", "knownuser2"])
        self.visit("knownuser")
        self.assertEqual(self.visit("newuser"), [("sessionid", "gone")])

    def test_another_field(self):
        self.open(middleware="CustomHeaderRemoteUserMiddleware", field="Authuser")
        self.visit("knownuser")
        self.assertEqual(self.sessions(), [("knownuser", True)])
        self.assertEqual(self.visit(), [("sessionid", "gone")])

    def test_cleaned_and_configured(self):
        self.open(backend=OURS + "CustomRemoteUserBackend", SYSTEMS_REMOTE_USER_STRIP_DOMAIN="suffix",
                  SYSTEMS_REMOTE_USER_EMAIL_HEADER="Remote-Email")
        self.visit("newuser@example.com", Remote_Email="user@example.com")
        self.assertEqual(self.users(), ["knownuser", "knownuser2", "newuser"])
        self.assertEqual(self.visit("newuser@example.org", Remote_Email="other@example.com"), [])
        self.forget()
        self.visit("newuser", Remote_Email="other@example.com")
        self.assertEqual([row[2] for row in self.sides[1].state()[0]], ["", "", "user@example.com"])
        # Here they part: of a name of which nothing is left Django makes a user without a name, and we nobody.

    def test_the_persistent_form(self):
        self.open(middleware="PersistentHeaderRemoteUserMiddleware", SYSTEMS_REMOTE_USER_MODE="persistent")
        self.assertEqual(self.visit(), [])
        self.visit("knownuser")
        self.assertEqual(self.visit(), [])
        self.assertEqual(self.sessions(), [("knownuser", True)])
        self.visit("knownuser2")
        self.assertEqual(self.sessions(), [("knownuser2", True)])
        self.assertEqual(self.visit(""), [("sessionid", "gone")])

    def test_csrf_checks_around_the_login(self):
        self.open()

        def post(side, path, method, more):
            side.program.browser.cookies = {"csrftoken": CSRF}
            return side.program.send(method, path, "knownuser", more)[0]

        for more, refused in (({}, True), ({"X-CSRFToken": "c" * 64}, True), ({"X-CSRFToken": CSRF}, False)):
            self.assertEqual(post(self.sides[0], "/guarded/", "POST", more) == 403, refused)
            self.assertEqual(post(self.sides[1], "/auth-session/", "DELETE", more) == 403, refused)

    def test_each_goes_on_where_the_other_was(self):
        self.open()
        django, ours = self.sides[0].program, Ours(type(self), self.sides[0].place, "Remote-User", {})
        ours.browser = django.browser
        for first, second in ((django, ours), (ours, django)):
            django.browser.cookies.clear()
            self.assertEqual(first.send("GET", "/whoami/", "knownuser", {})[1],
                             [("csrftoken", "new"), ("sessionid", "new")])
            self.assertEqual(second.send("GET", "/whoami/", "knownuser", {})[1], [])
            self.assertEqual(second.send("GET", "/whoami/", "knownuser2", {})[1],
                             [("csrftoken", "new"), ("sessionid", "new")])
            self.assertEqual(first.send("GET", "/whoami/", "knownuser2", {})[1], [])
            self.assertEqual(second.send("GET", "/whoami/", None, {})[1], [("sessionid", "gone")])
            self.assertEqual(self.sides[0].place.rows("SELECT * FROM django_session"), [])


if __name__ == "__main__":
    unittest.main()
